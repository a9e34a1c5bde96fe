package ridgeline.neural.train;

import java.util.List;
import java.util.Map;
import ridgeline.data.network.DataSplit;
import ridgeline.neural.evaluate.Evaluator;
import ridgeline.neural.network.NetworkArchitecture;
import ridgeline.neural.step.TrainingPlan;

/**
 * A trained network and its evidence.
 *
 * @param rows of each part
 * @param history epoch after epoch
 * @param chosen position in the history of the epoch whose weights the network has
 * @param stopped whether early stopping ended it before its last epoch
 */
public record TrainingResult(
    NetworkArchitecture shape,
    Map<DataSplit, Long> rows,
    List<EpochResult> history,
    int chosen,
    boolean stopped) {
  /** Training rows that are measured after an epoch, at most. */
  public static final int MEASURED_TRAINING_ROWS = Evaluator.SAMPLE;

  public TrainingResult {
    rows = Map.copyOf(rows);
    history = List.copyOf(history);
  }

  /**
   * What a training came to at its end.
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
    return new TrainingResult(plan.shape(), rows, history, stopping.chosen(history), stopped);
  }

  /** The epoch whose weights the network has. */
  public EpochResult best() {
    return history.get(chosen);
  }
}
