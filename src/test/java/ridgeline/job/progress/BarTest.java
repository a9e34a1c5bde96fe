package ridgeline.job.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a bar shows in terminals of every width. */
@Tag("plain")
class BarTest {
  private static final Pattern BAR = Pattern.compile("\\[([=> ]*)\\]");

  private static final List<String> DETAILS =
      List.of("epoch 12/100 loss 0.500", "1:23:45, 0:12 left", "123,456 rows/s", "a long name");

  @ParameterizedTest
  @ValueSource(ints = {10, 30, 40, 60, 80, 100, 200, 300})
  void fitsAndLosesDetailsWhole(int columns) {
    String line = new Bar("training", 1, 3, DETAILS).render(columns);
    assertThat(line).hasSizeLessThan(columns);
    if (columns >= 40) {
      Matcher bar = BAR.matcher(line);
      assertThat(bar.find()).as(line).isTrue();
      assertThat(bar.group(1)).hasSizeBetween(10, 40);
      String after = line.substring(bar.end()).strip();
      assertThat(after.isEmpty() ? List.<String>of() : List.of(after.split(", (?!0:)")))
          .isSubsetOf(DETAILS);
    }
  }

  @Test
  void theMostImportantDetailsStayLongest() {
    Bar bar = new Bar("training", 1, 3, DETAILS);
    assertThat(bar.render(60)).contains("33%", "epoch 12/100 loss 0.500").doesNotContain("rows");
    assertThat(bar.render(80)).contains("loss 0.500, 1:23:45, 0:12 left").doesNotContain("rows");
    assertThat(bar.render(100)).contains("123,456 rows/s").doesNotContain("name");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, '     [                                        ]'",
    "0, 9, '  0% [                                        ]'",
    "5, 10, ' 50% [===================>                    ]'",
    "10, 10, '100% [========================================]'",
    "4000000000000, 4000000000000, '100% [========================================]'"
  })
  void isAsFullAsTheShareSays(long done, long planned, String drawn) {
    assertThat(new Bar("solving", done, planned, List.of()).render(100))
        .isEqualTo("solving    " + drawn);
  }
}
