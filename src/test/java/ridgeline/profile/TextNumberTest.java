package ridgeline.profile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextNumberTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "1 | PLAIN",
        "-1.5e3 | PLAIN",
        ".5 | PLAIN",
        "1,234 | GROUPED",
        "-12,345,678.9 | GROUPED",
        "3,5 | DECIMAL_COMMA",
        "1234,5678 | DECIMAL_COMMA",
        "$12.50 | UNIT",
        "12 % | UNIT",
        "$1,234 | UNIT",
        "30kg | UNIT",
        "-€5 | UNIT",
        "1,200.50 CHF | UNIT",
        "NA | MISSING",
        "n/a | MISSING",
        "\"\" | MISSING",
        "- | MISSING",
        "Ideal | NONE",
        "1.2.3 | NONE",
        "2024-01-01 | NONE",
        "12 or 13 | NONE",
        "SI2 | NONE",
        "4B | NONE",
        "2nd | NONE",
      })
  void aTextIsANumberOrNone(String text, TextNumber form) {
    assertThat(TextNumber.of(text)).isEqualTo(form);
  }
}
