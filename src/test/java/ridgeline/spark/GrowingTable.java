package ridgeline.spark;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A table of columns y, x and g that has one row more each time it is read. */
public final class GrowingTable {
  private static final AtomicInteger READS = new AtomicInteger();

  private GrowingTable() {}

  /** Makes it a view of the session. */
  public static void create(String name) {
    SparkSession spark = LocalSpark.session();
    JavaRDD<Row> rows =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(List.of(0), 1)
            .flatMap(
                zero ->
                    IntStream.range(0, 40 + READS.incrementAndGet())
                        .mapToObj(i -> RowFactory.create((double) i, Math.sin(i), i % 3))
                        .iterator());
    StructType schema =
        new StructType()
            .add("y", DataTypes.DoubleType)
            .add("x", DataTypes.DoubleType)
            .add("g", DataTypes.IntegerType);
    spark.createDataFrame(rows, schema).createOrReplaceTempView(name);
  }
}
