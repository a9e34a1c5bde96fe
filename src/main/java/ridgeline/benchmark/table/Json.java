package ridgeline.benchmark.table;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes records as indented JSON. */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Json() {}

  public static void write(Object value, Path file) throws IOException {
    try (Writer writer = Files.newBufferedWriter(file)) {
      MAPPER.writeValue(writer, value);
    }
  }
}
