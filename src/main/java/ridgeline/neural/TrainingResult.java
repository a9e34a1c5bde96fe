package ridgeline.neural;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ridgeline.data.Part;

/**
 * A trained network and its evidence.
 *
 * @param rows of each part
 * @param history epoch after epoch
 * @param chosen position in the history of the epoch whose weights the network has
 * @param stopped whether early stopping ended it before its last epoch
 * @param confusion test rows by label, and then by the class that is predicted; empty without a
 *     test or classes
 */
public record TrainingResult(
    NetworkShape shape,
    Map<Part, Long> rows,
    List<EpochResult> history,
    int chosen,
    boolean stopped,
    List<double[]> confusion) {
  /** Training rows that are measured after an epoch, at most. */
  public static final int MEASURED_TRAINING_ROWS = Evaluator.SAMPLE;

  public TrainingResult {
    rows = Map.copyOf(rows);
    history = List.copyOf(history);
    confusion = List.copyOf(confusion);
  }

  /**
   * What a training came to at its end.
   *
   * @param stopped whether early stopping ended it
   * @param test how good the chosen weights are on the test rows; null if there are none
   */
  static TrainingResult of(
      TrainingPlan plan,
      Map<Part, Long> rows,
      Checkpoint end,
      EarlyStopping stopping,
      boolean stopped,
      @Nullable Evaluation test) {
    boolean classes = plan.objective() instanceof Objective.Classes;
    List<EpochResult> history = end.history();
    return new TrainingResult(
        plan.shape(),
        rows,
        history,
        stopping.chosen(history),
        stopped,
        classes && test != null ? test.confusion() : List.of());
  }

  /** The epoch whose weights the network has. */
  public EpochResult best() {
    return history.get(chosen);
  }
}
