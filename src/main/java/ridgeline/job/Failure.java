package ridgeline.job;

import java.io.IOException;
import java.util.List;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import ridgeline.config.ConfigException;
import ridgeline.config.Limits;
import ridgeline.config.Printable;
import ridgeline.config.Redaction;
import ridgeline.data.DataException;
import ridgeline.data.SparkMessage;
import ridgeline.neural.DivergedException;
import ridgeline.neural.PlatformException;
import ridgeline.sweep.EngineRefusedException;

/**
 * What a user is told of an exception.
 *
 * @param exitCode the process's exit code
 * @param message one sentence, or a line for each problem of a job file; without secrets
 */
record Failure(int exitCode, String message) {
  private static final int DEPTH = 20;

  /** The class of the SQLSTATEs that tell of a value of the data, such as a division by zero. */
  private static final String DATA_STATES = "22";

  /** Conditions by which Spark tells that a file of the data is at fault. */
  private static final List<String> DATA_CONDITIONS =
      List.of("FAILED_READ_FILE", "MALFORMED_RECORD", "PATH_NOT_FOUND");

  /** What MLlib's VectorAssembler says of a null or a NaN. */
  private static final String UNASSEMBLED = "while assembling a row with handleInvalid";

  /** Problems of a job file are without secrets from the start, and name keys such as password. */
  static Failure of(Throwable error) {
    Failure failure = classify(error);
    return isProblems(error, failure.message)
        ? failure
        : new Failure(failure.exitCode, cut(Printable.line(Redaction.text(failure.message))));
  }

  private static String cut(String message) {
    return message.length() <= Limits.MAX_MESSAGE
        ? message
        : message.substring(0, Limits.MAX_MESSAGE) + "...";
  }

  private static boolean isProblems(Throwable error, String message) {
    Throwable cause = error;
    for (int depth = 0; cause != null && depth < DEPTH; depth++) {
      if (cause instanceof ConfigException && message.equals(cause.getMessage())) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static Failure classify(Throwable error) {
    Throwable cause = error;
    for (int depth = 0; cause != null && depth < DEPTH; depth++) {
      if (cause instanceof ConfigException
          || cause instanceof EngineRefusedException
          || cause instanceof PlatformException
          || cause instanceof UsageException) {
        return new Failure(ExitCode.USAGE, String.valueOf(cause.getMessage()));
      }
      if (cause instanceof DataException) {
        return new Failure(ExitCode.DATA, String.valueOf(cause.getMessage()));
      }
      if (cause instanceof DivergedException) {
        return new Failure(ExitCode.FAILED, String.valueOf(cause.getMessage()));
      }
      if (cause instanceof SparkThrowable spark && isDataCondition(spark)) {
        return new Failure(
            ExitCode.DATA, "the data cannot be read: " + SparkMessage.firstLine(cause));
      }
      if (String.valueOf(cause.getMessage()).contains(UNASSEMBLED)) {
        return new Failure(
            ExitCode.DATA,
            "a feature is null or NaN in a row of the data; mend it, or leave such rows out");
      }
      if (cause instanceof ArithmeticException) {
        return new Failure(ExitCode.DATA, SparkMessage.firstLine(cause));
      }
      if (cause instanceof AnalysisException) {
        return new Failure(
            ExitCode.USAGE,
            "an expression of the job file is wrong: " + SparkMessage.firstLine(cause));
      }
      if (cause instanceof StackOverflowError) {
        return new Failure(
            ExitCode.USAGE,
            "an expression of the job file is nested too deeply; make columns of its parts first");
      }
      if (cause instanceof OutOfMemoryError) {
        return new Failure(
            ExitCode.FAILED,
            "the memory of %.1f GiB is too small for this job; raise --driver-memory after --"
                .formatted(Runtime.getRuntime().maxMemory() / (double) (1L << 30)));
      }
      cause = cause.getCause();
    }
    return new Failure(
        ExitCode.FAILED,
        "%s: %s%s; run again with --verbose for the trace"
            .formatted(
                error.getClass().getSimpleName(),
                SparkMessage.firstLine(error),
                ofFileSystem(error)));
  }

  /** What a file system said, where others have wrapped it; such as that a disk is full. */
  private static String ofFileSystem(Throwable error) {
    String said = "";
    Throwable cause = error.getCause();
    for (int depth = 0; cause != null && depth < DEPTH; depth++) {
      if (cause instanceof IOException) {
        said = SparkMessage.firstLine(cause);
      }
      cause = cause.getCause();
    }
    return SparkMessage.firstLine(error).contains(said) ? "" : ": " + said;
  }

  private static boolean isDataCondition(SparkThrowable spark) {
    String state = String.valueOf(spark.getSqlState());
    String condition = String.valueOf(spark.getCondition());
    return state.startsWith(DATA_STATES)
        || DATA_CONDITIONS.stream().anyMatch(condition::startsWith);
  }
}
