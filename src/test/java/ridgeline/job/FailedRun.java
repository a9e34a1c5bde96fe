package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is left of a run that failed. */
final class FailedRun {
  private FailedRun() {}

  /** Checks that only the status is left, with the exit code and the message that was printed. */
  static void assertLeftOnlyItsStatus(Path out, int exitCode, String err) {
    try (var files = Files.list(out)) {
      assertThat(files).containsExactly(out.resolve("status.json"));
      JsonNode status = new JsonMapper().readTree(out.resolve("status.json").toFile());
      assertThat(status.path("state").asText()).isEqualTo("FAILED");
      assertThat(status.path("exitCode").asInt()).isEqualTo(exitCode);
      assertThat(err).contains(status.path("message").asText());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
