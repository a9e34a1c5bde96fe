package ridgeline.neural;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Room for the rows of one step, as they go into the network. */
final class Batch {
  private final TrainingPlan plan;
  private final InputBatch inputs;
  private final NativeArray targets;
  private final NativeArray weights;
  private final float[] row;
  private final float[] target;
  private final float[] image;

  /** Makes room for so many rows. */
  Batch(TrainingPlan plan, int rows) {
    this.plan = plan;
    int width = plan.shape().inputSize();
    inputs = new InputBatch(plan.shape(), plan.scaling(), rows);
    targets = NativeArray.zeros(rows * plan.objective().outputs());
    weights = NativeArray.zeros(rows);
    row = new float[width];
    target = new float[plan.objective().outputs()];
    image = new float[plan.augmentation() == null ? 0 : width];
  }

  int count() {
    return inputs.count();
  }

  void clear() {
    inputs.clear();
  }

  /**
   * Adds a row.
   *
   * @param augmentation decides how an image is changed; null to leave it
   */
  void add(RowSet rows, int index, @Nullable SplittableRandom augmentation) {
    rows.copyInputs(index, row, 0);
    Scaling scaling = plan.scaling();
    if (augmentation != null && plan.augmentation() != null && scaling != null) {
      plan.augmentation().apply(row, image, scaling.mean(), augmentation);
    }
    int at = inputs.count();
    inputs.add(row);
    float weight = rows.weight(index);
    plan.objective().target(rows.label(index), weight, target);
    targets.values().put(at * target.length, target);
    weights.values().put(at, weight);
  }

  InputBatch inputs() {
    return inputs;
  }

  NDArray targets(NDManager manager) {
    return targets.view(manager, new Shape(count(), target.length));
  }

  /** A column. */
  NDArray weights(NDManager manager) {
    return weights.view(manager, new Shape(count(), 1));
  }
}
