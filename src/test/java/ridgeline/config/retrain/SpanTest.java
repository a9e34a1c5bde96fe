package ridgeline.config.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("plain")
class SpanTest {
  @ParameterizedTest
  @CsvSource({
    "1 day, 2024-03-01, 2024-02-29, 1",
    "90 days, 2001-04-01, 2001-01-01, 90",
    "2 weeks, 2001-01-10, 2000-12-27, 14",
    "1 month, 2001-03-31, 2001-02-28, 31",
    "1 year, 2024-02-29, 2023-02-28, 366",
    "0 days, 2001-04-01, 2001-04-01, 0"
  })
  void spansAreOfTheCalendar(String text, LocalDate date, LocalDate before, long days) {
    Span span = Span.of(text);

    assertThat(span.before(date)).isEqualTo(before);
    assertThat(span.daysBefore(date)).isEqualTo(days);
    assertThat(span).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "days", "-7 days", "7 hours", "1.5 days", "7  days"})
  void otherTextsAreNotSpans(String text) {
    assertThatThrownBy(() -> Span.of(text)).hasMessage("not a span: " + text);
  }
}
