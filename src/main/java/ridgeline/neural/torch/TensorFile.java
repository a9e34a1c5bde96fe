package ridgeline.neural.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Named arrays in the safetensors format. */
public final class TensorFile {
  private static final int CHUNK = 1 << 16;

  private final Map<String, float[]> values = new LinkedHashMap<>();
  private final Map<String, List<Integer>> shapes = new LinkedHashMap<>();

  /** Adds an array, which is not copied. */
  public void put(String name, float[] array, List<Integer> shape) {
    values.put(name, array);
    shapes.put(name, shape);
  }

  public void write(OutputStream out) throws IOException {
    try (NDManager manager = PyTorchRuntime.manager()) {
      NDList list = new NDList();
      for (Map.Entry<String, float[]> entry : values.entrySet()) {
        List<Integer> shape = shapes.getOrDefault(entry.getKey(), List.of());
        NDArray array = NativeArray.of(entry.getValue()).view(manager, NativeArray.shape(shape));
        array.setName(entry.getKey());
        list.add(array);
      }
      list.encode(out, NDList.Encoding.SAFETENSORS);
    }
  }

  /**
   * Reads a file of arrays whose shapes are known. Nothing is allocated before the header has been
   * checked against them and the size of the file.
   *
   * @param bytes of the file
   * @param shapes by name, of all required arrays
   * @throws IOException if it is truncated, has another format, or has other arrays
   */
  public static Map<String, float[]> read(
      InputStream in, long bytes, Map<String, List<Integer>> shapes) throws IOException {
    List<TensorHeader.Place> places = TensorHeader.read(in, bytes, shapes);
    Map<String, float[]> arrays = new LinkedHashMap<>();
    byte[] buffer = new byte[CHUNK];
    for (TensorHeader.Place place : places) {
      arrays.put(place.name(), values(in, place, buffer));
    }
    return arrays;
  }

  private static float[] values(InputStream in, TensorHeader.Place place, byte[] buffer)
      throws IOException {
    float[] values = new float[place.size()];
    FloatBuffer floats = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    for (int at = 0; at < values.length; ) {
      int count = Math.min(values.length - at, buffer.length / Float.BYTES);
      if (in.readNBytes(buffer, 0, count * Float.BYTES) < count * Float.BYTES) {
        throw new IOException("it ends within " + place.name());
      }
      floats.get(0, values, at, count);
      at += count;
    }
    return values;
  }

  /**
   * Checks values that a network computes with.
   *
   * @throws IOException if one is NaN or infinite
   */
  public static float[] requireFinite(String name, float[] values) throws IOException {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IOException("a value of %s is %s".formatted(name, value));
      }
    }
    return values;
  }
}
