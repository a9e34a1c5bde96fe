package ridgeline.report;

import java.io.IOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/**
 * The status of a run, for schedulers: the content of {@code status.json}.
 *
 * @param job kind of job, such as {@code sweep}
 * @param stage the last stage that started; null before the first
 * @param done number of cells solved or skipped in the stage, or of training steps; null in other
 *     stages
 * @param planned total number of cells or steps of the stage
 * @param message why the run failed; null unless it did
 * @param exitCode exit code of the job; null while it is running
 * @param applicationId Spark's application id; null until there is one
 * @param started start time, an instant to the second
 * @param updated time of the last update, an instant; updated every few seconds while the run is
 *     alive
 */
public record RunStatus(
    String job,
    State state,
    @Nullable String stage,
    @Nullable Long done,
    @Nullable Long planned,
    @Nullable String message,
    @Nullable Integer exitCode,
    @Nullable String applicationId,
    String started,
    String updated) {

  /** Whether a run has finished, and how. */
  public enum State {
    RUNNING,
    DONE,
    FAILED
  }

  public void writeTo(Writer writer) throws IOException {
    JsonFile.write(this, writer);
  }
}
