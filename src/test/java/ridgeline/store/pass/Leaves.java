package ridgeline.store.pass;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ridgeline.config.ConfigException;
import ridgeline.data.source.SourcePartition;
import ridgeline.store.leaf.Leaf;

/** The leaves of some partitions, by their names. */
final class Leaves {
  private Leaves() {}

  static Map<String, Leaf> of(PartitionedTable table, List<SourcePartition> partitions)
      throws ConfigException {
    Map<String, Leaf> leaves = new LinkedHashMap<>();
    table.collect(partitions, (partition, leaf) -> leaves.put(partition.name(), leaf));
    return leaves;
  }
}
