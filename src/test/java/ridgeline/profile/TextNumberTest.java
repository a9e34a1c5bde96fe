package ridgeline.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.spark.LocalSpark;

@Tag("spark")
class TextNumberTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "1 | WHOLE | ",
        "-1.5e3 | POINT | ",
        ".5 | POINT | ",
        "1,234 | GROUPED | ",
        "-12,345,678.9 | GROUPED | ",
        "3,5 | DECIMAL_COMMA | ",
        "0,123 | DECIMAL_COMMA | ",
        "-0,123 | DECIMAL_COMMA | ",
        "1234,5678 | DECIMAL_COMMA | ",
        "$12.50 | POINT | $",
        "12 % | WHOLE | %",
        "3,5 % | DECIMAL_COMMA | %",
        "3,5 kg | DECIMAL_COMMA | kg",
        "$1,234 | GROUPED | $",
        "30KG | WHOLE | kg",
        "-€5 | WHOLE | €",
        "5 km | WHOLE | km",
        "300 m | WHOLE | m",
        "1,200.50 CHF | GROUPED | chf",
        "NA | MISSING | ",
        "n/a | MISSING | ",
        "\"\" | MISSING | ",
        "- | MISSING | ",
        "Ideal | NONE | ",
        "1.2.3 | NONE | ",
        "1,2,3 kg | NONE | ",
        "12,34,5 | NONE | ",
        "2024-01-01 | NONE | ",
        "12 or 13 | NONE | ",
        "SI2 | NONE | ",
        "4B | NONE | ",
        "2nd | NONE | ",
      })
  void aTextIsANumberOrNot(String text, TextNumber.Form form, @Nullable String unit) {
    assertThat(TextNumber.of(text))
        .isEqualTo(new TextNumber(form, Objects.requireNonNullElse(unit, "")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3,5 | 3,5 | 3.5",
        "3,5 | -0,125 | -0.125",
        "1,234 | 1,234,567.5 | 1234567.5",
        "3,5 kg | 3,5 kg | 3.5",
        "3,5 kg | 12 KG | 12",
        "3,5 kg | 3,5 g | ",
        "12 m | 12 mm | ",
        "12 m | SI2 | ",
        "3,5 % | -4,0% | -4",
        "$1,234 | $1,234.50 | 1234.5",
        "$1,234 | 7 $ | 7",
        "$1,234 | -$ 5 | -5",
        "€5 | 3 | 3",
      })
  void anExpressionParsesTextsOfTheSameFormat(String of, String text, @Nullable Double number) {
    String expression = TextNumber.of(of).parsed("'%s'".formatted(text));
    Row row = LocalSpark.session().sql("SELECT " + expression).head();
    assertThat(row.get(0)).isEqualTo(number);
  }
}
