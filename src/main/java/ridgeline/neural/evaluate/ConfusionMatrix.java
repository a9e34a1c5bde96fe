package ridgeline.neural.evaluate;

import java.util.List;

/**
 * Which classes a network predicts for which.
 *
 * @param counts test rows by label, then by predicted class; empty without test rows or classes
 * @param curves of each class on the test rows; empty without test rows or classes, or with very
 *     many classes
 * @param images the misclassified test images of which the network is surest, surest first
 */
public record ConfusionMatrix(
    List<double[]> counts, List<RocCurve> curves, List<ConfusedImage> images) {
  static final ConfusionMatrix NONE = new ConfusionMatrix(List.of(), List.of(), List.of());

  public ConfusionMatrix {
    counts = List.copyOf(counts);
    curves = List.copyOf(curves);
    images = List.copyOf(images);
  }
}
