package ridgeline.neural;

/** The loss of a training is no number any more; the message says where, and what to try. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DivergedException(int epoch, long step, double rate) {
    super(
        "the loss is no number at step %,d of epoch %d; try an optimiser.learningRate below %s, or regularisation.gradientClipping: 1"
            .formatted(step, epoch, (float) rate));
  }
}
