package ridgeline.store.pass;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import ridgeline.config.ConfigException;
import ridgeline.config.data.DataConfig;

/** Tables without a store. */
public final class PartitionedTables {
  private PartitionedTables() {}

  /** Opens a table of whose files nothing is known. */
  public static PartitionedTable open(
      SparkSession spark,
      DataConfig data,
      List<String> by,
      int buckets,
      List<String> bucketsBy,
      List<String> slices)
      throws ConfigException, IOException {
    return PartitionedTable.open(spark, data, by, buckets, bucketsBy, slices, null, null);
  }
}
