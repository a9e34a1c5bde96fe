package ridgeline.job.progress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the number of columns of a terminal is read. */
@Tag("plain")
class TerminalWidthTest {
  @ParameterizedTest
  @CsvSource({
    "'40 120\n', 120",
    "24 80, 80",
    "0 0, 80",
    "'', 80",
    "stty: no tty, 80",
    "1 99999, 80"
  })
  void columnsAreTheSecondNumberOrAUsualOne(String size, int columns) {
    assertThat(TerminalWidth.parse(size)).isEqualTo(columns);
  }
}
