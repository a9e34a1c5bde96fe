package ridgeline.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Words that {@code src/docs/contributing.md} asks for others instead of. */
@Tag("plain")
class WordsTest {
  private static final Pattern AVOIDED =
      Pattern.compile(
          "\\b(tells?|told|for want of|any more|befell|kin|goes on|go on|no number)\\b",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern TEXT =
      Pattern.compile(".*\\.(java|md|html|js|css|yaml|py|R)|jobs/[a-z-]+");

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "src/docs", "src/main", "jobs", "conf", "docker"})
  void areNotWhereAPersonReads(String root) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of(root))) {
      for (Path file : files.filter(path -> TEXT.matcher(path.toString()).matches()).toList()) {
        if (Files.isRegularFile(file)) {
          List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
          for (int i = 0; i < lines.size(); i++) {
            if (AVOIDED.matcher(lines.get(i)).find()) {
              found.add("%s:%d: %s".formatted(file, i + 1, lines.get(i).strip()));
            }
          }
        }
      }
    }
    assertThat(found).isEmpty();
  }
}
