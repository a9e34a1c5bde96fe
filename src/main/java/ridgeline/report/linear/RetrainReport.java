package ridgeline.report.linear;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ridgeline.data.feature.StrictJson;
import ridgeline.report.Provenance;

/**
 * The content of {@code retrain.json}.
 *
 * @param date the logical date
 * @param promoted whether the gate let the candidate pass
 * @param sentence what the gate decided, and why
 * @param parent the version of the champion then; null if there was none
 * @param window the rows of the model
 * @param partitions what was done about the partitions of the table
 * @param seconds seconds by stage
 * @param files SHA-256 of each of the other files
 */
public record RetrainReport(
    String name,
    String date,
    boolean promoted,
    String sentence,
    @Nullable Long parent,
    Window window,
    Partitions partitions,
    Map<String, Double> seconds,
    Provenance provenance,
    Map<String, String> files) {

  /**
   * The partitions that the model was trained on.
   *
   * @param after the last date before them; null if they reach all the way back
   * @param last the last of their dates
   * @param halfLifeDays null if all weigh the same
   */
  public record Window(
      @Nullable String after,
      String last,
      @Nullable Long halfLifeDays,
      int partitions,
      long rows,
      int features) {}

  /**
   * Partitions whose statistics were computed, computed again, removed, or left out.
   *
   * @param refused a sentence on each partition whose files cannot be read as the table is
   * @param undated number of partitions of the table, of whatever window, whose names have no date
   */
  public record Partitions(
      List<String> added,
      List<String> changed,
      List<String> gone,
      List<String> refused,
      List<String> forgotten,
      int undated) {}

  /**
   * The same with the other files, once they are written.
   *
   * @param written SHA-256 of each
   */
  public RetrainReport with(Map<String, String> written) {
    return new RetrainReport(
        name, date, promoted, sentence, parent, window, partitions, seconds, provenance, written);
  }

  /** The content of the file. */
  public String text() throws IOException {
    return StrictJson.write(this);
  }
}
