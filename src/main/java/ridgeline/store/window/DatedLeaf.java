package ridgeline.store.window;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.table.LeafTable;
import ridgeline.store.table.StoredLeaf;

/**
 * The statistics of a partition with a date.
 *
 * @param partition its name
 */
public record DatedLeaf(String partition, LocalDate date, Leaf leaf) {
  /**
   * Reads the leaves of partitions that have rows.
   *
   * @param dates of the partitions by their names; those without a leaf are left out
   * @return in the order of {@code dates}
   * @throws ridgeline.store.table.StoreException if a leaf is damaged
   */
  public static List<DatedLeaf> read(
      LeafTable store, LeafTable.Snapshot snapshot, Map<String, LocalDate> dates)
      throws IOException {
    Map<String, StoredLeaf> all = snapshot.leaves();
    try {
      return dates.entrySet().stream()
          .filter(partition -> all.containsKey(partition.getKey()))
          .map(partition -> Map.entry(partition.getValue(), all.get(partition.getKey())))
          .toList()
          .parallelStream()
          .map(
              partition -> {
                StoredLeaf leaf = partition.getValue();
                return new DatedLeaf(leaf.partition(), partition.getKey(), read(store, leaf));
              })
          .filter(leaf -> leaf.leaf().total().rows() > 0)
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Leaf read(LeafTable store, StoredLeaf leaf) {
    try {
      return store.read(leaf);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
