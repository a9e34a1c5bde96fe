package ridgeline.store.window;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import ridgeline.data.source.SourcePartition;
import ridgeline.store.table.StoredLeaf;

/**
 * What has to be done so that a store has the statistics of a table's partitions.
 *
 * @param added partitions without statistics
 * @param changed partitions whose files have changed since their statistics were computed
 * @param gone names of partitions that the table no longer has
 * @param forgotten partitions that are left out because they were forgotten, and have not changed
 * @param kept partitions whose statistics are up to date
 */
public record StorePlan(
    List<SourcePartition> added,
    List<SourcePartition> changed,
    List<String> gone,
    List<SourcePartition> forgotten,
    List<SourcePartition> kept) {

  /**
   * Compares a table with a store.
   *
   * @param table some of its partitions
   * @param stored the leaves of the same part of the store, by partition
   */
  public static StorePlan of(List<SourcePartition> table, Map<String, StoredLeaf> stored) {
    StorePlan plan =
        new StorePlan(
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>());
    Map<String, StoredLeaf> rest = new HashMap<>(stored);
    for (SourcePartition partition : table) {
      plan.listOf(partition, rest.remove(partition.name())).add(partition);
    }
    plan.gone.addAll(new TreeMap<>(rest).keySet());
    return plan;
  }

  private List<SourcePartition> listOf(SourcePartition partition, @Nullable StoredLeaf leaf) {
    if (leaf == null) {
      return added;
    }
    if (!leaf.fingerprint().equals(partition.fingerprint())) {
      return changed;
    }
    return leaf.isForgotten() ? forgotten : kept;
  }

  /** The partitions that have to be read. */
  public List<SourcePartition> unread() {
    return Stream.of(added, changed).flatMap(List::stream).toList();
  }

  /** Whether the store has to be changed. */
  public boolean isEmpty() {
    return added.isEmpty() && changed.isEmpty() && gone.isEmpty();
  }
}
