package ridgeline.job;

import java.util.List;
import org.apache.spark.SparkThrowable;
import ridgeline.config.ConfigException;
import ridgeline.data.DataException;
import ridgeline.sweep.EngineRefusedException;

/**
 * What a user is told of an exception.
 *
 * @param exitCode the process's exit code
 * @param message one sentence, or a line for each problem of a job file
 */
record Failure(int exitCode, String message) {
  private static final int DEPTH = 20;

  /** Conditions by which Spark tells that a file or a value of the data is at fault. */
  private static final List<String> DATA_CONDITIONS =
      List.of("FAILED_READ_FILE", "CAST_INVALID_INPUT", "MALFORMED_RECORD", "PATH_NOT_FOUND");

  static Failure of(Throwable error) {
    Throwable cause = error;
    for (int depth = 0; cause != null && depth < DEPTH; depth++) {
      if (cause instanceof ConfigException
          || cause instanceof EngineRefusedException
          || cause instanceof UsageException) {
        return new Failure(ExitCode.USAGE, String.valueOf(cause.getMessage()));
      }
      if (cause instanceof DataException) {
        return new Failure(ExitCode.DATA, String.valueOf(cause.getMessage()));
      }
      if (cause instanceof SparkThrowable spark && isDataCondition(spark)) {
        return new Failure(ExitCode.DATA, "the data cannot be read: " + firstLine(cause));
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
        "%s: %s; run again with --verbose for the trace"
            .formatted(error.getClass().getSimpleName(), firstLine(error)));
  }

  private static boolean isDataCondition(SparkThrowable spark) {
    String condition = spark.getCondition();
    return condition != null && DATA_CONDITIONS.stream().anyMatch(condition::startsWith);
  }

  /** The first line of an exception's message, without Spark's name of the condition. */
  static String firstLine(Throwable error) {
    String message = String.valueOf(error.getMessage());
    String line = message.lines().findFirst().orElse("no message");
    return line.replaceFirst("^\\[[A-Z_.]+\\] ", "").replaceFirst("\\.$", "");
  }
}
