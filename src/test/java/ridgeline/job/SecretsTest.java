package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret in a job file is in nothing that the job writes. */
class SecretsTest {
  @Test
  void noFileOfASweepHoldsASecret(@TempDir Path directory) throws Exception {
    Path job =
        Files.writeString(
            directory.resolve("job.yaml"),
            """
            name: secrets
            data:
              sql: >-
                SELECT id AS y, sin(id) AS x FROM range(60)
                WHERE 'https://ann:hunter2@host/rows?token=hunter2&day=1' <> ''
              label: y
              numeric: [x]
            grid: {regParam: {count: 5}}
            """);
    Path out = directory.resolve("out");
    InProcess.sweep(job, out);
    List<Path> files;
    try (Stream<Path> walked = Files.walk(out)) {
      files = walked.filter(Files::isRegularFile).toList();
    }
    assertThat(files).contains(out.resolve("sweep.json"), out.resolve("report.html"));
    for (Path file : files) {
      assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
          .as(file.toString())
          .doesNotContain("hunter2");
    }
    assertThat(out.resolve("sweep.json")).content().contains("token=*********(redacted)&day=1");
  }
}
