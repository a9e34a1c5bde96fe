package ridgeline.store.pass;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.data.source.SourcePartition;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.leaf.LeafDifference;
import ridgeline.store.table.LeafTable;
import ridgeline.store.table.StoreException;
import ridgeline.store.table.StoredLeaf;

/** Reads partitions again, and compares their statistics with the stored ones. */
public final class LeafVerification {
  /** Sums of the same rows in another order differ by much less. */
  private static final double TOLERANCE = 1e-10;

  private LeafVerification() {}

  /** What was found of a partition. */
  public enum State {
    /** The stored statistics are those of its rows. */
    OK,
    /** They are not. */
    WRONG,
    /** The stored statistics cannot be read. */
    DAMAGED,
    /** Its files have changed since its statistics were computed. */
    CHANGED,
    /** The table no longer has it. */
    GONE,
    /** It was forgotten, so no statistics are stored. */
    FORGOTTEN
  }

  /**
   * The result for a partition.
   *
   * @param difference of the statistics; null if they were not compared
   * @param fault a sentence on statistics that cannot be read; null if they can
   */
  public record Result(
      String partition, State state, @Nullable LeafDifference difference, @Nullable String fault) {

    private static Result notCompared(String partition, State state) {
      return new Result(partition, state, null, null);
    }

    /** Whether the statistics may not be used. */
    public boolean isBad() {
      return state == State.WRONG || state == State.DAMAGED;
    }
  }

  /**
   * Verifies some of the stored leaves.
   *
   * @param partitions names of stored partitions
   * @return a result for each, in the order of their names
   */
  public static List<Result> of(
      PartitionedTable table,
      LeafTable store,
      LeafTable.Snapshot snapshot,
      Collection<String> partitions)
      throws ConfigException, IOException {
    Map<String, StoredLeaf> stored = new TreeMap<>(snapshot.leaves());
    stored.keySet().retainAll(partitions);
    Map<String, SourcePartition> sources = new TreeMap<>();
    table.partitions().forEach(partition -> sources.put(partition.name(), partition));
    Map<String, Leaf> leaves = new HashMap<>();
    table.collect(
        table.partitions().stream()
            .filter(partition -> isCurrent(stored.get(partition.name()), partition))
            .toList(),
        (partition, leaf) -> leaves.put(partition.name(), leaf));
    List<Result> results = new ArrayList<>();
    for (StoredLeaf leaf : stored.values()) {
      results.add(result(leaf, sources.get(leaf.partition()), leaves, store));
    }
    return results;
  }

  private static boolean isCurrent(@Nullable StoredLeaf leaf, SourcePartition partition) {
    return leaf != null
        && !leaf.isForgotten()
        && leaf.fingerprint().equals(partition.fingerprint());
  }

  private static Result result(
      StoredLeaf stored,
      @Nullable SourcePartition source,
      Map<String, Leaf> leaves,
      LeafTable store)
      throws IOException {
    String name = stored.partition();
    if (stored.isForgotten()) {
      return Result.notCompared(name, State.FORGOTTEN);
    }
    if (source == null) {
      return Result.notCompared(name, State.GONE);
    }
    if (!isCurrent(stored, source)) {
      return Result.notCompared(name, State.CHANGED);
    }
    Leaf read;
    try {
      read = store.read(stored);
    } catch (StoreException e) {
      return new Result(name, State.DAMAGED, null, e.getMessage());
    }
    LeafDifference difference = LeafDifference.of(read, Objects.requireNonNull(leaves.get(name)));
    State state = difference.size() <= TOLERANCE ? State.OK : State.WRONG;
    return new Result(name, state, difference, null);
  }
}
