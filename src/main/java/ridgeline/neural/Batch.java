package ridgeline.neural;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Room for the rows of one step, as they go into the network. */
final class Batch {
  private final TrainingPlan plan;
  private final int width;
  private final NativeArray inputs;
  private final NativeArray targets;
  private final NativeArray weights;
  private final float[] row;
  private final float[] target;
  private final float[] image;
  private int count;

  /** Makes room for so many rows. */
  Batch(TrainingPlan plan, int rows) {
    this.plan = plan;
    width = plan.shape().inputSize();
    inputs = NativeArray.zeros(Math.multiplyExact(rows, width));
    targets = NativeArray.zeros(rows * plan.objective().outputs());
    weights = NativeArray.zeros(rows);
    row = new float[width];
    target = new float[plan.objective().outputs()];
    image = new float[plan.augmentation() == null ? 0 : width];
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
   * @param augmentation decides how an image is changed; null to leave it
   */
  void add(RowSet rows, int index, @Nullable SplittableRandom augmentation) {
    rows.copyInputs(index, row, 0);
    Scaling scaling = plan.scaling();
    if (scaling != null) {
      if (augmentation != null && plan.augmentation() != null) {
        plan.augmentation().apply(row, image, scaling.mean(), augmentation);
      }
      scaling.apply(row);
    }
    inputs.values().put(count * width, row);
    float weight = rows.weight(index);
    Arrays.fill(target, 0);
    plan.objective().target(rows.label(index), weight, target, 0);
    targets.values().put(count * target.length, target);
    weights.values().put(count, weight);
    count++;
  }

  NDArray inputs(NDManager manager) {
    return inputs.view(manager, NativeArray.shape(count, plan.shape().input()));
  }

  NDArray targets(NDManager manager) {
    return targets.view(manager, new Shape(count, target.length));
  }

  /** A column. */
  NDArray weights(NDManager manager) {
    return weights.view(manager, new Shape(count, 1));
  }
}
