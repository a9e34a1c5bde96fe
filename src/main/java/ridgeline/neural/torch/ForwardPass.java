package ridgeline.neural.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ridgeline.config.neural.LayerConfig;
import ridgeline.neural.network.LayerShape;
import ridgeline.neural.network.NetworkArchitecture;

/** Applies the layers of a network to arrays. */
public final class ForwardPass {
  /** Share of the running statistics that a batch keeps: 1 minus PyTorch's momentum. */
  private static final float KEPT = 0.9f;

  private static final float EPSILON = 1e-5f;

  private ForwardPass() {}

  /** Supplies the masks of dropout layers, in their order. */
  @FunctionalInterface
  public interface Masks {
    /**
     * The factors of values: 0, or 1 divided by the share that is kept.
     *
     * @param rate share of zeros
     */
    NDArray next(double rate, Shape shape);
  }

  /**
   * The outputs for some rows.
   *
   * @param parameters in the order of {@link NetworkArchitecture#parameterShapes}; running
   *     statistics are changed while training
   * @param masks null for evaluation: then nothing is dropped, and batches are normalised by the
   *     running statistics
   */
  public static NDArray apply(
      NetworkArchitecture network, NDArray rows, List<NDArray> parameters, @Nullable Masks masks) {
    NDArray x = rows;
    Iterator<NDArray> next = parameters.iterator();
    for (LayerShape layer : network.layers()) {
      x = layer.layer().accept(new Layer(x, next, masks));
    }
    return x;
  }

  /**
   * Applies one layer to an array.
   *
   * @param next the parameters of the layer, and then of those after it
   */
  private record Layer(NDArray x, Iterator<NDArray> next, @Nullable Masks masks)
      implements LayerConfig.Visitor<NDArray> {
    @Override
    public NDArray conv(LayerConfig.Conv conv) {
      return Convolution.apply(conv, x, next.next(), next.next());
    }

    @Override
    public NDArray batchNorm(LayerConfig.BatchNorm layer) {
      NDArray scale = next.next();
      NDArray shift = next.next();
      return BatchNorm.batchNorm(
              x, next.next(), next.next(), scale, shift, 1, KEPT, EPSILON, masks != null)
          .singletonOrThrow();
    }

    @Override
    public NDArray relu(LayerConfig.Relu layer) {
      return Activation.relu(x);
    }

    @Override
    public NDArray maxPool(LayerConfig.MaxPool pool) {
      Shape size = new Shape(pool.maxPool(), pool.maxPool());
      return Pool.maxPool2d(x, size, size, new Shape(0, 0), false);
    }

    @Override
    public NDArray flatten(LayerConfig.Flatten layer) {
      return x.reshape(x.getShape().get(0), -1);
    }

    @Override
    public NDArray dense(LayerConfig.Dense layer) {
      return Linear.linear(x, next.next(), next.next()).singletonOrThrow();
    }

    @Override
    public NDArray dropout(LayerConfig.Dropout dropout) {
      Double rate = dropout.dropout();
      return masks == null || rate == null ? x : x.mul(masks.next(rate, x.getShape()));
    }
  }
}
