package ridgeline.benchmark.table;

import java.util.Arrays;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.RDDInfo;

/** Assembled vectors and label, cached and materialised until closed. */
public record CachedVectors(Dataset<Row> rows) implements AutoCloseable {
  public static CachedVectors of(MeasuredTable table) {
    Dataset<Row> rows = table.vectors().cache();
    rows.count();
    return new CachedVectors(rows);
  }

  /** Where the rows are cached: a cache that spills to disk slows down MLlib. */
  public String describe() {
    RDDInfo[] cached = rows.sparkSession().sparkContext().getRDDStorageInfo();
    long memory = Arrays.stream(cached).mapToLong(RDDInfo::memSize).sum();
    long disk = Arrays.stream(cached).mapToLong(RDDInfo::diskSize).sum();
    return "cached rows: %,d MiB in memory, %,d MiB on disk".formatted(memory >> 20, disk >> 20);
  }

  @Override
  public void close() {
    rows.unpersist(true);
  }
}
