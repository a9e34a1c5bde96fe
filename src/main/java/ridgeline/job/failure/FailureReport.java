package ridgeline.job.failure;

import java.io.EOFException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.spark.QueryContextType;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import ridgeline.config.ConfigException;
import ridgeline.config.Limits;
import ridgeline.config.secret.Redaction;
import ridgeline.config.text.Printable;
import ridgeline.data.DataException;
import ridgeline.data.sql.SparkMessage;
import ridgeline.linalg.Blas;
import ridgeline.neural.torch.PlatformException;
import ridgeline.neural.train.DivergedException;
import ridgeline.registry.DamagedFileException;
import ridgeline.registry.RegistryException;
import ridgeline.registry.mlflow.MlflowException;
import ridgeline.select.NoCertifiedCellException;
import ridgeline.store.table.StoreException;
import ridgeline.sweep.EngineRefusedException;

/**
 * What a user is shown for an exception.
 *
 * @param exitCode the process's exit code
 * @param message one sentence, or a line for each problem of a job file; without secrets
 */
public record FailureReport(int exitCode, String message) {
  /** The end of a message about an exception that nobody foresaw. */
  public static final String SEE_TRACE = "; run again with --verbose for the stack trace";

  /** The class of the SQLSTATEs for a value of the data, such as a division by zero. */
  private static final String VALUE_STATES = "22";

  /** The class of the SQLSTATEs for a file that cannot be read. */
  private static final String FILE_STATES = "KD";

  /** The condition of errors that an expression raises itself. */
  private static final String RAISED = "USER_RAISED_EXCEPTION";

  /** Conditions by which Spark reports that a file of the data is at fault. */
  private static final List<String> FILE_CONDITIONS =
      List.of(
          "FAILED_READ_FILE",
          "CANNOT_MERGE_SCHEMAS",
          "MALFORMED_RECORD",
          "PATH_NOT_FOUND",
          "UNABLE_TO_INFER_SCHEMA");

  /** The cast that makes a number of an expression in a job file. */
  private static final Pattern OUR_CAST =
      Pattern.compile("^CAST\\(\\((.*)\n\\) AS DOUBLE\\)$", Pattern.DOTALL);

  /** Packages of readers, whose exceptions are about the file that they read. */
  private static final List<String> READERS =
      List.of("org.apache.parquet.", "org.apache.orc.", "org.apache.avro.", "com.univocity.");

  /** Part of the message of MLlib's VectorAssembler about a null or a NaN. */
  private static final String UNASSEMBLED = "while assembling a row with handleInvalid";

  /** Messages of operating systems that have no space left for a file. */
  private static final List<String> FULL =
      List.of("No space left on device", "Disk quota exceeded");

  /**
   * The report of an exception, without secrets. The problems of a job file never contain any and
   * are kept unchanged, because they name keys such as password.
   */
  public static FailureReport of(Throwable error) {
    FailureReport failure = classify(error);
    return isProblems(error, failure.message)
        ? failure
        : new FailureReport(
            failure.exitCode,
            Printable.cut(Printable.line(Redaction.text(failure.message)), Limits.MAX_MESSAGE));
  }

  private static boolean isProblems(Throwable error, String message) {
    return SparkMessage.causes(error).stream()
        .anyMatch(cause -> cause instanceof ConfigException && message.equals(cause.getMessage()));
  }

  private static FailureReport classify(Throwable error) {
    List<Throwable> causes = causes(error);
    return Stream.<Function<Throwable, Optional<FailureReport>>>of(
            FailureReport::ofOurs,
            FailureReport::ofMachine,
            FailureReport::ofData,
            FailureReport::ofExpression)
        .flatMap(category -> causes.stream().flatMap(cause -> category.apply(cause).stream()))
        .findFirst()
        .orElseGet(() -> unknown(causes));
  }

  /** From the innermost out: wrappers know less than their causes. */
  private static List<Throwable> causes(Throwable error) {
    List<Throwable> causes = SparkMessage.causes(error);
    Collections.reverse(causes);
    return causes;
  }

  /** Our own exceptions, whose class shows what is at fault. */
  private static Optional<FailureReport> ofOurs(Throwable cause) {
    if (cause instanceof DataException
        || cause instanceof DamagedFileException
        || cause instanceof NoCertifiedCellException
        || cause instanceof StoreException) {
      return failure(ExitCode.DATA, String.valueOf(cause.getMessage()));
    }
    if (cause instanceof ConfigException
        || cause instanceof EngineRefusedException
        || cause instanceof Blas.UnavailableException
        || cause instanceof PlatformException
        || cause instanceof RegistryException
        || cause instanceof UsageException) {
      return failure(ExitCode.USAGE, String.valueOf(cause.getMessage()));
    }
    return cause instanceof DivergedException || cause instanceof MlflowException
        ? failure(ExitCode.FAILED, String.valueOf(cause.getMessage()))
        : Optional.empty();
  }

  private static Optional<FailureReport> ofMachine(Throwable cause) {
    if (cause instanceof OutOfMemoryError) {
      double gib = Runtime.getRuntime().maxMemory() / (double) (1L << 30);
      return failure(
          ExitCode.FAILED,
          "%.1f GiB of memory is not enough for this job; raise it, as in -- --driver-memory %dg"
              .formatted(gib, 2 * (long) Math.ceil(gib)));
    }
    String said = String.valueOf(cause.getMessage());
    return FULL.stream()
        .filter(said::contains)
        .findFirst()
        .flatMap(
            full ->
                failure(
                    ExitCode.FAILED,
                    "a disk is full (%s); make room where --out and spark.local.dir are"
                        .formatted(full)));
  }

  private static Optional<FailureReport> ofData(Throwable cause) {
    if (cause instanceof SparkThrowable spark) {
      return ofCondition(cause, spark);
    }
    if (String.valueOf(cause.getMessage()).contains(UNASSEMBLED)) {
      return failure(
          ExitCode.DATA,
          "a row of the data has a feature that is null or NaN; fix it, or leave out such rows");
    }
    boolean ofReader =
        cause instanceof EOFException
            || cause instanceof ZipException
            || cause instanceof ChecksumException
            || READERS.stream().anyMatch(cause.getClass().getName()::startsWith);
    boolean ofExpression = cause instanceof ArithmeticException && !isOfOurCode(cause);
    return ofReader || ofExpression ? unreadable(cause) : Optional.empty();
  }

  private static Optional<FailureReport> ofCondition(Throwable cause, SparkThrowable spark) {
    String condition = String.valueOf(spark.getCondition());
    String state = String.valueOf(spark.getSqlState());
    if (condition.startsWith(RAISED)) {
      return failure(ExitCode.DATA, "the data is refused: " + SparkMessage.firstLine(cause));
    }
    if (state.startsWith(FILE_STATES) || FILE_CONDITIONS.stream().anyMatch(condition::startsWith)) {
      String inner = SparkMessage.innermost(cause);
      String outer = SparkMessage.firstLine(cause);
      return failure(
          ExitCode.DATA,
          "the data cannot be read: "
              + (outer.contains(inner) ? outer : "%s: %s".formatted(outer, inner))
              + SparkMessage.hint(cause));
    }
    return state.startsWith(VALUE_STATES)
        ? failure(
            ExitCode.DATA,
            "the data cannot be read: " + SparkMessage.firstLine(cause) + expression(spark))
        : Optional.empty();
  }

  /** The expression that Spark gives as context, to append to its message. */
  private static String expression(SparkThrowable spark) {
    return Stream.ofNullable(spark.getQueryContext())
        .flatMap(Stream::of)
        .filter(context -> context.contextType() == QueryContextType.SQL)
        .map(context -> OUR_CAST.matcher(context.fragment()).replaceFirst("$1"))
        .map(fragment -> fragment.strip().replaceAll("\\s+", " "))
        .filter(fragment -> !fragment.isEmpty())
        .findFirst()
        .map(fragment -> "; the expression is " + Redaction.sql(fragment))
        .orElse("");
  }

  private static Optional<FailureReport> unreadable(Throwable cause) {
    return failure(ExitCode.DATA, "the data cannot be read: " + SparkMessage.firstLine(cause));
  }

  private static Optional<FailureReport> ofExpression(Throwable cause) {
    if (cause instanceof StackOverflowError) {
      return failure(
          ExitCode.USAGE,
          "an expression in the job file or the model is nested too deeply; compute its parts as columns first");
    }
    return cause instanceof AnalysisException
        ? failure(
            ExitCode.USAGE,
            "an expression in the job file or the model is wrong: " + SparkMessage.firstLine(cause))
        : Optional.empty();
  }

  /** Whether our code, rather than that of an expression, called what failed. */
  private static boolean isOfOurCode(Throwable cause) {
    return Stream.of(cause.getStackTrace())
        .map(StackTraceElement::getClassName)
        .filter(name -> !name.startsWith("java.") && !name.startsWith("jdk."))
        .findFirst()
        .filter(name -> name.startsWith("ridgeline."))
        .isPresent();
  }

  private static Optional<FailureReport> failure(int exitCode, String message) {
    return Optional.of(new FailureReport(exitCode, message));
  }

  /** The innermost cause that has a message. */
  private static FailureReport unknown(List<Throwable> causes) {
    Throwable cause =
        causes.stream()
            .filter(candidate -> candidate.getMessage() != null)
            .findFirst()
            .orElse(causes.get(0));
    return new FailureReport(
        ExitCode.FAILED,
        "%s: %s%s"
            .formatted(cause.getClass().getSimpleName(), SparkMessage.firstLine(cause), SEE_TRACE));
  }
}
