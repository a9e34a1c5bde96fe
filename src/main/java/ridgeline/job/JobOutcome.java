package ridgeline.job;

import org.jspecify.annotations.Nullable;
import ridgeline.job.failure.ExitCode;

/**
 * How a job ended, for programs that run jobs in their own process.
 *
 * @param exitCode the exit code that its own process would have had; 0 if it is done
 * @param directory where it wrote, as given or by default; null if it writes nothing, or its
 *     command line was refused
 * @param message why it failed, without secrets; null if it succeeded, or the gate of a retraining
 *     refused the model
 * @param cause the exception, which may quote secrets; null if there is no message, or the command
 *     line was refused
 */
public record JobOutcome(
    int exitCode, @Nullable String directory, @Nullable String message, @Nullable Throwable cause) {
  /** Whether the job succeeded. */
  public boolean isDone() {
    return exitCode == ExitCode.DONE;
  }

  /**
   * Refuses a failure.
   *
   * @return where the job wrote; null if it writes nothing
   * @throws JobException if it failed
   */
  public @Nullable String requireDone() {
    if (!isDone()) {
      throw new JobException(exitCode, message == null ? "the gate refused the model" : message);
    }
    return directory;
  }
}
