package ridgeline.neural.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.neural.torch.TensorHeader.Place;

/** Headers only: the values that follow are not read. */
@Tag("plain")
class TensorHeaderTest {
  private static String entry(String name, List<Integer> shape, long begin, long end) {
    return "\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
        .formatted(name, shape, begin, end);
  }

  private static List<Place> read(String header, long values, Map<String, List<Integer>> shapes)
      throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer head = ByteBuffer.allocate(Long.BYTES + text.length + 1);
    head.order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).put(text).put((byte) 42);
    ByteArrayInputStream in = new ByteArrayInputStream(head.array());
    List<Place> places =
        TensorHeader.read(in, Long.BYTES + text.length + values * Float.BYTES, shapes);
    assertThat(in.read()).as("the first byte of the values").isEqualTo(42);
    return places;
  }

  /** Arrays of any shape, also scalars and empty ones, listed in another order than in the file. */
  @Test
  void thePlacesOfAllArraysInTheirOrder() throws IOException {
    long seed = 9;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      Map<String, List<Integer>> shapes = new TreeMap<>();
      List<String> entries = new ArrayList<>();
      List<Place> expected = new ArrayList<>();
      long end = 0;
      for (int k = random.nextInt(6); k >= 0; k--) {
        List<Integer> shape = random.ints(random.nextInt(4), 0, 5).boxed().toList();
        int size = shape.stream().reduce(1, (a, b) -> a * b);
        String name = "layer%d.weight".formatted(k);
        shapes.put(name, shape);
        expected.add(new Place(name, size, end));
        entries.add(entry(name, shape, end, end + 4L * size));
        end += 4L * size;
      }
      entries.add("\"__metadata__\":{\"format\":\"pt\"}");
      Collections.shuffle(entries, random);
      String header = entries.stream().collect(Collectors.joining(",", "{", "}"));
      List<Place> places = read(header, end / 4, shapes);
      assertThat(places).as("seed %d: %s", seed, header).hasSameElementsAs(expected);
      assertThat(places.stream().filter(place -> place.size() > 0))
          .as("seed %d: %s", seed, header)
          .isEqualTo(expected.stream().filter(place -> place.size() > 0).toList());
    }
  }

  /** The places of a, with 2 values, and of b, with 3. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 8 | 12 | 24 | 6 | its arrays overlap or leave gaps at b",
        "0 | 8 | 4 | 16 | 5 | its arrays overlap or leave gaps at b",
        "4 | 12 | 12 | 24 | 6 | its arrays overlap or leave gaps at a",
        "0 | 8 | 8 | 16 | 5 | b is at [8, 16], but takes 12 bytes",
        "0 | -8 | 8 | 20 | 5 | a is at [0, -8], but takes 8 bytes",
        "0 | 8 | 8 | 20 | 6 | its arrays have 24 bytes, but its header gives 20",
        "0 | 8 | 8 | 20 | 4 | its arrays have 16 bytes, but its header gives 20"
      })
  void placesThatDoNotFit(long a, long aEnd, long b, long bEnd, long values, String message) {
    Map<String, List<Integer>> shapes = Map.of("a", List.of(2), "b", List.of(3));
    String header =
        "{%s,%s}".formatted(entry("a", List.of(2), a, aEnd), entry("b", List.of(3), b, bEnd));
    assertThatThrownBy(() -> read(header, values, shapes))
        .isInstanceOf(IOException.class)
        .hasMessage(message);
  }

  @Test
  void arraysOfAnotherNetwork() {
    String header = "{%s}".formatted(entry("a", List.of(2), 0, 8));
    assertThatThrownBy(() -> read(header, 2, Map.of("a", List.of(2), "b", List.of(3))))
        .hasMessage("it has no b, so it belongs to another network");
    assertThatThrownBy(() -> read(header, 2, Map.of()))
        .hasMessage("it has a, so it belongs to another network");
    String other = "{%s}".formatted(entry("a\\n" + "b".repeat(5000), List.of(2), 0, 8));
    assertThatThrownBy(() -> read(other, 2, Map.of("a", List.of(2))))
        .hasMessageStartingWith("it has a\\nbbb")
        .message()
        .hasSizeLessThan(1010);
    assertThatThrownBy(() -> read(header, 2, Map.of("a", List.of(1, 2))))
        .hasMessage("a is F32 of [2], but the network has F32 of [1, 2]");
  }

  @Test
  void whatIsNoHeader() {
    assertThatThrownBy(() -> read("{} {}", 0, Map.of()))
        .hasMessage("it is not a safetensors file: its header is not JSON");
    assertThatThrownBy(() -> read("null", 0, Map.of()))
        .hasMessage("it is not a safetensors file: its header is null");
    byte[] cut = {1, 0, 0};
    assertThatThrownBy(() -> TensorHeader.read(new ByteArrayInputStream(cut), 3, Map.of()))
        .hasMessage("it is not a safetensors file: its header is larger than the file");
  }
}
