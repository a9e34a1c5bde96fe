package ridgeline.store.window;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.table.LeafTable;
import ridgeline.store.table.StoredLeaf;

/**
 * Reads leaves, and keeps those that were read last, as windows of neighbouring dates have most
 * leaves in common.
 */
public final class LeafReader {
  private final LeafTable store;
  private Map<StoredLeaf, Leaf> last = Map.of();

  public LeafReader(LeafTable store) {
    this.store = store;
  }

  /**
   * Reads the leaves of partitions that have rows.
   *
   * @param dates of the partitions by their names; those without a leaf are left out
   * @return in the order of {@code dates}
   * @throws ridgeline.store.table.StoreException if a leaf is damaged
   */
  public List<DatedLeaf> read(LeafTable.Snapshot snapshot, Map<String, LocalDate> dates)
      throws IOException {
    Map<String, StoredLeaf> all = snapshot.leaves();
    List<StoredLeaf> wanted =
        dates.keySet().stream().filter(all::containsKey).map(all::get).toList();
    Map<StoredLeaf, Leaf> known = last;
    List<Leaf> leaves;
    try {
      leaves =
          wanted.parallelStream()
              .map(leaf -> known.containsKey(leaf) ? known.get(leaf) : read(leaf))
              .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    Map<StoredLeaf, Leaf> read = new LinkedHashMap<>();
    for (int k = 0; k < wanted.size(); k++) {
      read.put(wanted.get(k), leaves.get(k));
    }
    last = read;
    return read.entrySet().stream()
        .filter(leaf -> leaf.getValue().total().rows() > 0)
        .map(
            leaf -> {
              String partition = leaf.getKey().partition();
              return new DatedLeaf(
                  partition, Objects.requireNonNull(dates.get(partition)), leaf.getValue());
            })
        .toList();
  }

  private Leaf read(StoredLeaf leaf) {
    try {
      return store.read(leaf);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
