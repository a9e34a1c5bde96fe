package ridgeline.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.store.table.StoredLeaf;

@Tag("plain")
class SourceChangesTest {
  private static ModelVersion version(Map<String, String> sources) {
    return new ModelVersion(
        ModelVersion.FORMAT, "", "a", "ab".repeat(32), null, null, null, 3, sources, "", "");
  }

  private static Map.Entry<String, StoredLeaf> leaf(String partition, String sources) {
    return Map.entry(partition, new StoredLeaf(partition, sources, "file", 1));
  }

  @Test
  void partitionsAreComparedWithWhatIsStored() {
    SourceChanges changes =
        SourceChanges.of(
            version(Map.of("day=1", "a", "day=2", "b", "day=3", "c", "day=4", "d")),
            Map.ofEntries(
                leaf("day=1", "a"),
                leaf("day=2", "b2"),
                leaf("day=3", StoredLeaf.forgotten("c")),
                leaf("day=5", "e")));
    assertThat(changes)
        .isEqualTo(new SourceChanges(List.of("day=2"), List.of("day=4"), List.of("day=3")));
    assertThat(changes.isEmpty()).isFalse();
  }

  @Test
  void otherPartitionsDoNotMatter() {
    assertThat(
            SourceChanges.of(
                    version(Map.of("day=1", "a")),
                    Map.ofEntries(leaf("day=1", "a"), leaf("x", "y")))
                .isEmpty())
        .isTrue();
  }
}
