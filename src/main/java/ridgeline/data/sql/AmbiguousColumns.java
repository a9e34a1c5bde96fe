package ridgeline.data.sql;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;

/**
 * Columns such as x and X of a DataFrame: it may have them, but Spark finds neither by its name.
 */
public final class AmbiguousColumns {
  private static final Pattern QUOTED = Pattern.compile("`((?:[^`]|``)*)`");

  private AmbiguousColumns() {}

  /**
   * What is wrong and what to do, if Spark failed because a name means several columns.
   *
   * @param columns of the rows
   */
  public static Optional<String> explain(Throwable error, String... columns) {
    return SparkMessage.causes(error).stream()
        .filter(
            cause ->
                SparkMessage.hasCondition(
                    cause, "AMBIGUOUS_COLUMN_OR_FIELD", "AMBIGUOUS_REFERENCE"))
        .map(cause -> name((SparkThrowable) cause))
        .map(name -> Arrays.stream(columns).filter(name::equalsIgnoreCase).toList())
        .filter(equal -> equal.size() > 1)
        .map(AmbiguousColumns::describe)
        .findFirst();
  }

  /**
   * Refuses a column that Spark does not find because its name matches several.
   *
   * @param param that names the column, for the message
   * @throws IllegalArgumentException with the names of all of them
   */
  public static void require(Dataset<?> rows, String param, String column) {
    try {
      rows.select(ColumnNames.quoted(column));
    } catch (Exception e) { // Spark's is checked, but not declared in Scala
      explain(e, rows.columns())
          .ifPresent(
              sentence -> {
                throw new IllegalArgumentException(param + ": " + sentence, e);
              });
    }
  }

  /** The last part of the name that Spark looked for. */
  private static String name(SparkThrowable error) {
    String quoted = error.getMessageParameters().getOrDefault("name", "");
    List<MatchResult> parts = QUOTED.matcher(quoted).results().toList();
    return parts.isEmpty() ? quoted : parts.get(parts.size() - 1).group(1).replace("``", "`");
  }

  private static String describe(List<String> equal) {
    Set<String> names = new LinkedHashSet<>(equal);
    return names.size() == 1
        ? "the rows have %d columns named %s; rename or drop all but one"
            .formatted(equal.size(), equal.get(0))
        : "the rows have the columns %s, which are the same name to Spark; rename all but one, or set spark.sql.caseSensitive to true"
            .formatted(String.join(" and ", names));
  }
}
