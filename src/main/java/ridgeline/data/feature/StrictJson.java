package ridgeline.data.feature;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ridgeline.config.text.Printable;
import ridgeline.data.sql.SparkMessage;

/** The JSON of a model's files, read strictly: no coercion, no unknown keys, no trailing text. */
public final class StrictJson {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private StrictJson() {}

  /**
   * Reads a record, whose constructor may throw an {@link IllegalArgumentException}.
   *
   * @param name name of the file, for messages
   * @throws IOException with a one-sentence message if the content is not valid
   */
  public static <T> T read(String name, byte[] content, Class<T> type) throws IOException {
    try {
      @Nullable T read = JSON.readValue(content, type);
      if (read == null) {
        throw new IOException(name + " is empty");
      }
      return read;
    } catch (ValueInstantiationException e) {
      throw refused("%s: %s".formatted(name, SparkMessage.firstLine(rootOf(e))), e);
    } catch (UnrecognizedPropertyException e) {
      throw refused("%s has an unknown key %s".formatted(name, path(e)), e);
    } catch (JsonMappingException e) {
      String path = path(e);
      throw refused(
          path.isEmpty()
              ? name + " does not have the expected format"
              : "%s does not have the expected format: %s has the wrong type".formatted(name, path),
          e);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      String reason = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
      throw refused("%s is not valid JSON: %s".formatted(name, reason), e);
    }
  }

  private static IOException refused(String message, Exception cause) {
    return new IOException(Printable.message(message), cause);
  }

  /** The path in a file, such as {@code label.steps[0].kind}. */
  private static String path(JsonMappingException error) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : error.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.toString();
  }

  private static Throwable rootOf(Throwable error) {
    @Nullable Throwable cause = error.getCause();
    return cause == null ? error : rootOf(cause);
  }

  /** The text of a record. */
  public static String write(Object value) throws IOException {
    return JSON.writeValueAsString(value);
  }

  /**
   * Checks the version of a file's format.
   *
   * @throws IllegalArgumentException if it is not {@code known}
   */
  public static void requireFormat(int format, int known) {
    if (format != known) {
      throw new IllegalArgumentException(
          "has format %d, but this release reads format %d".formatted(format, known));
    }
  }

  /**
   * Checks and copies a list that was read.
   *
   * @throws IllegalArgumentException if it is null or contains null
   */
  public static <T> List<T> complete(String key, @Nullable List<T> values) {
    if (values == null) {
      throw new IllegalArgumentException("has no " + key);
    }
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) == null) {
        throw new IllegalArgumentException("%s[%d] is null".formatted(key, i));
      }
    }
    return List.copyOf(values);
  }

  /**
   * Checks a value that was read.
   *
   * @throws IllegalArgumentException if it is null
   */
  public static <T> T present(String key, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException("has no " + key);
    }
    return value;
  }
}
