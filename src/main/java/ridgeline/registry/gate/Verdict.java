package ridgeline.registry.gate;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import ridgeline.data.feature.StrictJson;

/**
 * What a gate decided, and why: the content of {@link #FILE}.
 *
 * @param promoted whether the candidate becomes the champion
 * @param sentence the decision in words
 * @param date the logical date
 * @param newest the rows on which both were scored
 * @param metric the error that is compared, {@code rmse} or {@code mse}
 * @param candidate the candidate's scores
 * @param champion the champion's scores; null if there was none
 * @param improvement of the candidate over the champion; null if there was no champion, or too few
 *     buckets have rows
 * @param checks what was required
 * @param drift of the newest rows from the champion's training, or from the candidate's without one
 * @param partitions the errors on each of the newest partitions
 * @param slices the errors on the levels of the categories in the gate's {@code slices}, the worst
 *     improvement first
 */
public record Verdict(
    boolean promoted,
    String sentence,
    String date,
    Newest newest,
    String metric,
    Scores candidate,
    @Nullable Champion champion,
    @Nullable Improvement improvement,
    List<Check> checks,
    List<Drift> drift,
    List<PartitionErrors> partitions,
    List<SliceErrors> slices) {
  /** The name of the file in the directory of a version. */
  public static final String FILE = "gate.json";

  /**
   * The newest partitions.
   *
   * @param after the last date before them
   * @param last the last of their dates
   */
  public record Newest(String after, String last, int partitions, long rows) {}

  /**
   * The scores of a model on the newest rows.
   *
   * @param error in the unit of the metric
   * @param r2 the share of the label's variance that is explained
   */
  public record Scores(double error, double r2) {}

  /**
   * The champion.
   *
   * @param version its number
   * @param date its logical date
   */
  public record Champion(long version, @Nullable String date, Scores scores) {}

  /**
   * A condition.
   *
   * @param name the key of the job file's gate, without {@code min} or {@code max}
   * @param sentence what was required and found
   */
  public record Check(String name, boolean passed, String sentence) {}

  /**
   * The errors on the rows of one partition, in the unit of the metric.
   *
   * @param champion null if there was none
   */
  public record PartitionErrors(
      String partition, String date, long rows, double candidate, @Nullable Double champion) {}

  /**
   * The errors on the newest rows of one level, in the unit of the metric.
   *
   * @param champion null if there was none
   * @param improvement null if there was no champion, or fewer than two partitions have such rows;
   *     its confidence is so large that all such bounds hold together
   */
  public record SliceErrors(
      String column,
      String level,
      long rows,
      double candidate,
      @Nullable Double champion,
      @Nullable Improvement improvement) {}

  /** The sentences of the conditions that were not fulfilled. */
  static String reasons(List<Check> checks) {
    return checks.stream()
        .filter(check -> !check.passed())
        .map(Check::sentence)
        .collect(Collectors.joining("; "));
  }

  /** The content of the file. */
  public String text() throws IOException {
    return StrictJson.write(this);
  }
}
