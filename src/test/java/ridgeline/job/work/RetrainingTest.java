package ridgeline.job.work;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.config.text.Digests;
import ridgeline.registry.ModelVersion;
import ridgeline.registry.RegistryException;
import ridgeline.registry.VersionFiles;
import ridgeline.registry.gate.VersionStatistics;

@Tag("plain")
class RetrainingTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void aVersionOfAnotherReleaseIsRefusedWithWhatToDo() throws IOException {
    String statistics = "{\"format\": 1}";
    String result =
        "{\"files\": {\"%s\": \"%s\"}}"
            .formatted(VersionStatistics.FILE, Digests.sha256(statistics));
    Files.writeString(directory.resolve(VersionStatistics.FILE), statistics);
    Files.writeString(directory.resolve(VersionFiles.RESULT), result, StandardCharsets.UTF_8);
    ModelVersion version =
        new ModelVersion(
            ModelVersion.FORMAT,
            "",
            "v",
            Digests.sha256(result),
            null,
            null,
            null,
            1,
            Map.of(),
            "",
            "");
    VersionFiles files = VersionFiles.open(directory.toString(), version, new Configuration());

    assertThatThrownBy(() -> Retraining.statistics(files))
        .isInstanceOf(RegistryException.class)
        .hasMessageMatching(
            ".*/statistics.json: has format 1, but this release reads format \\d; use the release"
                + " that wrote it, or fill another store with jobs/retrain --from and --to");
  }
}
