package ridgeline.data.columns;

import java.io.Serializable;
import org.apache.spark.Partition;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import scala.Option;

/**
 * Deals the partitions of an RDD to fewer in turn: Spark makes the largest first, so that this
 * spreads them evenly, and always alike; Spark's own way depends on where the partitions are. They
 * are made where the first of them is.
 */
public final class RoundRobinCoalescer implements PartitionCoalescer, Serializable {
  private static final long serialVersionUID = 1L;

  private RoundRobinCoalescer() {}

  /** The same rows in at most {@code most} partitions. */
  public static <T> JavaRDD<T> of(JavaRDD<T> rows, int most) {
    return rows.getNumPartitions() <= most
        ? rows
        : rows.rdd()
            .coalesce(most, false, Option.apply(new RoundRobinCoalescer()), null)
            .toJavaRDD();
  }

  @Override
  public PartitionGroup[] coalesce(int most, RDD<?> parent) {
    Partition[] partitions = parent.partitions();
    int groups = Math.min(most, partitions.length);
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
