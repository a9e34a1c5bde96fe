package ridgeline.neural.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files of arrays are read, and which are refused. */
@Tag("plain")
class TensorFileTest {
  private static final Map<String, List<Integer>> SHAPES =
      Map.of("a", List.of(2, 2), "b", List.of(3));

  private static final String HEADER =
      "{'a': {'dtype': 'F32', 'shape': [2, 2], 'data_offsets': [0, 16]},"
          + " 'b': {'dtype': 'F32', 'shape': [3], 'data_offsets': [16, 28]}}";

  private static byte[] file(String header, int values) {
    byte[] text = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(8 + text.length + 4 * values).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(text.length).put(text);
    for (int k = 0; k < values; k++) {
      file.putFloat(k + 0.5f);
    }
    return file.array();
  }

  private static Map<String, float[]> read(byte[] file) throws IOException {
    return TensorFile.read(new ByteArrayInputStream(file), file.length, SHAPES);
  }

  @Test
  void theValuesInOrder() throws IOException {
    Map<String, float[]> read = read(file(HEADER, 7));
    assertThat(read.get("a")).containsExactly(0.5f, 1.5f, 2.5f, 3.5f);
    assertThat(read.get("b")).containsExactly(4.5f, 5.5f, 6.5f);
  }

  /** Values are read piece by piece. */
  @Test
  void anArrayLongerThanAPiece() throws IOException {
    int size = 50_001;
    byte[] file =
        file(
            "{'a': {'dtype': 'F32', 'shape': [%d], 'data_offsets': [0, %d]}}"
                .formatted(size, 4 * size),
            size);
    float[] read =
        TensorFile.read(new ByteArrayInputStream(file), file.length, Map.of("a", List.of(size)))
            .get("a");
    float[] expected = new float[size];
    for (int k = 0; k < size; k++) {
      expected[k] = k + 0.5f;
    }
    assertThat(read).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "null",
        "[]",
        "{'a': null}",
        "{'a': {'dtype': 'F32', 'shape': [2, 2], 'data_offsets': [0, 16]}}",
        "{'a': {'dtype': 'F64', 'shape': [2, 2], 'data_offsets': [0, 16]},"
            + " 'b': {'dtype': 'F32', 'shape': [3], 'data_offsets': [16, 28]}}",
        "{'a': {'dtype': 'F32', 'shape': [4], 'data_offsets': [0, 16]},"
            + " 'b': {'dtype': 'F32', 'shape': [3], 'data_offsets': [16, 28]}}",
        "{'a': {'dtype': 'F32', 'shape': [2, 2], 'data_offsets': [0, 16]},"
            + " 'b': {'dtype': 'F32', 'shape': [3], 'data_offsets': [0, 12]}}",
        "{'a': {'dtype': 'F32', 'shape': [2, 2], 'data_offsets': [0, 16]},"
            + " 'b': {'dtype': 'F32', 'shape': [3], 'data_offsets': [-12, 0]}}",
        "{'a': {'dtype': 'F32', 'shape': [2, 2], 'data_offsets': [0, null]},"
            + " 'b': {'dtype': 'F32', 'shape': [3], 'data_offsets': [16, 28]}}",
        "{'a': {'dtype': 'F32', 'shape': null, 'data_offsets': null},"
            + " 'b': {'dtype': 'F32', 'shape': [3], 'data_offsets': [16, 28]}}",
        "{'a': {'dtype': 'F32', 'shape': [2, 2], 'data_offsets': [0, 16]},"
            + " 'a': {'dtype': 'F32', 'shape': [2, 2], 'data_offsets': [0, 16]},"
            + " 'b': {'dtype': 'F32', 'shape': [3], 'data_offsets': [16, 28]}}"
      })
  void headersThatDoNotFit(String header) {
    assertThatThrownBy(() -> read(file(header, 7))).isInstanceOf(IOException.class);
  }

  @Test
  void aHeaderLongerThanTheFileTakesNoMemory() {
    for (long length : new long[] {1_000_000_000L, Long.MAX_VALUE, -1, 100_000_000L}) {
      byte[] file = file(HEADER, 7);
      ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      assertThatThrownBy(() -> read(file))
          .isInstanceOf(IOException.class)
          .hasMessage("it is not a safetensors file: its header is larger than the file");
    }
  }

  @Test
  void deepHeaders() {
    assertThatThrownBy(() -> read(file("{'a': ".repeat(100_000), 7)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void valuesThatAreNoNumbers() {
    assertThatThrownBy(() -> TensorFile.requireFinite("a", new float[] {1, Float.NaN}))
        .isInstanceOf(IOException.class)
        .hasMessage("a value of a is NaN");
  }

  /** However a file is damaged, it is read or refused. */
  @Test
  void damagedFiles() {
    SplittableRandom random = new SplittableRandom(7);
    byte[] whole = file(HEADER, 7);
    for (int trial = 0; trial < 5000; trial++) {
      byte[] damaged =
          trial % 2 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length + 9)) : whole.clone();
      for (int flips = random.nextInt(4); flips >= 0 && damaged.length > 0; flips--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        Map<String, float[]> read = read(damaged);
        assertThat(read.values().stream().mapToInt(array -> array.length).sum()).isEqualTo(7);
      } catch (IOException e) {
        assertThat(e.getMessage()).as("trial %d", trial).isNotBlank();
      }
    }
  }
}
