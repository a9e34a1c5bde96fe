package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import ridgeline.registry.ModelRegistry;
import ridgeline.registry.ModelVersion;
import ridgeline.registry.VersionFiles;
import ridgeline.registry.gate.Verdict;
import ridgeline.store.table.LeafTable;
import ridgeline.store.table.StoredLeaf;

/** What is left in a store in the end, so that a disturbed one can be compared with another. */
public final class StoreEnd {
  private StoreEnd() {}

  /** Every version is whole, and so is what an alias points to. */
  public static void requireWhole(ModelRegistry registry) throws IOException {
    for (ModelVersion version : registry.versions().values()) {
      VersionFiles files = registry.files(version);
      for (Map.Entry<String, JsonNode> file : files.result().path("files").properties()) {
        files.read(file.getKey());
      }
    }
    assertThat(registry.versions()).containsKeys(registry.aliases().values().toArray(Long[]::new));
  }

  /** The aliases, the answer of each date, and the statistics. */
  public static Map<String, String> of(String store, String model, Configuration configuration)
      throws IOException {
    Map<String, String> end = new TreeMap<>();
    ModelRegistry registry = new ModelRegistry(store, model, configuration);
    for (Map.Entry<Long, ModelVersion> entry : registry.versions().entrySet()) {
      ModelVersion version = entry.getValue();
      VersionFiles files = registry.files(version);
      end.put(
          "version " + entry.getKey(),
          "%s %s %s %s"
              .formatted(
                  version.logicalDate(),
                  version.parent(),
                  version.sources(),
                  files.read(Verdict.FILE, Verdict.class).sentence()));
      end.put(
          "coefficients " + entry.getKey(),
          new String(files.read("coefficients.csv"), StandardCharsets.UTF_8));
    }
    end.put("aliases", registry.aliases().toString());
    LeafTable leaves = LeafTable.open(LeafTable.locationIn(store), configuration);
    for (StoredLeaf leaf : leaves.snapshot().leaves().values()) {
      end.put(leaf.partition(), leaf.sources() + " " + leaves.read(leaf).total().rows());
    }
    return end;
  }
}
