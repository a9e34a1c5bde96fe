package ridgeline.data.sql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.SparkThrowable;

/** Spark's error messages, shortened to fit into a sentence. */
public final class SparkMessage {
  /** Maximum number of causes followed, because they may be circular. */
  private static final int MAX_CAUSES = 20;

  /** The hint that the csv reader adds below its exception. */
  private static final Pattern HINT = Pattern.compile("(?m)^Hint: (.*?)\\.?$");

  /** Spark's messages for files of a table that differ in the type of a column. */
  private static final List<String> DIFFERENT_TYPES =
      List.of(
          "MERGE_SCHEMA",
          "Failed merging schema",
          "Failed to merge",
          "Data type mismatches when reading Parquet");

  /** Spark's message for times of Parquet files that it has no type for. */
  private static final String NANOSECONDS = "Illegal Parquet type: INT64 (TIMESTAMP(NANOS";

  private SparkMessage() {}

  /** The first line of an exception's message, without the condition's name and the full stop. */
  public static String firstLine(Throwable error) {
    String message = String.valueOf(error.getMessage()).strip();
    String line = message.lines().findFirst().orElse("no message");
    return line.replaceAll("\\s+", " ")
        .replaceFirst("^\\[[A-Z0-9_.]+\\] ", "")
        .replaceFirst("\\s*SQLSTATE: \\w+.*$", "")
        .replaceFirst("\\.$", "");
  }

  /**
   * The first line of the innermost cause, which Spark's wrappers do not always repeat; causes that
   * say nothing about the data, such as a NullPointerException, are skipped.
   */
  public static String innermost(Throwable error) {
    Throwable informative = error;
    for (Throwable cause : causes(error)) {
      boolean isUninformative =
          cause.getMessage() == null
              || cause instanceof IndexOutOfBoundsException
              || cause instanceof ClassCastException
              || cause instanceof NullPointerException;
      informative = isUninformative ? informative : cause;
    }
    String hint =
        HINT.matcher(String.valueOf(informative.getMessage()))
            .results()
            .map(found -> found.group(1))
            .findFirst()
            .orElse("");
    return hint.isEmpty() ? firstLine(informative) : hint;
  }

  /** What to do about the type of a column, for the end of a message; empty if nothing is known. */
  public static String hint(Throwable error) {
    String messages = all(error);
    if (DIFFERENT_TYPES.stream().anyMatch(messages::contains)) {
      return "; the files differ in the type of a column: write them again with the same, or read"
          + " them by a query that casts it, with one SELECT for the files of each type, combined"
          + " with UNION ALL";
    }
    return messages.contains(NANOSECONDS)
        ? "; write the files again with microseconds, or set --conf"
            + " spark.sql.legacy.parquet.nanosAsLong=true after -- to read integers"
        : "";
  }

  /** Whether Spark says that something is of one of some conditions, or of a part of it. */
  public static boolean hasCondition(Throwable error, String... conditions) {
    return error instanceof SparkThrowable known
        && known.getCondition() != null
        && Arrays.stream(conditions)
            .anyMatch(condition -> (known.getCondition() + ".").startsWith(condition + "."));
  }

  /** A new list of an exception and its causes, outermost first. */
  public static List<Throwable> causes(Throwable error) {
    List<Throwable> causes = new ArrayList<>();
    Throwable cause = error;
    while (cause != null && causes.size() < MAX_CAUSES) {
      causes.add(cause);
      cause = cause.getCause();
    }
    return causes;
  }

  /** The messages of an exception and its causes. */
  public static String all(Throwable error) {
    StringBuilder all = new StringBuilder();
    for (Throwable cause : causes(error)) {
      all.append(cause.getMessage()).append('\n');
    }
    return all.toString();
  }

  /** Whether the exception was thrown by Spark or what it calls, rather than by our code. */
  public static boolean isOfSpark(Throwable error) {
    StackTraceElement[] trace = error.getStackTrace();
    return trace.length > 0 && !trace[0].getClassName().startsWith("ridgeline.");
  }
}
