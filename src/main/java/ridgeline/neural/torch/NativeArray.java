package ridgeline.neural.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Memory shared by Java and PyTorch.
 *
 * @param values its content; changes are visible in every array on it
 * @param bytes the same memory
 */
public record NativeArray(FloatBuffer values, ByteBuffer bytes) {
  /** The alignment of addresses for vector instructions, in bytes. */
  private static final int ALIGNMENT = 64;

  public static NativeArray zeros(int size) {
    int length = Math.multiplyExact(size, Float.BYTES);
    // The aligned slice loses up to one unit at each end.
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.addExact(length, 2 * ALIGNMENT))
            .alignedSlice(ALIGNMENT)
            .slice(0, length)
            .order(ByteOrder.nativeOrder());
    return new NativeArray(bytes.asFloatBuffer(), bytes);
  }

  public static NativeArray of(float[] values) {
    NativeArray array = zeros(values.length);
    array.values.put(0, values);
    return array;
  }

  public float[] copy() {
    float[] copy = new float[values.capacity()];
    values.get(0, copy);
    return copy;
  }

  /** The first values as a PyTorch array in the same memory. */
  public NDArray view(NDManager manager, Shape shape) {
    int size = Math.toIntExact(shape.size()) * Float.BYTES;
    return manager.create(
        bytes.slice(0, size).order(ByteOrder.nativeOrder()), shape, DataType.FLOAT32);
  }

  public static Shape shape(List<Integer> dimensions) {
    return new Shape(dimensions.stream().mapToLong(Integer::longValue).toArray());
  }

  public static Shape shape(int rows, List<Integer> dimensions) {
    return new Shape(rows).addAll(shape(dimensions));
  }
}
