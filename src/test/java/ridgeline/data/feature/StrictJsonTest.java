package ridgeline.data.feature;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a file of a model that is of another form. */
class StrictJsonTest {
  record Inner(double rate) {}

  record Outer(int format, List<Inner> inner) {}

  /** Without the words of Jackson, or the names of classes. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"format\": 1, \"evil\": 2} | x.json has an unknown key evil",
        "{\"format\": null} | x.json is not of its format: format has another kind of value",
        "{\"format\": 1.5} | x.json is not of its format: format has another kind of value",
        "{\"inner\": [{\"rate\": \"x\"}]} | x.json is not of its format: inner[0].rate has another kind of value",
        "[] | x.json is not of its format",
        "{\"format\": 1} {} | x.json is not of its format",
      })
  void otherFormsAreRefused(String content, String message) {
    assertThatThrownBy(
            () -> StrictJson.read("x.json", content.getBytes(StandardCharsets.UTF_8), Outer.class))
        .isInstanceOf(IOException.class)
        .hasMessage(message);
  }
}
