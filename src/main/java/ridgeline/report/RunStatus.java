package ridgeline.report;

import java.io.IOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/**
 * How a run goes, for schedulers: the content of {@code status.json}.
 *
 * @param job such as {@code sweep}
 * @param stage the last that began; null before the first
 * @param done cells solved or skipped in the stage, or steps of a training; null in stages that
 *     have none
 * @param planned cells or steps of the stage
 * @param message why it failed; null unless it did
 * @param exitCode of the job; null while it runs
 * @param applicationId Spark's; null until there is one
 * @param started an instant, to the second
 * @param updated an instant; it moves on every few seconds while the run lives
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

  /** Whether a run has ended, and how. */
  public enum State {
    RUNNING,
    DONE,
    FAILED
  }

  public void writeTo(Writer writer) throws IOException {
    JsonFile.write(this, writer);
  }
}
