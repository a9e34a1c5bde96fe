package ridgeline.neural.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import java.nio.file.Files;
import java.nio.file.Path;
import ridgeline.config.neural.LayerConfig;

/**
 * Convolves images. PyTorch delegates this to oneDNN. On virtual machines that hide the caches and
 * cores of the processor, oneDNN 3.3 to 3.7 (in PyTorch 2.3 to 2.7) has been seen to convolve some
 * shapes wrongly and to write out of bounds. On those machines, it is only used for shapes that
 * were verified; others are computed as a matrix product, which takes up to six times as long, like
 * PyTorch without oneDNN.
 */
final class Convolution {
  /** Where Linux describes the first cache. */
  private static final Path CACHE = Path.of("/sys/devices/system/cpu/cpu0/cache/index0");

  private static final boolean HIDDEN_CACHES =
      System.getProperty("os.name").equals("Linux")
          && System.getProperty("os.arch").equals("amd64")
          && !Files.exists(CACHE);

  /** oneDNN processes channels and filters in blocks of this size, an AVX-512 vector. */
  private static final int BLOCK = 16;

  /** Images with at most this many channels were verified too. */
  private static final int FEW_CHANNELS = 3;

  private Convolution() {}

  /**
   * Convolves images.
   *
   * @param images rows x channels x height x width
   * @param weights filters x channels x kernel x kernel
   * @param bias one number for each filter
   * @return rows x filters x height x width
   */
  static NDArray apply(LayerConfig.Conv conv, NDArray images, NDArray weights, NDArray bias) {
    return HIDDEN_CACHES && !isVerified(conv, images.getShape())
        ? ofPatches(conv, images, weights, bias)
        : ofPyTorch(conv, images, weights, bias);
  }

  private static boolean isVerified(LayerConfig.Conv conv, Shape images) {
    long channels = images.get(1);
    boolean fillsBlocks =
        conv.conv() % BLOCK == 0 && (channels <= FEW_CHANNELS || channels % BLOCK == 0);
    boolean slides = images.get(2) > conv.kernel() && images.get(3) > conv.kernel();
    return fillsBlocks
        && slides
        && conv.stride() == 1
        && conv.padding() <= 1
        && (conv.kernel() == 1 || conv.kernel() == 3);
  }

  private static NDArray ofPyTorch(
      LayerConfig.Conv conv, NDArray images, NDArray weights, NDArray bias) {
    return Conv2d.conv2d(
            images,
            weights,
            bias,
            new Shape(conv.stride(), conv.stride()),
            new Shape(conv.padding(), conv.padding()),
            new Shape(1, 1))
        .singletonOrThrow();
  }

  /**
   * Convolves as a matrix product: a row of the matrix is what a filter sees at one position
   * (unrolling, Chellapilla et al. 2006).
   */
  static NDArray ofPatches(LayerConfig.Conv conv, NDArray images, NDArray weights, NDArray bias) {
    int padding = conv.padding();
    NDArray padded =
        padding == 0 ? images : images.pad(new Shape(padding, padding, padding, padding), 0);
    NDArray pixels = padded.transpose(0, 2, 3, 1);
    long height = pixels.getShape().get(1) - conv.kernel() + 1;
    long width = pixels.getShape().get(2) - conv.kernel() + 1;
    NDList shifted = new NDList();
    for (int y = 0; y < conv.kernel(); y++) {
      for (int x = 0; x < conv.kernel(); x++) {
        shifted.add(
            pixels.get(
                new NDIndex()
                    .addAllDim()
                    .addSliceDim(y, y + height, conv.stride())
                    .addSliceDim(x, x + width, conv.stride())
                    .addAllDim()));
      }
    }
    NDArray patches = NDArrays.concat(shifted, 3);
    NDArray filters = weights.transpose(0, 2, 3, 1).reshape(weights.getShape().get(0), -1);
    return Linear.linear(patches, filters, bias).singletonOrThrow().transpose(0, 3, 1, 2);
  }
}
