package ridgeline.neural.train;

import java.util.List;
import java.util.Map;
import ridgeline.data.network.DataSplit;
import ridgeline.neural.evaluate.Evaluator;
import ridgeline.neural.network.NetworkArchitecture;
import ridgeline.neural.plan.TrainingPlan;

/**
 * The results of a training.
 *
 * @param rows number of rows in each split
 * @param history results of the epochs, in order
 * @param chosen index in the history of the epoch whose weights the network has
 * @param stopped whether early stopping ended it before its last epoch
 */
public record TrainingResult(
    NetworkArchitecture architecture,
    Map<DataSplit, Long> rows,
    List<EpochResult> history,
    int chosen,
    boolean stopped) {
  /** The maximum number of training rows that are measured after an epoch. */
  public static final int MEASURED_TRAINING_ROWS = Evaluator.SAMPLE;

  public TrainingResult {
    rows = Map.copyOf(rows);
    history = List.copyOf(history);
  }

  /**
   * The result of a training at its end.
   *
   * @param stopped whether early stopping ended it
   */
  public static TrainingResult of(
      TrainingPlan plan,
      Map<DataSplit, Long> rows,
      Checkpoint end,
      EarlyStopping stopping,
      boolean stopped) {
    List<EpochResult> history = end.history();
    return new TrainingResult(
        plan.architecture(), rows, history, stopping.chosen(history), stopped);
  }

  /** The epoch whose weights the network has. */
  public EpochResult best() {
    return history.get(chosen);
  }
}
