package ridgeline.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("plain")
class ConfigurationReferenceTest {

  private static final Path PAGE = Path.of("src/docs/configuration.md");

  @Test
  void committedPageIsWhatTheRecordsSay() throws IOException {
    String generated = ConfigurationReference.generate();
    if (Boolean.getBoolean("ridgeline.updateSchema")) {
      Files.writeString(PAGE, generated);
    }
    assertThat(Files.readString(PAGE))
        .as(
            "%s is out of date; update it with"
                + " mvn test -Dtest=ConfigurationReferenceTest -Dridgeline.updateSchema=true",
            PAGE)
        .isEqualTo(generated);
  }
}
