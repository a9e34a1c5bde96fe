package ridgeline.neural.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import ridgeline.neural.data.RowSet;
import ridgeline.neural.network.ChannelNormalisation;
import ridgeline.neural.plan.Loss;
import ridgeline.neural.plan.TrainingPlan;
import ridgeline.neural.torch.NativeArray;

/** A buffer for the rows of one step, in the form that the network needs. */
public final class Batch {
  private final TrainingPlan plan;
  private final InputBatch inputs;
  private final float[] labels;
  private final float[] weights;
  private final NativeArray gradient;
  private final float[] row;
  private final float[] image;

  /** Allocates a buffer for a number of rows. */
  public Batch(TrainingPlan plan, int rows) {
    this.plan = plan;
    int width = plan.architecture().inputSize();
    inputs = new InputBatch(plan.architecture(), plan.normalisation(), rows);
    labels = new float[rows];
    weights = new float[rows];
    gradient = NativeArray.zeros(rows * plan.loss().outputs());
    row = new float[width];
    image = new float[plan.augmentation() == null ? 0 : width];
  }

  public int count() {
    return inputs.count();
  }

  public void clear() {
    inputs.clear();
  }

  /**
   * Adds a row.
   *
   * @param augmentation decides how an image is changed; null to leave it unchanged
   */
  public void add(RowSet rows, int index, @Nullable SplittableRandom augmentation) {
    rows.copyInputs(index, row, 0);
    ChannelNormalisation normalisation = plan.normalisation();
    if (augmentation != null && plan.augmentation() != null && normalisation != null) {
      plan.augmentation().apply(row, image, normalisation.mean(), augmentation);
    }
    int at = inputs.count();
    inputs.add(row);
    labels[at] = rows.label(index);
    weights[at] = rows.weight(index) * plan.classWeight(labels[at]);
  }

  InputBatch inputs() {
    return inputs;
  }

  /**
   * The mean loss, without penalties.
   *
   * @param outputs of the network, row by row
   */
  float loss(float[] outputs) {
    Loss loss = plan.loss();
    int width = loss.outputs();
    FloatBuffer values = gradient.values();
    double sum = 0;
    for (int i = 0; i < count(); i++) {
      float share = weights[i] / count();
      sum += share * loss.loss(labels[i], outputs, i * width, values);
      for (int k = i * width; k < (i + 1) * width; k++) {
        values.put(k, share * values.get(k));
      }
    }
    return (float) sum;
  }

  /** The derivatives of the last computed loss with respect to each output: rows x outputs. */
  NDArray gradient(NDManager manager) {
    return gradient.view(manager, new Shape(count(), plan.loss().outputs()));
  }
}
