package ridgeline.job.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.job.failure.FailureReport;

/** What a scheduler reads during a run and after it. */
@Tag("plain")
class StatusFileTest {
  @TempDir private Path parent = Path.of("");

  private OutputDirectory directory() {
    return OutputDirectory.create(parent.resolve("out").toString(), "sweep", new Configuration());
  }

  private JsonNode status() throws IOException {
    return new JsonMapper().readTree(parent.resolve("out/status.json").toFile());
  }

  @Test
  void reportsThatARunHasStarted() throws IOException {
    StatusFile file = new StatusFile(directory(), "sweep");
    file.close();
    assertThat(status().path("state").asText()).isEqualTo("RUNNING");
    assertThat(status().path("job").asText()).isEqualTo("sweep");
    assertThat(status().path("exitCode").isNull()).isTrue();
    assertThat(Instant.parse(status().path("updated").asText()))
        .isBetween(Instant.parse(status().path("started").asText()), Instant.now());
  }

  @Test
  void movesOnWhileTheRunLives() throws Exception {
    try (StatusFile file = new StatusFile(directory(), "sweep")) {
      file.application("app-1");
      file.stage("solving");
      awaitChange(); // at once
      file.progress(42, 500);
      awaitChange();
      awaitChange();
      assertThat(status().path("stage").asText()).isEqualTo("solving");
      assertThat(status().path("done").asInt()).isEqualTo(42);
      assertThat(status().path("planned").asInt()).isEqualTo(500);
      assertThat(status().path("applicationId").asText()).isEqualTo("app-1");
    }
  }

  private void awaitChange() throws Exception {
    String before = status().path("updated").asText();
    for (int wait = 0; wait < 200; wait++) {
      if (!status().path("updated").asText().equals(before)) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("the status does not change: " + status());
  }

  @Test
  void reportsHowARunEnded() throws IOException {
    OutputDirectory directory = directory();
    new StatusFile(directory, "sweep").end(new FailureReport(3, "no rows"));
    assertThat(status().path("state").asText()).isEqualTo("FAILED");
    assertThat(status().path("exitCode").asInt()).isEqualTo(3);
    assertThat(status().path("message").asText()).isEqualTo("no rows");
    directory.finish(writer -> writer.write("{}"));
    new StatusFile(directory, "sweep").done();
    assertThat(status().path("state").asText()).isEqualTo("DONE");
    assertThat(status().path("exitCode").asInt()).isZero();
  }

  @Test
  void doesNotSpeakForARunThatTookTheDirectory() throws IOException {
    StatusFile file = new StatusFile(directory(), "sweep");
    Files.writeString(parent.resolve("out/_unfinished"), "another run");
    Files.writeString(parent.resolve("out/status.json"), "its status");
    file.end(new FailureReport(1, "too late"));
    assertThat(parent.resolve("out/status.json")).hasContent("its status");
  }
}
