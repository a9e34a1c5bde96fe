package ridgeline.job.work.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import ridgeline.config.text.Spelling;
import ridgeline.job.failure.UsageException;
import ridgeline.job.summary.store.ListedPartition;
import ridgeline.job.summary.store.StatisticsSummary;
import ridgeline.registry.ModelRegistry;
import ridgeline.stats.Moments;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.table.LeafTable;
import ridgeline.store.table.StoreException;
import ridgeline.store.table.StoredLeaf;

/** The statistics of a store; opens no session. */
public final class StoredStatistics {
  private final String store;
  private final Configuration configuration;
  private final LeafTable table;

  public StoredStatistics(String store, Configuration configuration) throws IOException {
    this.store = store;
    this.configuration = configuration;
    table = LeafTable.open(LeafTable.locationIn(store), configuration);
  }

  /**
   * Prints what is stored.
   *
   * @param partitions of which the moments of the label are read and printed; empty for all
   *     partitions, of which only the number of rows is printed
   */
  public void show(Collection<String> partitions) throws IOException {
    Map<String, StoredLeaf> leaves = table.snapshot().leaves();
    List<ListedPartition> listed = new ArrayList<>();
    for (String partition : partitions.isEmpty() ? leaves.keySet() : partitions) {
      StoredLeaf stored = required(partition, leaves);
      @Nullable Moments label =
          partitions.isEmpty() ? null : table.read(stored).total().labelOnly();
      listed.add(
          new ListedPartition(
              partition,
              stored.fingerprint(),
              stored.isForgotten(),
              label == null ? rows(stored) : label.rows(),
              label));
    }
    StatisticsSummary.print(table.specification(), listed, System.out);
  }

  /** Number of rows; 0 if only the leaf itself has it, and is damaged. */
  private long rows(StoredLeaf stored) throws IOException {
    OptionalLong rows = stored.rows();
    if (rows.isPresent()) {
      return rows.getAsLong();
    }
    try {
      return table.read(stored).total().rows();
    } catch (StoreException e) {
      return 0;
    }
  }

  /**
   * Replaces the statistics of partitions by those of no rows, in one commit, until their files
   * change.
   *
   * @param by who decided it
   * @param why the reason
   * @throws UsageException if there are no statistics of one of them
   * @throws ridgeline.store.table.StoreException if another run changed one of them meanwhile
   */
  public void forget(Collection<String> partitions, String by, String why) throws IOException {
    LeafTable.Snapshot snapshot = table.snapshot();
    Map<String, StoredLeaf> leaves = snapshot.leaves();
    Map<String, Long> rows = new LinkedHashMap<>();
    List<String> before = new ArrayList<>();
    LeafTable.Change change = table.change(snapshot);
    partitions.forEach(partition -> required(partition, leaves));
    for (String partition : new LinkedHashSet<>(partitions)) {
      StoredLeaf stored = required(partition, leaves);
      if (stored.isForgotten()) {
        before.add(partition);
      } else {
        rows.put(partition, rows(stored));
        change.put(
            partition,
            StoredLeaf.forgotten(stored.fingerprint()),
            Leaf.empty(table.specification()));
      }
    }
    if (!rows.isEmpty()) {
      change.commit(Map.of("forgotten", String.join(", ", rows.keySet()), "by", by, "why", why));
      table.expireAll();
    }
    StatisticsSummary.printForgotten(rows, before, trainedOn(partitions), System.out);
  }

  /** The versions of each model that were trained on any of some partitions. */
  private Map<String, List<Long>> trainedOn(Collection<String> partitions) throws IOException {
    Map<String, List<Long>> trained = new TreeMap<>();
    for (String model : ModelRegistry.names(store, configuration)) {
      new ModelRegistry(store, model, configuration)
          .versions()
          .forEach(
              (number, version) -> {
                if (partitions.stream().anyMatch(version.sources()::containsKey)) {
                  trained.computeIfAbsent(model, key -> new ArrayList<>()).add(number);
                }
              });
    }
    return trained;
  }

  /** The leaf of a partition. */
  static StoredLeaf required(String partition, Map<String, StoredLeaf> leaves) {
    @Nullable StoredLeaf leaf = leaves.get(partition);
    if (leaf == null) {
      throw new UsageException(
          "there are no statistics of the partition %s%s"
              .formatted(partition, Spelling.hint(partition, leaves.keySet())));
    }
    return leaf;
  }
}
