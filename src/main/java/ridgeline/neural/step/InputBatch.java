package ridgeline.neural.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ridgeline.neural.network.ChannelNormalisation;
import ridgeline.neural.network.NetworkArchitecture;
import ridgeline.neural.torch.NativeArray;

/**
 * A buffer for the scaled inputs of some rows, in memory shared with PyTorch. Images are stored
 * pixel by pixel, each with all its channels, because PyTorch convolves and pools them fastest that
 * way.
 */
public final class InputBatch {
  private static final int MAX_ROWS = 256;
  private static final int MAX_VALUES = 1 << 23;

  private final NetworkArchitecture architecture;
  private final @Nullable ChannelNormalisation normalisation;
  private final NativeArray values;
  private final int width;
  private int count;

  /**
   * Allocates a buffer for a number of rows.
   *
   * @param normalisation of images; null for features, which are already standardised
   */
  public InputBatch(
      NetworkArchitecture architecture, @Nullable ChannelNormalisation normalisation, int rows) {
    this.architecture = architecture;
    this.normalisation = normalisation;
    width = architecture.inputSize();
    values = NativeArray.zeros(Math.multiplyExact(rows, width));
  }

  /** The number of rows to pass through a network at once for evaluation. */
  public static int rowsAtOnce(NetworkArchitecture architecture) {
    return Math.max(1, Math.min(MAX_ROWS, MAX_VALUES / architecture.inputSize()));
  }

  int count() {
    return count;
  }

  public void clear() {
    count = 0;
  }

  /**
   * Adds a row.
   *
   * @param row its inputs, channel by channel; images are scaled in place
   */
  public void add(float[] row) {
    if (normalisation != null) {
      normalisation.apply(row);
    }
    int channels = isOfImages() ? architecture.input().get(0) : 1;
    if (channels == 1) {
      values.values().put(count * width, row);
    } else {
      interleave(row, channels);
    }
    count++;
  }

  private void interleave(float[] row, int channels) {
    int pixels = width / channels;
    int at = count * width;
    for (int pixel = 0; pixel < pixels; pixel++) {
      for (int channel = 0; channel < channels; channel++) {
        values.values().put(at++, row[channel * pixels + pixel]);
      }
    }
  }

  private boolean isOfImages() {
    return architecture.input().size() == 3;
  }

  /** The rows as an array in the same memory; for images rows x channels x height x width. */
  NDArray view(NDManager manager) {
    if (isOfImages()) {
      List<Integer> input = architecture.input();
      Shape pixels = new Shape(count, input.get(1), input.get(2), input.get(0));
      return values.view(manager, pixels).transpose(0, 3, 1, 2);
    }
    return values.view(manager, NativeArray.shape(count, architecture.input()));
  }
}
