package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.config.linear.SweepConfig;
import ridgeline.config.linear.SweepConfigReader;
import ridgeline.job.failure.UsageException;
import ridgeline.job.output.OutputDirectory;
import ridgeline.job.run.Run;

/** A sweep that was killed between its last file and its last status. */
@Tag("spark")
class CompletedRunTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path JOB = Path.of("conf/sweep-article.yaml");
  private static final List<String> OVERRIDES = List.of("grid.regParam.count=5");

  private static Path out = Path.of("");

  private static final String KILLED = "0b0b2dfd-8d4e-4d64-8d43-4ae2b4e4d6aa";

  @BeforeAll
  static void sweep(@TempDir Path directory) {
    out = directory.resolve("out");
    InProcess.sweep(JOB, out, OVERRIDES.toArray(String[]::new));
  }

  @BeforeEach
  void kill() throws IOException {
    ObjectNode status = (ObjectNode) status();
    status.put("state", "RUNNING").putNull("exitCode");
    JSON.writeValue(out.resolve("status.json").toFile(), status);
    Files.writeString(out.resolve("_unfinished"), KILLED);
    Files.write(out.resolve("_files-" + KILLED), List.of("cv.csv", "model", "sweep.json"));
    Files.createDirectories(out.resolve("checkpoint"));
    Files.writeString(out.resolve("checkpoint/state.json"), "{}");
  }

  private static JsonNode status() throws IOException {
    return JSON.readTree(out.resolve("status.json").toFile());
  }

  private static void runAgain(String job) throws Exception {
    OutputDirectory directory =
        OutputDirectory.create(
            out.toString(), "sweep", new Configuration(), Duration.ofMillis(500));
    SweepConfig config = SweepConfigReader.read(job, JOB.toString(), OVERRIDES);
    SweepCommand command = new SweepCommand();
    try (Run run = Run.begin()) {
      run.in(
          directory,
          "sweep",
          result -> SweepCommand.isOf(result, command.hash(config)),
          status -> {
            throw new AssertionError("it runs");
          });
    }
  }

  @Test
  void theSameJobCompletesItsStatus() throws Exception {
    byte[] result = Files.readAllBytes(out.resolve("sweep.json"));
    String application = status().path("applicationId").asText();
    runAgain(Files.readString(JOB));
    assertThat(out.resolve("sweep.json")).hasBinaryContent(result);
    assertThat(out.resolve("model/metadata")).exists();
    assertCompleted();
    assertThat(status().path("applicationId").asText()).isEqualTo(application);
    assertThat(out).isDirectoryNotContaining("glob:**_files-*");
    assertStays(out, result);
  }

  /** As left by a version that only removed its own manifest. */
  @Test
  void aManifestBesideAWholeResultGivesItToNobody() throws IOException {
    Files.delete(out.resolve("_unfinished"));
    assertStays(out, Files.readAllBytes(out.resolve("sweep.json")));
    Files.delete(out.resolve("_files-" + KILLED));
  }

  private static void assertStays(Path directory, byte[] result) {
    assertThat(SweepRun.of(JOB.toString(), "--out", directory.toString()).err())
        .contains("exists and is not empty");
    assertThat(directory.resolve("sweep.json")).hasBinaryContent(result);
    assertThat(directory.resolve("cv.csv")).exists();
    assertThat(directory.resolve("model/metadata")).exists();
  }

  @Test
  void anotherJobIsRefusedAndTheStatusCompletedAllTheSame() throws Exception {
    String another = Files.readString(JOB) + "\nrefit: statistics\n";
    assertThatThrownBy(() -> runAgain(another))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "--out %s holds the result of another job; choose another directory, or remove it"
                .formatted(out));
    assertCompleted();
  }

  private static void assertCompleted() throws IOException {
    assertThat(status().path("state").asText()).isEqualTo("DONE");
    assertThat(status().path("exitCode").asInt(-1)).isZero();
    assertThat(out.resolve("_unfinished")).doesNotExist();
    assertThat(out.resolve("checkpoint")).doesNotExist();
    assertThat(out.resolve("sweep.json")).exists();
  }
}
