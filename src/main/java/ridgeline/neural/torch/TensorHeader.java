package ridgeline.neural.torch;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ridgeline.config.text.Printable;

/** The header of a safetensors file, which gives the places of its arrays. */
final class TensorHeader {
  /** The maximum size of a header in bytes, as the format defines it. */
  private static final int MAX_HEADER = 100_000_000;

  private static final String METADATA = "__metadata__";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final TypeReference<Map<String, @Nullable JsonNode>> HEADER =
      new TypeReference<>() {};

  private TensorHeader() {}

  /**
   * An array of the file.
   *
   * @param size number of values
   */
  record Place(String name, int size, long begin) {}

  /** The entry of an array in the header. */
  private record Entry(
      @Nullable String dtype,
      @Nullable List<@Nullable Long> shape,
      @JsonProperty("data_offsets") @Nullable List<@Nullable Long> offsets) {}

  /**
   * Reads the header.
   *
   * @param bytes of the file
   * @param shapes by name, of all required arrays
   * @return the arrays in the order of the file
   * @throws IOException if the header is damaged or lists other arrays
   */
  static List<Place> read(InputStream in, long bytes, Map<String, List<Integer>> shapes)
      throws IOException {
    byte[] size = in.readNBytes(Long.BYTES);
    long length =
        size.length < Long.BYTES
            ? -1
            : ByteBuffer.wrap(size).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > MAX_HEADER || length > bytes - Long.BYTES) {
      throw new IOException("it is not a safetensors file: its header is larger than the file");
    }
    byte[] header = in.readNBytes((int) length);
    List<Place> places = new ArrayList<>();
    for (Map.Entry<String, @Nullable JsonNode> entry : parse(header).entrySet()) {
      if (!entry.getKey().equals(METADATA)) {
        places.add(place(entry.getKey(), entry.getValue(), shapes));
      }
    }
    requireAll(places, shapes);
    places.sort(Comparator.comparingLong(Place::begin).thenComparingInt(Place::size));
    long end = 0;
    for (Place place : places) {
      if (place.begin() != end) {
        throw new IOException("its arrays overlap or leave gaps at " + place.name());
      }
      end += (long) place.size() * Float.BYTES;
    }
    if (end != bytes - Long.BYTES - length) {
      throw new IOException(
          "its arrays have %,d bytes, but its header gives %,d"
              .formatted(bytes - Long.BYTES - length, end));
    }
    return places;
  }

  private static Map<String, @Nullable JsonNode> parse(byte[] header) throws IOException {
    try {
      @Nullable Map<String, @Nullable JsonNode> read = JSON.readValue(header, HEADER);
      if (read != null) {
        return read;
      }
    } catch (JsonProcessingException e) {
      throw new IOException("it is not a safetensors file: its header is not JSON", e);
    }
    throw new IOException("it is not a safetensors file: its header is null");
  }

  private static Place place(
      String name, @Nullable JsonNode node, Map<String, List<Integer>> shapes) throws IOException {
    List<Integer> shape = shapes.get(name);
    if (shape == null) {
      throw refused("it has %s, so it belongs to another network".formatted(name));
    }
    Entry entry;
    try {
      entry = node == null ? null : JSON.treeToValue(node, Entry.class);
    } catch (JsonProcessingException e) {
      throw new IOException("its header has an invalid entry for %s".formatted(name), e);
    }
    if (entry == null || entry.offsets() == null || entry.offsets().size() != 2) {
      throw new IOException("its header does not give the place of %s".formatted(name));
    }
    List<Long> expected = shape.stream().map(Integer::longValue).toList();
    if (!"F32".equals(entry.dtype()) || !expected.equals(entry.shape())) {
      throw refused(
          "%s is %s of %s, but the network has F32 of %s"
              .formatted(name, entry.dtype(), entry.shape(), shape));
    }
    Long begin = entry.offsets().get(0);
    Long end = entry.offsets().get(1);
    int size = shape.stream().reduce(1, Math::multiplyExact);
    if (begin == null
        || end == null
        || begin < 0
        || end < begin
        || end - begin != (long) size * Float.BYTES) {
      throw new IOException(
          "%s is at %s, but takes %,d bytes"
              .formatted(name, entry.offsets(), (long) size * Float.BYTES));
    }
    return new Place(name, size, begin);
  }

  private static IOException refused(String message) {
    return new IOException(Printable.message(message));
  }

  private static void requireAll(List<Place> places, Map<String, List<Integer>> shapes)
      throws IOException {
    List<String> names = places.stream().map(Place::name).toList();
    for (String name : shapes.keySet()) {
      if (!names.contains(name)) {
        throw new IOException("it has no %s, so it belongs to another network".formatted(name));
      }
    }
  }
}
