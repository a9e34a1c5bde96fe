package ridgeline.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Python has the params of Java. */
@Tag("plain")
class PythonParamsTest {
  private static final Path MODULE = Path.of("src/main/python/ridgeline/_params.py");

  @Test
  void thePythonModuleMatchesTheJavaParams() throws IOException {
    String generated = PythonParams.module();
    if (Boolean.getBoolean("ridgeline.updateSchema")) {
      Files.writeString(MODULE, generated);
    }
    assertThat(Files.readString(MODULE))
        .as(
            "%s is out of date; update it with"
                + " mvn test -Dtest=PythonParamsTest -Dridgeline.updateSchema=true",
            MODULE)
        .isEqualTo(generated);
  }
}
