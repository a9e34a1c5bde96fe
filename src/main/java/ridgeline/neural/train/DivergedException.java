package ridgeline.neural.train;

import ridgeline.neural.plan.TrainingPlan;

/** The loss of a training became NaN or infinite; the message says where, and what to try. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private DivergedException(String message) {
    super(message);
  }

  /**
   * An exception for a training that diverged.
   *
   * @param epoch counted from 0
   * @param step of the epoch, counted from 0
   * @param steps of the epoch
   */
  public static DivergedException of(TrainingPlan plan, int epoch, long step, long steps) {
    double rate = plan.rates().at(epoch + (step + 0.5) / steps);
    double l2 = plan.penalty().l2();
    if (l2 * rate > 1 && l2 > rate) {
      return new DivergedException(
          "the loss became NaN or infinite at step %,d of epoch %d, where the L2 penalty times the learning rate is %s; lower the penalty under regularisation, or optimiser.learningRate"
              .formatted(step + 1, epoch + 1, (float) (l2 * rate)));
    }
    return new DivergedException(
        "the loss became NaN or infinite at step %,d of epoch %d; try an optimiser.learningRate below %s, or regularisation.gradientClipping: 1"
            .formatted(step + 1, epoch + 1, (float) rate));
  }
}
