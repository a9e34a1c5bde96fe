package ridgeline.data.columns;

import java.io.Serializable;
import org.apache.spark.Partition;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import scala.Option;

/**
 * Coalesces the partitions of an RDD round-robin. Spark lists the largest partitions first, so this
 * spreads them evenly, and always in the same way; Spark's own coalescer depends on where the
 * partitions are. A group is computed where its first partition is.
 */
public final class RoundRobinCoalescer implements PartitionCoalescer, Serializable {
  private static final long serialVersionUID = 1L;

  private RoundRobinCoalescer() {}

  /** The same rows in at most {@code maxPartitions} partitions. */
  public static <T> JavaRDD<T> of(JavaRDD<T> rows, int maxPartitions) {
    return rows.getNumPartitions() <= maxPartitions
        ? rows
        : rows.rdd()
            .coalesce(maxPartitions, false, Option.apply(new RoundRobinCoalescer()), null)
            .toJavaRDD();
  }

  @Override
  public PartitionGroup[] coalesce(int maxPartitions, RDD<?> parent) {
    Partition[] partitions = parent.partitions();
    int groups = Math.min(maxPartitions, partitions.length);
    PartitionGroup[] joined = new PartitionGroup[groups];
    for (int g = 0; g < groups; g++) {
      joined[g] = new PartitionGroup(parent.preferredLocations(partitions[g]).headOption());
      for (int k = g; k < partitions.length; k += groups) {
        joined[g].partitions().append(partitions[k]);
      }
    }
    return joined;
  }
}
