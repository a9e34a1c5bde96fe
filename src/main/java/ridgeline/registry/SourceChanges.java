package ridgeline.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ridgeline.store.table.StoredLeaf;

/**
 * The partitions that a version was trained on, but of which the store now has other statistics.
 *
 * @param changed partitions whose files have changed
 * @param gone partitions of which there are no statistics
 * @param forgotten partitions that were forgotten
 */
public record SourceChanges(List<String> changed, List<String> gone, List<String> forgotten) {
  public SourceChanges {
    changed = List.copyOf(changed);
    gone = List.copyOf(gone);
    forgotten = List.copyOf(forgotten);
  }

  /**
   * Compares what a version was trained on with what is stored.
   *
   * @param leaves by partition
   */
  public static SourceChanges of(ModelVersion version, Map<String, StoredLeaf> leaves) {
    List<String> changed = new ArrayList<>();
    List<String> gone = new ArrayList<>();
    List<String> forgotten = new ArrayList<>();
    version
        .sources()
        .forEach(
            (partition, fingerprint) -> {
              @Nullable StoredLeaf leaf = leaves.get(partition);
              if (leaf == null) {
                gone.add(partition);
              } else if (leaf.isForgotten()) {
                forgotten.add(partition);
              } else if (!leaf.fingerprint().equals(fingerprint)) {
                changed.add(partition);
              }
            });
    return new SourceChanges(changed, gone, forgotten);
  }

  /** Whether all partitions are as they were. */
  public boolean isEmpty() {
    return changed.isEmpty() && gone.isEmpty() && forgotten.isEmpty();
  }
}
