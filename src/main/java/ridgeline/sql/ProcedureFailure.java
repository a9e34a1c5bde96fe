package ridgeline.sql;

import java.util.Map;
import java.util.regex.Pattern;
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

  /** A command of ours with what follows it, which a message advises. */
  private static final Pattern COMMAND = Pattern.compile("(?<![\\w./-])jobs/[a-z-]+ ");

  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z]+(?:-[a-z]+)*");

  /** The arguments of the procedures by the options of the commands that they become. */
  private static final Map<String, String> ARGUMENTS =
      Map.ofEntries(
          Map.entry("--as", "output_format"),
          Map.entry("--column", "image_column"),
          Map.entry("--date", "date"),
          Map.entry("--format", "format"),
          Map.entry("--from", "from_date"),
          Map.entry("--option", "options"),
          Map.entry("--out", "out"),
          Map.entry("--partition-by", "partition_by"),
          Map.entry("--set", "options"),
          Map.entry("--sql", "table"),
          Map.entry("--to", "to_date"));

  private ProcedureFailure(String message) {
    super(message);
  }

  /** Throws an exception if a job failed, but not if the gate of a retraining refused the model. */
  static void requireDone(JobOutcome outcome) {
    if (!outcome.isDone() && outcome.exitCode() != ExitCode.REFUSED) {
      throw of(outcome.exitCode(), String.valueOf(outcome.message()), outcome.cause());
    }
  }

  /** A message with the names of arguments instead of options, unless it advises a command. */
  static String ofArguments(String message) {
    if (COMMAND.matcher(message).find()) {
      return message;
    }
    String changed =
        message
            .replaceAll("(?m)^DATA(?=[:. ])", "the table")
            .replaceAll("(?m)^--set (?=[\\w.]+:)", "")
            .replace("; see --help", "");
    return OPTION
        .matcher(changed)
        .replaceAll(option -> ARGUMENTS.getOrDefault(option.group(), option.group()));
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
  private static RuntimeException of(int exitCode, String ofCommand, @Nullable Throwable cause) {
    String message = ofArguments(ofCommand);
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
