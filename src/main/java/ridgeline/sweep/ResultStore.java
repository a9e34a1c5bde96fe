package ridgeline.sweep;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import ridgeline.data.source.SavedPart;

/** Stores a {@link SweepResult} as JSON, beside a saved model. */
final class ResultStore {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .visibility(PropertyAccessor.ALL, JsonAutoDetect.Visibility.NONE)
          .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
          .build();

  private ResultStore() {}

  static String write(SweepResult result) {
    try {
      return MAPPER.writeValueAsString(StoredResult.of(result));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads a result.
   *
   * @param path of the directory of the text
   * @throws ridgeline.data.DataException if it is not one
   */
  static SweepResult read(String path, Supplier<String> text) {
    return SavedPart.read(
        path,
        () -> {
          try {
            return MAPPER.readValue(text.get(), StoredResult.class).result();
          } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
