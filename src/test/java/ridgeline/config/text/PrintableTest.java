package ridgeline.config.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.config.Jobs;

/** Nothing in a job moves a terminal's cursor. */
@Tag("plain")
class PrintableTest {
  @ParameterizedTest
  @CsvSource({
    "'a\u001b[2Jb', 'a\\u001b[2Jb'",
    "'a\nb\tc\rd', 'a\\nb\\tc\\u000dd'",
    "'a\u009bb\u202ec\u2028d\ufeff', 'a\\u009bb\\u202ec\\u2028d\\ufeff'",
    "'\u00e9 \u4e16 \ud83d\ude00', '\u00e9 \u4e16 \ud83d\ude00'"
  })
  void controlCharactersAreEscaped(String text, String line) {
    assertThat(Printable.line(text)).isEqualTo(line);
  }

  @Test
  void linesStay() {
    assertThat(Printable.lines("a\n\tb\u001b")).isEqualTo("a\n\tb\\u001b");
  }

  @Test
  void namesOfALongListAreCounted() {
    List<String> names = IntStream.range(0, 1234).mapToObj(k -> "n" + k).toList();

    assertThat(Printable.named(names.subList(0, 10)))
        .isEqualTo("n0, n1, n2, n3, n4, n5, n6, n7, n8, n9");
    assertThat(Printable.named(names))
        .isEqualTo("n0, n1, n2, n3, n4, n5, n6, n7, n8, n9 and 1,224 more");
  }

  @Test
  void noProblemHasThem() {
    String evil = "x\u001b]0;title\u0007\nok: done";
    List<String> found =
        Jobs.problems(
            Jobs.LINE,
            "\"" + evil + "\"=1",
            "engine=\"" + evil.replace("\n", "\\n") + "\"",
            "data.interactions=[[\"a\u001b[1m\", b]]");
    assertThat(found)
        .isNotEmpty()
        .allMatch(line -> line.chars().noneMatch(Character::isISOControl));
  }
}
