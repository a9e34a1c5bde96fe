package ridgeline.store.window;

import java.io.IOException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import ridgeline.data.DataException;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.table.LeafTable;

/**
 * The statistics of a window, and of its newest partitions apart from those before.
 *
 * @param leaves of the partitions that have rows, by date, weighted as the window says, without
 *     slices
 * @param before the rows before the newest partitions, over the levels of all
 * @param all the rows of the window
 * @param newest the leaves of the newest partitions, by date, as they are stored, with slices
 */
public record WindowStatistics(
    List<DatedLeaf> leaves, Leaf before, Leaf all, List<DatedLeaf> newest) {

  /**
   * Reads the leaves of a window, and merges them.
   *
   * @param dates of its partitions, by their names, in order
   * @param known the last date before the newest partitions
   * @throws DataException if its last date has no rows, or only the newest partitions have any
   * @throws ridgeline.store.table.StoreException if a leaf is damaged
   */
  public static WindowStatistics read(
      LeafReader reader,
      LeafTable.Snapshot snapshot,
      Map<String, LocalDate> dates,
      Window window,
      LocalDate known)
      throws IOException {
    Map<String, LocalDate> weighted = new LinkedHashMap<>(dates);
    weighted.values().removeIf(date -> !(window.weight(date) > 0));
    return of(reader.read(snapshot, weighted, date -> date.isAfter(known)), window, known);
  }

  /**
   * Merges the leaves of a window.
   *
   * @param leaves that have rows, by date; those outside of the window are left out
   * @param known the last date before the newest partitions
   * @throws DataException if its last date has no rows, or only the newest partitions have any
   */
  public static WindowStatistics of(List<DatedLeaf> leaves, Window window, LocalDate known) {
    List<DatedLeaf> stored =
        leaves.stream()
            .filter(leaf -> window.contains(leaf.date()) && window.weight(leaf.date()) > 0)
            .toList();
    if (stored.stream().noneMatch(leaf -> leaf.date().equals(window.last()))) {
      throw new DataException(
          "the partition of %s has no rows that can be used; check it, data.where, and whether it was forgotten"
              .formatted(window.last()));
    }
    Predicate<DatedLeaf> isNewest = leaf -> leaf.date().isAfter(known);
    if (stored.stream().allMatch(isNewest)) {
      throw new DataException(
          "the window of %s has no rows up to %s, and the gate keeps the later ones for itself; shorten gate.newest, or widen the window"
              .formatted(window.last(), known));
    }
    List<DatedLeaf> weighted = stored.stream().map(leaf -> weighted(leaf, window)).toList();
    Leaf before = merged(weighted.stream().filter(isNewest.negate()));
    Leaf all = Leaf.merged(List.of(before, merged(weighted.stream().filter(isNewest))));
    return new WindowStatistics(
        weighted, before.over(all.features()), all, stored.stream().filter(isNewest).toList());
  }

  private static DatedLeaf weighted(DatedLeaf leaf, Window window) {
    return new DatedLeaf(
        leaf.partition(),
        leaf.date(),
        leaf.leaf().withoutSlices().scaled(window.weight(leaf.date())));
  }

  private static Leaf merged(Stream<DatedLeaf> leaves) {
    return Leaf.merged(leaves.map(DatedLeaf::leaf).toList());
  }
}
