package ridgeline.neural;

import java.util.List;
import java.util.Map;
import ridgeline.data.Part;

/**
 * A trained network and its evidence.
 *
 * @param rows of each part
 * @param history epoch after epoch
 * @param chosen position in the history of the epoch whose weights the network has
 * @param stopped whether training ended before its last epoch
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

  /** The epoch whose weights the network has. */
  public EpochResult best() {
    return history.get(chosen);
  }
}
