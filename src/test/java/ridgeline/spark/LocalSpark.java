package ridgeline.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** One local session for all tests of the process. */
public final class LocalSpark {
  private static final StructType SCHEMA =
      new StructType()
          .add("features", SQLDataTypes.VectorType())
          .add("label", DataTypes.DoubleType)
          .add("weight", DataTypes.DoubleType)
          .add("fold", DataTypes.IntegerType);

  private LocalSpark() {}

  public static SparkSession session() {
    return SparkSession.builder().master("local[2]").appName("ridgeline tests").getOrCreate();
  }

  /** A row of {@link #rows}. */
  public static Row row(Vector features, double label, double weight, int fold) {
    return RowFactory.create(features, label, weight, fold);
  }

  /** Rows of columns features, label, weight and fold. */
  public static Dataset<Row> rows(List<Row> rows, int partitions) {
    return session().createDataFrame(rows, SCHEMA).repartition(partitions);
  }

  /** Rows of weight 1 whose fold is the position modulo {@code folds}. */
  public static Dataset<Row> rows(double[][] features, double[] label, int folds, int partitions) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < label.length; i++) {
      rows.add(row(Vectors.dense(features[i]), label[i], 1, i % folds));
    }
    return rows(rows, partitions);
  }
}
