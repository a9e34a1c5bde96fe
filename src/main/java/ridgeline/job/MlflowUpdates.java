package ridgeline.job;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;
import ridgeline.config.text.Printable;
import ridgeline.registry.RegistryException;
import ridgeline.registry.mlflow.MlflowException;
import ridgeline.registry.mlflow.MlflowLog;

/**
 * Logs the versions of a command to MLflow as they are made. A failure does not keep the command
 * from making the next one; it is tried once more at the end, and reported if it fails again.
 */
final class MlflowUpdates {
  private final @Nullable MlflowLog log;

  private final PrintStream out;

  private @Nullable Exception failure;

  /** The last version that was added since it failed; 0 if there is none. */
  private long waiting;

  /**
   * Logs nothing yet, but prints a note if a login would be sent in clear text.
   *
   * @param log null to log nothing at all
   * @param out where the pages of logged versions are printed
   */
  MlflowUpdates(@Nullable MlflowLog log, PrintStream out) {
    this.log = log;
    this.out = out;
    if (log != null) {
      warn(log);
    }
  }

  /** Prints a note if a login would be sent in clear text. */
  static void warn(MlflowLog log) {
    log.warning().ifPresent(text -> System.err.println("note: " + Printable.line(text)));
  }

  /** Logs a version, unless an earlier one has failed. */
  void add(long version) throws IOException {
    if (log == null) {
      return;
    }
    log.add(version);
    if (failure == null) {
      update(log, version);
    } else {
      waiting = version;
    }
  }

  private void update(MlflowLog to, long version) throws IOException {
    try {
      out.printf("  logged to      %s%n", Printable.line(to.update().page(version)));
      failure = null;
      waiting = 0;
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException | RegistryException e) {
      failure = e;
    }
  }

  /**
   * Tries it again if it has failed before the last version.
   *
   * @throws MlflowException if something is not logged
   */
  void finish() throws IOException {
    if (log != null && waiting > 0) {
      update(log, waiting);
    }
    if (failure != null) {
      throw new MlflowException(
          "not logged to MLflow: %s. The store has it; the same command again logs it"
              .formatted(failure.getMessage()),
          failure instanceof MlflowException ? failure.getCause() : failure);
    }
  }

  /** Does so after another failure, which remains the first. */
  void finish(Exception first) {
    try {
      finish();
    } catch (IOException e) {
      first.addSuppressed(e);
    }
  }
}
