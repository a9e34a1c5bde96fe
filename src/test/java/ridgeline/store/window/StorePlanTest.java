package ridgeline.store.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.data.source.SourcePartition;
import ridgeline.store.table.StoredLeaf;

@Tag("plain")
class StorePlanTest {
  private static SourcePartition partition(String value, String fingerprint) {
    return new SourcePartition(
        List.of(new SourcePartition.Key("day", value, value)), fingerprint, 10);
  }

  private static Map.Entry<String, StoredLeaf> stored(String value, String sources) {
    String name = "day=" + value;
    return Map.entry(name, new StoredLeaf(name, sources, "file", 1));
  }

  @Test
  void eachPartitionIsInOneList() {
    List<SourcePartition> table =
        List.of(
            partition("new", "1"),
            partition("changed", "2"),
            partition("kept", "3"),
            partition("forgotten", "4"),
            partition("back", "5"));

    StorePlan plan =
        StorePlan.of(
            table,
            Map.ofEntries(
                stored("changed", "0"),
                stored("kept", "3"),
                stored("forgotten", StoredLeaf.forgotten("4")),
                stored("back", StoredLeaf.forgotten("0")),
                stored("gone", "6")));

    assertThat(plan.added()).containsExactly(table.get(0));
    assertThat(plan.changed()).containsExactly(table.get(1), table.get(4));
    assertThat(plan.kept()).containsExactly(table.get(2));
    assertThat(plan.forgotten()).containsExactly(table.get(3));
    assertThat(plan.gone()).containsExactly("day=gone");
    assertThat(plan.unread()).containsExactly(table.get(0), table.get(1), table.get(4));
    assertThat(plan.isEmpty()).isFalse();
  }

  @Test
  void nothingIsToBeDoneForWhatIsStored() {
    StorePlan plan =
        StorePlan.of(List.of(partition("kept", "3")), Map.ofEntries(stored("kept", "3")));

    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.unread()).isEmpty();
  }
}
