package ridgeline.neural.evaluate;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import ridgeline.neural.data.RowBlock;
import ridgeline.neural.plan.Loss;
import ridgeline.neural.plan.TrainingPlan;

/** A misclassified image. Not a record, because Kryo cannot write records. */
public final class ConfusedImage implements Serializable {
  private static final long serialVersionUID = 1L;

  /** By probability; ties are broken by pixels, so that the order does not depend on tasks. */
  static final Comparator<ConfusedImage> SUREST_FIRST =
      Comparator.comparingDouble(ConfusedImage::getProbability)
          .reversed()
          .thenComparing(ConfusedImage::getPixels, Arrays::compare);

  private final int label;
  private final int predicted;
  private final double probability;
  private final float[] pixels;

  private ConfusedImage(int label, int predicted, double probability, float[] pixels) {
    this.label = label;
    this.predicted = predicted;
    this.probability = probability;
    this.pixels = pixels;
  }

  /**
   * A row if it is misclassified, else null.
   *
   * @param outputs of some rows, those of this one from {@code at} on
   */
  static @Nullable ConfusedImage of(
      TrainingPlan plan, RowBlock block, int row, float[] outputs, int at) {
    int classes = plan.loss().outputs();
    int predicted = Loss.Classes.greatest(outputs, at, classes);
    int label = (int) block.label(row);
    if (predicted == label) {
      return null;
    }
    double probability = Loss.Classes.probabilities(outputs, at, classes)[predicted];
    float[] pixels = new float[plan.architecture().inputSize()];
    block.copyInputs(row, pixels, 0);
    return new ConfusedImage(label, predicted, probability, pixels);
  }

  public int getLabel() {
    return label;
  }

  public int getPredicted() {
    return predicted;
  }

  /** The probability of the predicted class. */
  public double getProbability() {
    return probability;
  }

  /** Channels, then rows of pixels, each from 0 to 1. */
  public float[] getPixels() {
    return pixels.clone();
  }
}
