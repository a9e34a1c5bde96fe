package ridgeline.data.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What Spark says of an error, cut to what fits into a sentence. */
public final class SparkMessage {
  /** Causes that are looked at, as they may form a ring. */
  private static final int MAX_CAUSES = 20;

  /** What the reader of csv files says below its own exception. */
  private static final Pattern HINT = Pattern.compile("(?m)^Hint: (.*?)\\.?$");

  /** What Spark says of files of one table that differ in the type of a column. */
  private static final List<String> DIFFERENT_TYPES =
      List.of(
          "MERGE_SCHEMA",
          "Failed merging schema",
          "Failed to merge",
          "Data type mismatches when reading Parquet");

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
   * The first line of the cause of all others, which Spark's wrappers do not always repeat; of the
   * last but one where that is one of Java's that says nothing of the data.
   */
  public static String innermost(Throwable error) {
    Throwable said = error;
    for (Throwable cause : causes(error)) {
      boolean mute =
          cause.getMessage() == null
              || cause instanceof IndexOutOfBoundsException
              || cause instanceof ClassCastException
              || cause instanceof NullPointerException;
      said = mute ? said : cause;
    }
    String hint =
        HINT.matcher(String.valueOf(said.getMessage()))
            .results()
            .map(found -> found.group(1))
            .findFirst()
            .orElse("");
    return hint.isEmpty() ? firstLine(said) : hint;
  }

  /** What to do where the types of a column differ between files; to follow a message. */
  public static String mend(Throwable error) {
    String said = all(error);
    return DIFFERENT_TYPES.stream().anyMatch(said::contains)
        ? "; the files differ in the type of a column: cast it in data.sql, with a SELECT for the"
            + " files of each type and UNION ALL between"
        : "";
  }

  /** An exception and its causes, from the outermost in, as a new list. */
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

  /** Whether the code of Spark, or of what it calls, found the fault, and not ours. */
  public static boolean isOfSpark(Throwable error) {
    StackTraceElement[] trace = error.getStackTrace();
    return trace.length > 0 && !trace[0].getClassName().startsWith("ridgeline.");
  }
}
