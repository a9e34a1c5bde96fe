package ridgeline.store.window;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.table.LeafTable;
import ridgeline.store.table.StoredLeaf;

/**
 * Reads leaves, and keeps those that were read last, as windows of neighbouring dates have most
 * leaves in common.
 */
public final class LeafReader {
  private final LeafTable store;
  private Map<Wanted, Leaf> last = Map.of();

  /**
   * What is read of a leaf.
   *
   * @param slices whether its slices are kept, which may take more memory than the rest
   */
  private record Wanted(StoredLeaf leaf, boolean slices) {}

  public LeafReader(LeafTable store) {
    this.store = store;
  }

  /**
   * Reads the leaves of partitions that have rows.
   *
   * @param dates of the partitions by their names; those without a leaf are left out
   * @param sliced whether the slices of the leaves of a date are wanted
   * @return in the order of {@code dates}
   * @throws ridgeline.store.table.StoreException if a leaf is damaged
   */
  public List<DatedLeaf> read(
      LeafTable.Snapshot snapshot, Map<String, LocalDate> dates, Predicate<LocalDate> sliced)
      throws IOException {
    Map<String, StoredLeaf> all = snapshot.leaves();
    List<Wanted> wanted =
        dates.entrySet().stream()
            .filter(partition -> all.containsKey(partition.getKey()))
            .map(
                partition ->
                    new Wanted(
                        Objects.requireNonNull(all.get(partition.getKey())),
                        sliced.test(partition.getValue())))
            .toList();
    Map<Wanted, Leaf> known = last;
    List<Leaf> leaves;
    try {
      leaves =
          wanted.parallelStream()
              .map(leaf -> known.containsKey(leaf) ? known.get(leaf) : read(leaf))
              .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    Map<Wanted, Leaf> read = new LinkedHashMap<>();
    for (int k = 0; k < wanted.size(); k++) {
      read.put(wanted.get(k), leaves.get(k));
    }
    last = read;
    return read.entrySet().stream()
        .filter(leaf -> leaf.getValue().total().rows() > 0)
        .map(
            leaf -> {
              String partition = leaf.getKey().leaf().partition();
              return new DatedLeaf(
                  partition, Objects.requireNonNull(dates.get(partition)), leaf.getValue());
            })
        .toList();
  }

  private Leaf read(Wanted wanted) {
    try {
      Leaf leaf = store.read(wanted.leaf());
      return wanted.slices() ? leaf : leaf.withoutSlices();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
