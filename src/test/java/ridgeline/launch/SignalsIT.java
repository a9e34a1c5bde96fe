package ridgeline.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs in separate processes, started by the launchers, that receive a signal. */
@Tag("process")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SignalsIT {
  private static final JsonMapper JSON = new JsonMapper();

  /** A job in which every pass over the rows takes some minutes. */
  private static final String SLOW =
      """
      name: slow
      data:
        sql: >-
          SELECT sin(id) AS x, cos(id) AS y FROM range(0, 40000000000, 1, 2)
        label: y
        numeric: [x]
      """;

  @TempDir private Path directory = Path.of("");

  private JobProcess start(String launcher, String job, Path out) throws IOException {
    Path file = Files.writeString(directory.resolve("job.yaml"), job);
    return JobProcess.start(
        directory,
        launcher,
        file.toString(),
        "--out",
        out.toString(),
        "--master",
        "local[2]",
        "--",
        "--conf",
        "spark.ui.enabled=false");
  }

  private static String stage(Path out) {
    try {
      return JSON.readTree(out.resolve("status.json").toFile()).path("stage").asText();
    } catch (IOException e) {
      return "";
    }
  }

  @ParameterizedTest
  @CsvSource({"jobs/sweep, TERM, 143", "jobs/compare, INT, 130"})
  void aSignalInASlowStageEndsTheJobAtOnce(String launcher, String signal, int exitCode)
      throws Exception {
    Path out = directory.resolve("out");
    String job = launcher.endsWith("sweep") ? SLOW : SLOW + "methods: [none, l2]\n";
    try (JobProcess process = start(launcher, job, out)) {
      process.await(() -> stage(out).equals("statistics"));
      process.signal(signal);
      JobProcess.Ended ended = process.end();
      assertThat(ended.exitCode()).as(ended.err()).isEqualTo(exitCode);
      assertThat(ended.err().strip().lines()).last().isEqualTo("interrupted by SIG" + signal);
    }
    assertInterrupted(out, signal, exitCode);
  }

  private static void assertInterrupted(Path out, String signal, int exitCode) throws IOException {
    try (var files = Files.list(out)) {
      assertThat(files).containsExactly(out.resolve("status.json"));
    }
    JsonNode status = JSON.readTree(out.resolve("status.json").toFile());
    assertThat(status.path("state").asText()).isEqualTo("FAILED");
    assertThat(status.path("message").asText()).isEqualTo("interrupted by SIG" + signal);
    assertThat(status.path("exitCode").asInt()).isEqualTo(exitCode);
  }

  /** The signal may come just before or after the model is complete. */
  @Test
  void aSignalWhileAModelIsWrittenLeavesAllOrNothing() throws Exception {
    Path out = directory.resolve("out");
    String job = Files.readString(Path.of("conf/sweep-article.yaml"));
    try (JobProcess process = start("jobs/sweep", job, out)) {
      process.await(() -> Files.exists(out.resolve("cv.csv")) || !stage(out).isEmpty());
      process.await(() -> stage(out).equals("writing"));
      process.signal("TERM");
      JobProcess.Ended ended = process.end();
      if (Files.exists(out.resolve("sweep.json"))) {
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(out.resolve("status.json")).content().contains("DONE");
        assertThat(out.resolve("_unfinished")).doesNotExist();
      } else {
        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(143);
        assertInterrupted(out, "TERM", 143);
      }
    }
  }
}
