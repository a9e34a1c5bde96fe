package ridgeline.registry.mlflow;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.jspecify.annotations.Nullable;
import ridgeline.config.text.Digests;
import ridgeline.data.feature.StrictJson;
import ridgeline.model.ModelManifest;
import ridgeline.registry.ModelRegistry;
import ridgeline.registry.ModelVersion;
import ridgeline.registry.gate.Drift;
import ridgeline.registry.gate.Improvement;
import ridgeline.registry.gate.Verdict;

/** Publishes versions with the files that are logged, as small as they may be. */
public final class LoggedVersion {
  private LoggedVersion() {}

  /**
   * Publishes a version of a day in June 2001.
   *
   * @param parent the champion against which it was refused; null if it was promoted
   */
  public static void publish(ModelRegistry registry, int day, @Nullable Long parent)
      throws IOException {
    publish(registry, day, parent, Map.of());
  }

  /** The same with other contents of some files than such a version has. */
  static void publish(
      ModelRegistry registry, int day, @Nullable Long parent, Map<String, String> strange)
      throws IOException {
    String name = "2001-06-0%d-abc-def".formatted(day);
    Path files = Path.of(registry.directory(name));
    Path model = Files.createDirectories(files.resolve("model"));
    Files.writeString(files.resolve("job.yaml"), "name: flights\nwindow: {last: 60 days, all: }\n");
    Files.writeString(
        files.resolve("sweep.json"),
        "{\"selected\": {\"elasticNetParam\": 0.5, \"regParam\": 0.25, \"rmse\": 2, \"nzero\": 3}}");
    Files.writeString(
        files.resolve(Verdict.FILE),
        verdict(day, parent, strange.getOrDefault("sentence", "it's \"%d\"".formatted(day)))
            .text());
    Files.writeString(files.resolve("report.html"), "<html>a b</html>");
    for (String file : List.of("job.yaml", Verdict.FILE)) {
      if (strange.containsKey(file)) {
        Files.writeString(files.resolve(file), strange.get(file));
      }
    }
    Files.writeString(model.resolve("MLmodel"), "flavors: {}\n");
    Files.createFile(Files.createDirectories(model.resolve("stages/0 a")).resolve("_SUCCESS"));
    StringWriter manifest = new StringWriter();
    ModelManifest.of(
            FileSystem.getLocal(new Configuration()),
            new org.apache.hadoop.fs.Path(model.toString()),
            ModelManifest.Kind.LINEAR)
        .writeTo(manifest);
    Files.writeString(model.resolve(ModelManifest.FILE), manifest.toString());
    Map<String, String> hashes = new TreeMap<>();
    for (String file :
        List.of("job.yaml", "sweep.json", Verdict.FILE, "report.html", "model/manifest.json")) {
      hashes.put(file, Digests.sha256(Files.readAllBytes(files.resolve(file))));
    }
    String result =
        StrictJson.write(
            Map.of(
                "window", Map.of("rows", 60, "features", 4, "partitions", 3),
                "seconds", Map.of("refit on all", 0.5, "reading", 1.5),
                "provenance",
                    Map.of("started", strange.getOrDefault("started", "2001-06-07T00:00:00Z")),
                "files", hashes));
    Files.writeString(files.resolve("retrain.json"), result);
    registry.publish(
        new ModelVersion(
            ModelVersion.FORMAT,
            "2001-06-07T00:00:0%dZ".formatted(day),
            name,
            Digests.sha256(result),
            "2001-06-0" + day,
            parent,
            null,
            3,
            Map.of("day=2001-06-0" + day, "f"),
            "hash",
            "0.1.0"),
        0);
  }

  /** Publishes a version with a file that this release does not write in this way. */
  public static void publishDamaged(ModelRegistry registry, int day) throws IOException {
    publish(registry, day, 1L, Map.of(Verdict.FILE, "{}"));
  }

  private static Verdict verdict(int day, @Nullable Long parent, String sentence) {
    Verdict.Scores scores = new Verdict.Scores(2.5, Double.NaN);
    return new Verdict(
        parent == null,
        sentence,
        "2001-06-0" + day,
        new Verdict.Newest("2001-06-01", "2001-06-0" + day, 1, 20),
        "rmse",
        scores,
        parent == null ? null : new Verdict.Champion(parent, "2001-06-05", scores),
        parent == null ? null : new Improvement(-0.5, -0.75, -0.25, 0.95),
        List.of(),
        List.of(
            new Drift("a", 0.125, null, null, null, null),
            new Drift("b", 0.5, null, null, null, null)),
        List.of(),
        List.of());
  }
}
