package ridgeline.job;

import org.jspecify.annotations.Nullable;
import ridgeline.job.failure.ExitCode;

/**
 * How a job ended, for programs that run jobs in their own process.
 *
 * @param exitCode what its process would have ended with; 0 if it is done
 * @param directory where it wrote, as given or by default; null if it writes nothing, or its
 *     command line was refused
 * @param message why it failed; null if it did not
 */
public record JobOutcome(int exitCode, @Nullable String directory, @Nullable String message) {
  /** Whether the job did what it was asked for. */
  public boolean isDone() {
    return exitCode == ExitCode.DONE;
  }
}
