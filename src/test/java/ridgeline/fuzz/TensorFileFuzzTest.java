package ridgeline.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.neural.torch.TensorFile;

/** Any bytes are refused with a sentence, or are all arrays that there have to be. */
@Tag("plain")
class TensorFileFuzzTest {
  private static final Path FILE =
      Path.of("src/test/resources/releases/0.1.0/network/parameters.safetensors");

  private static final List<String> WORDS =
      List.of(
          "F32", "F64", "I64", "dtype", "shape", "data_offsets", "__metadata__", "0.dense.weight");

  private final byte[] whole;
  private final JsonNode header;
  private final Map<String, List<Integer>> shapes;
  private int read;

  TensorFileFuzzTest() throws IOException {
    whole = Files.readAllBytes(FILE);
    header = new JsonMapper().readTree(Arrays.copyOfRange(whole, 8, whole.length - values()));
    shapes =
        Map.of(
            "0.dense.weight", List.of(4, 5),
            "0.dense.bias", List.of(4),
            "1.batchNorm.weight", List.of(4),
            "1.batchNorm.bias", List.of(4),
            "1.batchNorm.running_mean", List.of(4),
            "1.batchNorm.running_var", List.of(4),
            "4.dense.weight", List.of(1, 4),
            "4.dense.bias", List.of(1));
  }

  private int values() {
    return whole.length - 8 - (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  private void check(Input input) throws Exception {
    Map<String, float[]> arrays =
        Fuzz.readOrRefuse(
                () ->
                    TensorFile.read(
                        new ByteArrayInputStream(input.content), input.content.length, shapes),
                List.of(IOException.class))
            .orElse(null);
    if (arrays != null) {
      read++;
      assertThat(arrays.keySet()).isEqualTo(shapes.keySet());
      ByteBuffer values = ByteBuffer.allocate(input.content.length).order(ByteOrder.LITTLE_ENDIAN);
      arrays.forEach(
          (name, array) -> {
            assertThat(array)
                .hasSize(
                    shapes.get(name).stream()
                        .mapToInt(Integer::intValue)
                        .reduce(1, (a, b) -> a * b));
            for (float value : array) {
              values.putInt(Float.floatToRawIntBits(value));
            }
          });
      byte[] all = Arrays.copyOf(values.array(), values.position());
      assertThat(input.content).endsWith(all);
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Input(byte[] content) {
    @Override
    public String toString() {
      return HexFormat.of().formatHex(content);
    }
  }

  @Test
  void theFileItself() throws Exception {
    check(new Input(whole));
    assertThat(read).isOne();
  }

  @Test
  void bytes() {
    Fuzz.check(
        20_000, random -> new Input(Mutator.bytes(List.of(whole), WORDS, random)), this::check);
    assertThat(read).isGreaterThan(Fuzz.share(200));
  }

  @Test
  void headers() {
    TreeMutator mutator = new TreeMutator(WORDS, "");
    Fuzz.check(
        20_000, random -> file(mutator.damaged(List.of(header), random), random), this::check);
    assertThat(read).isGreaterThan(Fuzz.share(50));
  }

  /** A file with another header, and at times with more or fewer values. */
  private Input file(JsonNode other, SplittableRandom random) {
    byte[] text = other.toString().getBytes(StandardCharsets.UTF_8);
    byte[] values = Arrays.copyOfRange(whole, whole.length - values(), whole.length);
    int size = values.length + (random.nextInt(4) == 0 ? random.nextInt(9) - 4 : 0);
    return new Input(
        ByteBuffer.allocate(8 + text.length + size)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(text.length)
            .put(text)
            .put(Arrays.copyOf(values, size))
            .array());
  }
}
