package ridgeline.neural.train;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import ridgeline.config.neural.RegularisationConfig.Metric;
import ridgeline.data.network.DataSplit;
import ridgeline.neural.plan.Evaluation;
import ridgeline.neural.plan.Loss;
import ridgeline.neural.plan.NetworkState;
import ridgeline.neural.plan.TrainingPlan;

/**
 * The quality of a network after an epoch. Losses are means over rows, without label smoothing and
 * penalties: cross-entropies, or squared errors in units of the label's variance.
 *
 * @param epoch counted from 1
 * @param steps that the task with the most steps has taken since the start
 * @param training on a sample of the training rows, without dropout and augmentation
 * @param validation null if there are no such rows
 * @param test null if there are no such rows
 * @param learningRate of the last step
 * @param zeroWeights how many of the penalised weights are exactly 0
 * @param seconds that training took, without evaluation
 */
public record EpochResult(
    int epoch,
    long steps,
    Quality training,
    @Nullable Quality validation,
    @Nullable Quality test,
    double learningRate,
    long zeroWeights,
    double seconds) {

  /**
   * The quality of a network on some rows.
   *
   * @param lossError standard error of the loss, over the rows
   * @param accuracy share of the rows whose class is predicted correctly; null for numbers
   * @param accuracyError standard error of the accuracy, over the rows; null for numbers
   */
  public record Quality(
      double loss, double lossError, @Nullable Double accuracy, @Nullable Double accuracyError) {
    /** How much lower the loss is, or how much higher the accuracy. */
    double improvementOn(Quality other, Metric metric) {
      return other.score(metric) - score(metric);
    }

    /** The loss, or the accuracy times -1; lower is better. */
    public double score(Metric metric) {
      return metric == Metric.LOSS || accuracy == null ? loss : -accuracy;
    }

    private static @Nullable Quality of(TrainingPlan plan, @Nullable Evaluation evaluation) {
      if (evaluation == null || evaluation.isEmpty()) {
        return null;
      }
      boolean classes = plan.loss() instanceof Loss.Classes;
      return new Quality(
          evaluation.loss(),
          evaluation.lossError(),
          classes ? evaluation.accuracy() : null,
          classes ? evaluation.accuracyError() : null);
    }
  }

  /** Whether its losses are finite; the last step may have ruined the weights. */
  public boolean hasFiniteLosses() {
    return Stream.of(training, validation, test)
        .allMatch(quality -> quality == null || Double.isFinite(quality.loss()));
  }

  /**
   * The result of an evaluated epoch.
   *
   * @param state after it
   */
  public static EpochResult of(
      TrainingPlan plan,
      int epoch,
      NetworkState state,
      Map<DataSplit, Evaluation> measured,
      double seconds) {
    long steps = state.steps();
    long stepsOfEpoch = Math.max(1, steps / epoch);
    return new EpochResult(
        epoch,
        steps,
        Objects.requireNonNull(Quality.of(plan, measured.get(DataSplit.TRAINING))),
        Quality.of(plan, measured.get(DataSplit.VALIDATION)),
        Quality.of(plan, measured.get(DataSplit.TEST)),
        plan.rates().at(epoch - 0.5 / stepsOfEpoch),
        state.zeroWeights(plan.architecture().parameterShapes()),
        seconds);
  }
}
