package ridgeline.sql;

import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** What a procedure returns. */
record ProcedureRows(StructType schema, List<Row> rows) {
  /** The setting that bounds the result of a command over Spark Connect, in bytes. */
  private static final String MAX_BATCH = "spark.connect.grpc.arrow.maxBatchSize";

  private static final String DEFAULT_MAX_BATCH = "4m";

  /** The share of it that Spark fills, by the sizes that it assumes of values. */
  private static final double FILLED = 0.7;

  /** The beginning of the tags that Spark Connect gives to its jobs. */
  private static final String CONNECT_TAG = "SparkConnect_";

  ProcedureRows {
    rows = List.copyOf(rows);
  }

  /**
   * Refuses rows that Spark Connect would fail to send, which it does with an assertion.
   *
   * @throws ArgumentException if there are too many
   */
  void requireSendable(SparkContext spark) {
    boolean remote =
        scala.jdk.javaapi.CollectionConverters.asJava(spark.getJobTags()).stream()
            .anyMatch(tag -> tag.startsWith(CONNECT_TAG));
    double bytes =
        FILLED * JavaUtils.byteStringAsBytes(spark.getConf().get(MAX_BATCH, DEFAULT_MAX_BATCH));
    long max = (long) (bytes / schema.defaultSize());
    if (remote && rows.size() > max) {
      throw new ArgumentException(
          "the result has %,d rows, but Spark Connect sends at most %,d; ask for result => 'files', or start the server with a larger %s"
              .formatted(rows.size(), max, MAX_BATCH));
    }
  }
}
