package ridgeline.job.work;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import ridgeline.job.output.ModelFiles;
import ridgeline.model.ModelDirectory;
import ridgeline.model.ModelManifest;
import ridgeline.registry.ModelReference;
import ridgeline.registry.ModelRegistry;
import ridgeline.registry.ModelVersion;
import ridgeline.registry.RegistryException;

/**
 * The model that a command line names: a directory, or a version of a model in a store.
 *
 * @param location of its directory
 * @param name of the model in the store; null for a directory
 * @param version its number; null for a directory
 */
public record ScoredModel(String location, @Nullable String name, @Nullable Long version) {

  /**
   * Finds the model, which is now what its version was when it was recorded.
   *
   * @param text a directory, {@code STORE/NAME@champion} or {@code STORE/NAME:7}
   * @throws RegistryException if there is no such model or version, with the nearest name, or its
   *     files have changed
   */
  public static ScoredModel of(String text, Configuration configuration) throws IOException {
    ModelReference reference = ModelReference.of(text);
    if (reference == null) {
      return new ScoredModel(text, null, null);
    }
    ModelRegistry registry =
        ModelRegistry.ofKnown(reference.store(), reference.name(), configuration);
    long number = reference.resolve(registry);
    ModelVersion version = registry.version(number);
    String directory = registry.directory(version.directory());
    registry.files(version).read(ModelFiles.inRun(ModelManifest.FILE));
    return new ScoredModel(directory + "/" + ModelDirectory.IN_RUN, reference.name(), number);
  }

  /** As it is written in summaries: the version, or the directory. */
  public String described() {
    return version == null ? location : "version %d of %s".formatted(version, name);
  }
}
