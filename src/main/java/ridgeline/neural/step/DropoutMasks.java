package ridgeline.neural.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import ridgeline.neural.torch.ForwardPass;
import ridgeline.neural.torch.NativeArray;

/**
 * The factors by which dropout layers multiply values while a network is trained: 0, or 1 divided
 * by the share that is kept (Srivastava et al. 2014, section 10). One array for each layer, in
 * memory that the next step reuses; used by one thread.
 */
final class DropoutMasks {
  private final List<NativeArray> masks = new ArrayList<>();

  /** The masks of one step, layer by layer. */
  ForwardPass.Masks of(NDManager step, SplittableRandom random) {
    return new ForwardPass.Masks() {
      private int layer;

      @Override
      public NDArray next(double rate, Shape shape) {
        int size = Math.toIntExact(shape.size());
        NativeArray mask = ofLayer(layer++, size);
        draw(mask.values(), size, rate, random);
        return mask.view(step, shape);
      }
    };
  }

  private NativeArray ofLayer(int layer, int size) {
    if (layer == masks.size()) {
      masks.add(NativeArray.zeros(size));
    } else if (masks.get(layer).values().capacity() < size) {
      masks.set(layer, NativeArray.zeros(size));
    }
    return masks.get(layer);
  }

  /** Draws two factors from each random number. */
  private static void draw(FloatBuffer mask, int size, double rate, SplittableRandom random) {
    float kept = (float) (1 / (1 - rate));
    long zeros = (long) (rate * (1L << 32));
    for (int k = 0; k < size; k += 2) {
      long bits = random.nextLong();
      mask.put(k, (bits & 0xFFFFFFFFL) < zeros ? 0 : kept);
      if (k + 1 < size) {
        mask.put(k + 1, (bits >>> 32) < zeros ? 0 : kept);
      }
    }
  }
}
