package ridgeline.data.source;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import ridgeline.data.DataException;
import ridgeline.data.sql.SparkMessage;
import ridgeline.data.sql.TableSession;

/** Columns of a file such as x and X: their names are the same to Spark, so it does not open it. */
final class EqualNames {
  private static final String CASE_SENSITIVE = "spark.sql.caseSensitive";

  private static final String CONDITION = "COLUMN_ALREADY_EXISTS";

  private EqualNames() {}

  /**
   * Refuses a table that Spark did not open because of them. Spark's message has one name, in lower
   * case, so the names are read in a session in which case matters.
   *
   * @param open reads the schema in a session
   * @throws DataException with both names, if the error is about names
   */
  static void refuse(
      String table,
      Exception error,
      SparkSession spark,
      Function<SparkSession, Dataset<Row>> open) {
    boolean ofNames =
        SparkMessage.causes(error).stream()
            .anyMatch(cause -> SparkMessage.hasCondition(cause, CONDITION));
    if (ofNames) {
      SparkSession exact = TableSession.of(spark, null);
      exact.conf().set(CASE_SENSITIVE, "true");
      refuse(table, names(open, exact));
    }
  }

  /** The names; none if some are equal in their case, too. */
  private static String[] names(Function<SparkSession, Dataset<Row>> open, SparkSession exact) {
    try {
      return open.apply(exact).columns();
    } catch (Exception e) { // Spark's is checked, but not declared in Scala
      return new String[0];
    }
  }

  private static void refuse(String table, String[] names) {
    Map<String, String> seen = new TreeMap<>();
    for (String name : names) {
      String other = seen.put(name.toLowerCase(Locale.ROOT), name);
      if (other != null) {
        throw new DataException(
            "%s has the columns %s and %s, which are the same name to Spark; rename one, and write the table again"
                .formatted(table, other, name));
      }
    }
  }
}
