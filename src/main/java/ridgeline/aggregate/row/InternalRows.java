package ridgeline.aggregate.row;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import ridgeline.data.columns.Interruptible;

/**
 * Reads {@link ridgeline.data.TrainingRows} in Spark's internal form, which avoids a Row and a
 * Vector object for each row.
 */
public final class InternalRows {
  private static final int VECTOR_FIELDS = 4;
  private static final byte SPARSE = 0;

  private InternalRows() {}

  /** The rows of a table. */
  public static JavaRDD<FoldRow> read(Dataset<Row> rows) {
    return rows.queryExecution()
        .toRdd()
        .toJavaRDD()
        .mapPartitions(Interruptible<InternalRow>::new)
        .map(InternalRows::toFoldRow);
  }

  private static FoldRow toFoldRow(InternalRow row) {
    double label = row.isNullAt(1) ? Double.NaN : row.getDouble(1);
    double weight = row.isNullAt(2) ? Double.NaN : row.getDouble(2);
    int fold = row.isNullAt(3) ? -1 : row.getInt(3);
    if (row.isNullAt(0)) {
      return new FoldRow(0, null, null, label, weight, fold);
    }
    InternalRow vector = row.getStruct(0, VECTOR_FIELDS);
    double[] values = vector.getArray(3).toDoubleArray();
    if (vector.getByte(0) == SPARSE) {
      int[] indices = vector.getArray(2).toIntArray();
      return new FoldRow(vector.getInt(1), indices, values, label, weight, fold);
    }
    return new FoldRow(values.length, null, values, label, weight, fold);
  }
}
