package ridgeline.store.window;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * @param refused partitions that would have to be read, but cannot
 * @param forgotten partitions that are left out because they were forgotten, and have not changed
 * @param kept partitions whose statistics are up to date
 */
public record StorePlan(
    List<SourcePartition> added,
    List<SourcePartition> changed,
    List<String> gone,
    List<Refused> refused,
    List<SourcePartition> forgotten,
    List<SourcePartition> kept) {

  /**
   * A partition whose files cannot be read as the table is.
   *
   * @param fault such as {@code has no column x}
   * @param stored whether there are statistics of it as it was before
   */
  public record Refused(String partition, String fault, boolean stored) {
    /** The name and the fault. */
    public String sentence() {
      return "%s %s".formatted(partition, fault);
    }

    /** That of each. */
    public static List<String> sentences(List<Refused> refused) {
      return refused.stream().map(Refused::sentence).toList();
    }
  }

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
            List.of(),
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

  /**
   * The same without reading some partitions.
   *
   * @param faults what keeps them from being read, by their names
   */
  public StorePlan without(Map<String, String> faults) {
    if (faults.isEmpty()) {
      return this;
    }
    List<Refused> left = new ArrayList<>(refused);
    Map<Boolean, List<SourcePartition>> isStored = Map.of(false, added, true, changed);
    isStored.forEach(
        (stored, partitions) ->
            partitions.stream()
                .map(SourcePartition::name)
                .filter(faults::containsKey)
                .forEach(
                    name ->
                        left.add(
                            new Refused(name, Objects.requireNonNull(faults.get(name)), stored))));
    left.sort(Comparator.comparing(Refused::partition));
    return new StorePlan(
        others(added, faults), others(changed, faults), gone, left, forgotten, kept);
  }

  private static List<SourcePartition> others(
      List<SourcePartition> partitions, Map<String, String> without) {
    return partitions.stream().filter(partition -> !without.containsKey(partition.name())).toList();
  }

  /** The partitions that have to be read. */
  public List<SourcePartition> unread() {
    return Stream.of(added, changed).flatMap(List::stream).toList();
  }

  /** The names of the partitions whose statistics have to be removed. */
  public List<String> removed() {
    return Stream.concat(
            gone.stream(), refused.stream().filter(Refused::stored).map(Refused::partition))
        .toList();
  }

  /** Whether the store has to be changed. */
  public boolean isEmpty() {
    return added.isEmpty() && changed.isEmpty() && removed().isEmpty();
  }
}
