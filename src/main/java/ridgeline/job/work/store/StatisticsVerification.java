package ridgeline.job.work.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.SparkSession;
import ridgeline.config.ConfigException;
import ridgeline.config.retrain.RetrainConfig;
import ridgeline.config.text.Printable;
import ridgeline.data.DataException;
import ridgeline.job.summary.store.StatisticsSummary;
import ridgeline.job.work.Retraining;
import ridgeline.store.pass.LeafVerification;
import ridgeline.store.pass.PartitionedTable;
import ridgeline.store.table.LeafTable;
import ridgeline.store.table.StoredLeaf;

/** Compares stored statistics with those of the rows, which are read again. */
public final class StatisticsVerification {
  private final PartitionedTable table;
  private final LeafTable store;
  private final LeafTable.Snapshot snapshot;

  /**
   * Opens the statistics and the table.
   *
   * @throws ConfigException if the job does not fit the table
   * @throws ridgeline.store.table.StoreException if the store has no statistics, or of other
   *     features
   */
  public StatisticsVerification(SparkSession spark, String store, RetrainConfig config)
      throws ConfigException, IOException {
    this.store =
        LeafTable.open(LeafTable.locationIn(store), spark.sparkContext().hadoopConfiguration());
    table = Retraining.table(spark, config, this.store, null);
    snapshot = this.store.snapshot();
  }

  /** The names of some stored partitions, drawn at random from those that were not forgotten. */
  public List<String> sample(int size, long seed) {
    List<String> names = new ArrayList<>();
    for (StoredLeaf leaf : snapshot.leaves().values()) {
      if (!leaf.isForgotten()) {
        names.add(leaf.partition());
      }
    }
    Collections.shuffle(names, new Random(seed));
    return names.subList(0, Math.min(size, names.size()));
  }

  /**
   * Verifies partitions, and prints the results.
   *
   * @throws DataException if the statistics of one are wrong or damaged, after all were verified
   */
  public void run(Collection<String> partitions) throws ConfigException, IOException {
    Map<String, StoredLeaf> leaves = snapshot.leaves();
    partitions.forEach(partition -> StoredStatistics.required(partition, leaves));
    List<LeafVerification.Result> results = LeafVerification.of(table, store, snapshot, partitions);
    StatisticsSummary.print(results, System.out);
    List<String> bad =
        results.stream()
            .filter(LeafVerification.Result::isBad)
            .map(LeafVerification.Result::partition)
            .toList();
    if (!bad.isEmpty()) {
      throw new DataException(
          "the statistics of %,d of %,d partitions are damaged, or not those of their rows: %s; leave %s out with jobs/statistics forget, or back-fill a new store with jobs/retrain --from and --to"
              .formatted(
                  bad.size(),
                  results.size(),
                  Printable.named(bad),
                  bad.size() == 1 ? "it" : "them"));
    }
  }
}
