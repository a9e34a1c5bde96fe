package ridgeline.sweep;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
   * @param path where it was, for messages
   * @throws ridgeline.data.DataException if it is not one
   */
  static SweepResult read(String path, String json) {
    try {
      return MAPPER.readValue(json, StoredResult.class).result();
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw SavedPart.damaged(path, e);
    }
  }
}
