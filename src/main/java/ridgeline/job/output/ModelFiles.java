package ridgeline.job.output;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import ridgeline.data.sql.SparkMessage;
import ridgeline.job.failure.UsageException;
import ridgeline.model.ModelDirectory;
import ridgeline.model.ModelManifest;

/** Writes and reads the model files of an output directory. */
public final class ModelFiles {
  private ModelFiles() {}

  /** The name of a file of the model in the directory of a run. */
  public static String inRun(String name) {
    return ModelDirectory.IN_RUN + "/" + name;
  }

  /**
   * Writes the manifest of the model, after all its other files.
   *
   * @throws UsageException if executors wrote some of them where the driver cannot see them
   */
  public static void finish(
      OutputDirectory out, ModelManifest.Kind kind, Configuration configuration)
      throws IOException {
    Path directory = new Path(out.resolve(ModelDirectory.IN_RUN));
    ModelManifest manifest;
    try (FileSystem files = Storage.open(directory, configuration)) {
      manifest = ModelManifest.of(files, directory, kind);
    }
    String empty = manifest.emptyDirectory();
    if (!empty.isEmpty()) {
      throw new UsageException(
          "the model written to %s cannot be read back: %s has no files; --out must be a location that driver and executors share"
              .formatted(directory, empty));
    }
    out.write(inRun(ModelManifest.FILE), manifest::writeTo);
  }

  /** Does something with a model. */
  @FunctionalInterface
  public interface Use<T> {
    T of(ModelDirectory model) throws IOException;
  }

  /**
   * Reads a model, or the model of a run.
   *
   * @throws UsageException if there is none, or it cannot be read
   */
  public static <T> T read(String location, Configuration configuration, Use<T> use) {
    try {
      Path directory = new Path(location);
      try (FileSystem files = Storage.open(directory, configuration)) {
        return use.of(ModelDirectory.open(files, directory));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageException(
          "the model %s cannot be read: %s; give the directory of a run of jobs/sweep or jobs/train, or its model/"
              .formatted(location, SparkMessage.firstLine(e)));
    }
  }
}
