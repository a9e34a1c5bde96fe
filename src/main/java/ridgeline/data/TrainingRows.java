package ridgeline.data;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;

/** The four columns that every engine reads, in this order and of these types. */
public final class TrainingRows {
  /** An ML vector. */
  public static final String FEATURES = "features";

  /** A double. */
  public static final String LABEL = "label";

  /** A double, {@code >= 0}; a row of weight 2 counts as two rows, one of weight 0 as none. */
  public static final String WEIGHT = "weight";

  /** An int from 0 to the number of folds - 1. */
  public static final String FOLD = "fold";

  /**
   * A sum of weights beyond this is what makes other sums overflow, rather than what the weights
   * are multiplied with.
   */
  public static final double HEAVY = 1e100;

  /** What Spark calls without brackets where there is no column of the name. */
  private static final Set<String> FUNCTIONS =
      Set.of(
          "current_date",
          "current_time",
          "current_timestamp",
          "current_user",
          "grouping__id",
          "localtimestamp",
          "session_user",
          "user");

  private TrainingRows() {}

  /**
   * Selects the four columns.
   *
   * @param weight null or empty for weights of 1
   */
  public static Dataset<Row> select(
      Dataset<?> rows, String features, String label, String weight, Column fold) {
    Column weights = weight.isEmpty() ? lit(1.0) : quoted(weight).cast("double");
    return rows.select(
        quoted(features).as(FEATURES),
        quoted(label).cast("double").as(LABEL),
        weights.as(WEIGHT),
        fold.cast("int").as(FOLD));
  }

  /**
   * The fold of each row, from the hash of some columns: equal values are always in the same fold,
   * wherever and however often the row is read.
   *
   * @param keys at least one column
   */
  public static Column hashedFold(List<Column> keys, long seed, int folds) {
    Column[] hashed = Stream.concat(keys.stream(), Stream.of(lit(seed))).toArray(Column[]::new);
    return pmod(xxhash64(hashed), lit((long) folds)).cast("int");
  }

  /**
   * The fold of each row, from a column that has it.
   *
   * @param name of the column, for the message that fails a query where a value is no whole number
   */
  public static Column givenFold(Column value, String name) {
    Column number = value.cast("double");
    Column whole = number.equalTo(rint(number)).and(abs(number).leq(lit(Integer.MAX_VALUE)));
    Column fault =
        concat(
            lit("the fold column %s has the value ".formatted(name)),
            value.cast("string"),
            lit("; folds are whole numbers from 0"));
    return when(value.isNull().or(whole), number.cast("int")).otherwise(raise_error(fault));
  }

  /**
   * A sample of the rows of positive weight: those of the smallest hashes.
   *
   * @param size the most rows of it
   */
  public static Dataset<Row> sample(Dataset<Row> rows, long seed, int size) {
    return rows.filter(col(WEIGHT).gt(0))
        .orderBy(xxhash64(col(FEATURES), col(LABEL), lit(seed)))
        .limit(size);
  }

  /**
   * The rows but those of weight 0, which are absent: nothing else of them is looked at. Rows whose
   * weight is null or NaN stay, to be refused.
   */
  public static Dataset<Row> weighted(Dataset<Row> rows, Column weight) {
    return rows.filter(not(isZero(weight)));
  }

  /** Whether a weight is 0; false for null and NaN. */
  static Column isZero(Column weight) {
    return weight.cast("double").eqNullSafe(lit(0.0));
  }

  /** A column by its exact name, dots and all. */
  public static Column quoted(String name) {
    return col(quotedName(name));
  }

  /** An expression of a column, in backticks unless its name always means the column. */
  public static String expression(String name) {
    return isPlain(name) ? name : quotedName(name);
  }

  private static boolean isPlain(String name) {
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")
        || FUNCTIONS.contains(name.toLowerCase(Locale.ROOT))) {
      return false;
    }
    try {
      return CatalystSqlParser$.MODULE$.parseExpression(name) instanceof UnresolvedAttribute column
          && column.nameParts().size() == 1;
    } catch (Exception e) { // the parser's is checked, and thrown undeclared
      return false;
    }
  }

  /** A column's exact name as an expression. */
  static String quotedName(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /** Columns by their exact names. */
  public static List<Column> quoted(String... names) {
    return Arrays.stream(names).map(TrainingRows::quoted).toList();
  }
}
