package ridgeline.neural;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import ridgeline.config.RegularisationConfig.Metric;
import ridgeline.data.Part;

/**
 * How good a network is after an epoch. Losses are means over rows, without label smoothing and
 * penalties: cross-entropies, or squared errors in units of the label's variance.
 *
 * @param epoch counted from 1
 * @param steps that each task has taken since the start, at most
 * @param training on a sample of the training rows, with nothing dropped and no image changed
 * @param validation null if no rows are kept for it
 * @param test null if no rows are kept for it
 * @param learningRate of the last step
 * @param seconds that training took, without the measuring
 */
public record EpochResult(
    int epoch,
    long steps,
    Quality training,
    @Nullable Quality validation,
    @Nullable Quality test,
    double learningRate,
    double seconds) {

  /**
   * How good a network is on some rows.
   *
   * @param accuracy share of the rows whose class is told; null for numbers
   */
  public record Quality(double loss, @Nullable Double accuracy) {
    /** How much less the loss is, or greater the accuracy. */
    double improvementOn(Quality other, Metric metric) {
      Double own = accuracy;
      Double others = other.accuracy;
      if (metric == Metric.LOSS || own == null || others == null) {
        return other.loss - loss;
      }
      return own - others;
    }

    private static @Nullable Quality of(TrainingPlan plan, @Nullable Evaluation evaluation) {
      if (evaluation == null || evaluation.isEmpty()) {
        return null;
      }
      boolean classes = plan.objective() instanceof Objective.Classes;
      return new Quality(evaluation.loss(), classes ? evaluation.accuracy() : null);
    }
  }

  /** Whether its losses are numbers: a last step can still have spoilt the weights. */
  boolean isFinite() {
    return Stream.of(training, validation, test)
        .allMatch(quality -> quality == null || Double.isFinite(quality.loss()));
  }

  /** The result of an epoch that was measured. */
  static EpochResult of(
      TrainingPlan plan, int epoch, long steps, Map<Part, Evaluation> measured, double seconds) {
    long stepsOfEpoch = Math.max(1, steps / epoch);
    return new EpochResult(
        epoch,
        steps,
        Objects.requireNonNull(Quality.of(plan, measured.get(Part.TRAINING))),
        Quality.of(plan, measured.get(Part.VALIDATION)),
        Quality.of(plan, measured.get(Part.TEST)),
        plan.rates().at(epoch - 0.5 / stepsOfEpoch),
        seconds);
  }
}
