package ridgeline.registry;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import ridgeline.config.text.Digests;
import ridgeline.data.feature.StrictJson;
import ridgeline.model.ModelManifest;

/** Writes the files of a version, as small as they may be. */
final class WrittenVersion {
  private WrittenVersion() {}

  /** Writes a directory of files, and records a version with them. */
  static long publish(ModelRegistry registry, String name) throws IOException {
    return registry.publish(write(registry, name), 0);
  }

  /** Writes the directory without recording a version; its name says whether it was promoted. */
  static ModelVersion write(ModelRegistry registry, String name) throws IOException {
    Path directory = Path.of(registry.directory(name));
    Path stages = Files.createDirectories(directory.resolve("model/stages"));
    Files.writeString(directory.resolve("coefficients.csv"), "term,coefficient\nx,1\n");
    Files.writeString(stages.resolve("part-0"), "coefficients of " + name);
    StringWriter manifest = new StringWriter();
    ModelManifest.of(
            FileSystem.getLocal(new Configuration()),
            new org.apache.hadoop.fs.Path(directory + "/model"),
            ModelManifest.Kind.LINEAR)
        .writeTo(manifest);
    Files.writeString(directory.resolve("model/manifest.json"), manifest.toString());
    String result =
        StrictJson.write(
            Map.of(
                "files",
                Map.of(
                    "coefficients.csv",
                    sha256(directory.resolve("coefficients.csv")),
                    "model/manifest.json",
                    sha256(directory.resolve("model/manifest.json")))));
    Files.writeString(directory.resolve(VersionFiles.RESULT), result);
    return new ModelVersion(
        ModelVersion.FORMAT,
        "2001-06-07T00:00:00Z",
        name,
        Digests.sha256(result),
        "2001-06-07",
        null,
        new ModelVersion.Result(
            name.startsWith("promoted"), "rmse", 1.5, 0.25, 100, "as its name says"),
        3,
        Map.of("day=2001-06-06", "f6"),
        "hash of " + name,
        "0.1.0");
  }

  private static String sha256(Path file) throws IOException {
    return Digests.sha256(Files.readAllBytes(file));
  }
}
