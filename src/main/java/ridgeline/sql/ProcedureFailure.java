package ridgeline.sql;

import org.jspecify.annotations.Nullable;
import ridgeline.data.DataException;
import ridgeline.data.sql.SparkMessage;
import ridgeline.job.JobOutcome;
import ridgeline.job.failure.ExitCode;
import ridgeline.job.failure.FailureReport;
import ridgeline.sweep.EngineRefusedException;

/** A procedure failed, and neither its arguments nor the data are to blame. */
public final class ProcedureFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private ProcedureFailure(String message) {
    super(message);
  }

  /** Throws an exception if a job failed, but not if the gate of a retraining refused the model. */
  static void requireDone(JobOutcome outcome) {
    if (!outcome.isDone() && outcome.exitCode() != ExitCode.REFUSED) {
      throw of(outcome.exitCode(), String.valueOf(outcome.message()), outcome.cause());
    }
  }

  /** The exception to throw for one that was caught, in whose place it is. */
  static RuntimeException of(Exception error) {
    if (error instanceof ArgumentException
        || error instanceof DataException
        || error instanceof EngineRefusedException
        || error instanceof ProcedureFailure) {
      return (RuntimeException) error;
    }
    FailureReport failure = FailureReport.of(error);
    return of(failure.exitCode(), failure.message(), error);
  }

  /** The exception has no cause, because causes may quote secrets. */
  private static RuntimeException of(int exitCode, String message, @Nullable Throwable cause) {
    if (cause != null) {
      for (Throwable each : SparkMessage.causes(cause)) {
        if (each instanceof EngineRefusedException refused) {
          return refused;
        }
      }
    }
    return switch (exitCode) {
      case ExitCode.USAGE -> new ArgumentException(message);
      case ExitCode.DATA -> new DataException(message);
      default -> new ProcedureFailure(message.replace(FailureReport.SEE_TRACE, ""));
    };
  }
}
