package ridgeline.neural;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;

/** Room for the inputs of some rows, scaled, in memory that PyTorch sees. */
final class InputBatch {
  private final NetworkShape shape;
  private final @Nullable Scaling scaling;
  private final NativeArray values;
  private final int width;
  private int count;

  /**
   * Makes room for so many rows.
   *
   * @param scaling of images; null for features, which are standardised before
   */
  InputBatch(NetworkShape shape, @Nullable Scaling scaling, int rows) {
    this.shape = shape;
    this.scaling = scaling;
    width = shape.inputSize();
    values = NativeArray.zeros(Math.multiplyExact(rows, width));
  }

  int count() {
    return count;
  }

  void clear() {
    count = 0;
  }

  /**
   * Adds a row.
   *
   * @param row its inputs, of which images are scaled in place
   */
  void add(float[] row) {
    if (scaling != null) {
      scaling.apply(row);
    }
    values.values().put(count * width, row);
    count++;
  }

  /** The rows as an array, in the same memory. */
  NDArray view(NDManager manager) {
    return values.view(manager, NativeArray.shape(count, shape.input()));
  }
}
