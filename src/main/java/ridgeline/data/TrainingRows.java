package ridgeline.data;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.xxhash64;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import ridgeline.data.sql.ColumnNames;

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

  /** The column of predictions that scoring adds to a table. */
  public static final String PREDICTION = "prediction";

  /**
   * If the sum of the weights exceeds this, other sums overflow because of the weights rather than
   * the values they multiply.
   */
  public static final double HEAVY = 1e100;

  private TrainingRows() {}

  /**
   * Selects the four columns.
   *
   * @param weight null or empty for weights of 1
   */
  public static Dataset<Row> select(
      Dataset<?> rows, String features, String label, String weight, Column fold) {
    Column weights = weight.isEmpty() ? lit(1.0) : ColumnNames.quoted(weight).cast("double");
    return rows.select(
        ColumnNames.quoted(features).as(FEATURES),
        ColumnNames.quoted(label).cast("double").as(LABEL),
        weights.as(WEIGHT),
        fold.cast("int").as(FOLD));
  }

  /**
   * A sample of the rows of positive weight: those with the smallest hashes.
   *
   * @param size maximum number of rows
   */
  public static Dataset<Row> sample(Dataset<Row> rows, long seed, int size) {
    return rows.filter(col(WEIGHT).gt(0))
        .orderBy(xxhash64(col(FEATURES), col(LABEL), lit(seed)))
        .limit(size);
  }

  /**
   * The rows without those of weight 0, whose other columns are never read. Rows whose weight is
   * null or NaN are kept, to be refused later.
   */
  public static Dataset<Row> weighted(Dataset<Row> rows, Column weight) {
    return rows.filter(not(isZero(weight)));
  }

  /** Whether a weight is 0; false for null and NaN. */
  public static Column isZero(Column weight) {
    return weight.cast("double").eqNullSafe(lit(0.0));
  }
}
