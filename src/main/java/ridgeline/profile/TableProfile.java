package ridgeline.profile;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import ridgeline.data.columns.Interruptible;
import ridgeline.data.sql.ColumnNames;
import ridgeline.stats.CorrelatedPair;
import ridgeline.stats.MomentsAccumulator;

/**
 * The columns of a table and their correlations.
 *
 * @param rows number of rows
 * @param columns profiles in the order of the table
 * @param pairs numeric columns that are strongly correlated in the first rows, by their indices
 *     among all columns
 */
record TableProfile(long rows, List<ColumnProfile> columns, List<CorrelatedPair> pairs) {
  /** Number of first rows from which correlations are computed. */
  static final int CORRELATED_ROWS = 5_000;

  /** Maximum number of numeric columns whose correlations are computed. */
  private static final int MAX_CORRELATED = 300;

  private static final double STRONG = 0.99;
  private static final int MAX_PAIRS = 1_000;

  /** Whether correlations are computed from all rows. */
  boolean correlatesAllRows() {
    return rows <= CORRELATED_ROWS;
  }

  /** Reads the rows once, and the first of them again. */
  static TableProfile of(Dataset<Row> rows) {
    List<ColumnProfile> columns = profiles(rows);
    return new TableProfile(
        columns.isEmpty() ? 0 : columns.get(0).rows(), columns, pairs(rows, columns));
  }

  private static List<ColumnProfile> profiles(Dataset<Row> rows) {
    StructField[] fields = rows.schema().fields();
    List<ColumnProfile> all = start(fields);
    for (List<ColumnProfile> part :
        rows.toJavaRDD()
            .mapPartitions(
                partition -> List.of(profiles(new Interruptible<>(partition), fields)).iterator())
            .collect()) {
      for (int k = 0; k < fields.length; k++) {
        all.get(k).merge(part.get(k));
      }
    }
    return all;
  }

  private static List<ColumnProfile> profiles(Iterator<Row> rows, StructField[] fields) {
    List<ColumnProfile> columns = start(fields);
    while (rows.hasNext()) {
      Row row = rows.next();
      for (int k = 0; k < fields.length; k++) {
        columns.get(k).add(row.get(k));
      }
    }
    return columns;
  }

  private static List<ColumnProfile> start(StructField[] fields) {
    List<ColumnProfile> columns = new ArrayList<>();
    for (StructField field : fields) {
      columns.add(new ColumnProfile(field));
    }
    return columns;
  }

  /** Finds correlated columns; a missing value counts as the mean of its column. */
  private static List<CorrelatedPair> pairs(Dataset<Row> rows, List<ColumnProfile> columns) {
    List<Integer> numeric = new ArrayList<>();
    for (int k = 0; k < columns.size() && numeric.size() < MAX_CORRELATED; k++) {
      if (columns.get(k).kind().isNumeric() && !columns.get(k).isConstant()) {
        numeric.add(k);
      }
    }
    if (numeric.size() < 2) {
      return List.of();
    }
    Column[] selected =
        numeric.stream()
            .map(k -> ColumnNames.quoted(columns.get(k).name()).cast("double"))
            .toArray(Column[]::new);
    MomentsAccumulator moments = new MomentsAccumulator(selected.length);
    double[] values = new double[selected.length];
    for (Row row : rows.select(selected).limit(CORRELATED_ROWS).collectAsList()) {
      for (int j = 0; j < values.length; j++) {
        double value = row.isNullAt(j) ? Double.NaN : row.getDouble(j);
        values[j] = Double.isFinite(value) ? value : columns.get(numeric.get(j)).mean();
      }
      moments.add(values, 0, 1);
    }
    return CorrelatedPair.strongest(moments.toMoments(), STRONG, MAX_PAIRS).stream()
        .map(
            pair ->
                new CorrelatedPair(
                    numeric.get(pair.first()), numeric.get(pair.second()), pair.correlation()))
        .toList();
  }
}
