package ridgeline.neural;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Named arrays in the format safetensors. */
final class TensorFile {
  private final Map<String, float[]> values = new LinkedHashMap<>();
  private final Map<String, List<Integer>> shapes = new LinkedHashMap<>();

  /** Adds an array, which is not copied. */
  void put(String name, float[] array, List<Integer> shape) {
    values.put(name, array);
    shapes.put(name, shape);
  }

  void write(OutputStream out) throws IOException {
    try (NDManager manager = Torch.manager()) {
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
   * Reads a file.
   *
   * @throws IOException if it is cut short, or of another format
   */
  static Map<String, float[]> read(InputStream in) throws IOException {
    Map<String, float[]> arrays = new LinkedHashMap<>();
    try (NDManager manager = Torch.manager()) {
      for (NDArray array : decode(manager, in)) {
        arrays.put(array.getName(), array.toFloatArray());
      }
    }
    return arrays;
  }

  private static NDList decode(NDManager manager, InputStream in) throws IOException {
    try {
      return NDList.decode(manager, in);
    } catch (RuntimeException e) {
      throw new IOException("it is no safetensors file: " + e.getMessage(), e);
    }
  }

  /**
   * An array of a file.
   *
   * @throws IOException if there is none of that name and size
   */
  static float[] get(Map<String, float[]> arrays, String name, int size) throws IOException {
    float[] array = arrays.get(name);
    if (array == null || array.length != size) {
      throw new IOException(
          "it has no %s of %,d values, so it is of another network".formatted(name, size));
    }
    return array;
  }
}
