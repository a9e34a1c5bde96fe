package ridgeline.data.feature;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The messages for files of a model that have another form. */
@Tag("plain")
class StrictJsonTest {
  record Inner(double rate) {}

  record Outer(int format, List<Inner> inner) {}

  /** Neither Jackson's wording nor the names of classes are shown. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"format\": 1, \"evil\": 2} | x.json has an unknown key evil",
        "{\"format\": null} | x.json does not have the expected format: format has the wrong type",
        "{\"format\": 1.5} | x.json does not have the expected format: format has the wrong type",
        "{\"inner\": [{\"rate\": \"x\"}]} | x.json does not have the expected format: inner[0].rate has the wrong type",
        "{\"format\": 1, \"a\\nb\": 1} | x.json has an unknown key a\\nb",
        "[] | x.json does not have the expected format",
        "{\"format\": 1} {} | x.json does not have the expected format",
      })
  void otherFormsAreRefused(String content, String message) {
    assertThatThrownBy(
            () -> StrictJson.read("x.json", content.getBytes(StandardCharsets.UTF_8), Outer.class))
        .isInstanceOf(IOException.class)
        .hasMessage(message);
  }

  @Test
  void aMessageHasABound() {
    String content = "{\"format\": 1, \"%s\": 1}".formatted("a".repeat(40_000));
    assertThatThrownBy(
            () -> StrictJson.read("x.json", content.getBytes(StandardCharsets.UTF_8), Outer.class))
        .hasMessageStartingWith("x.json has an unknown key aaa")
        .hasMessageEndingWith("aaa...")
        .message()
        .hasSizeLessThan(1010);
  }
}
