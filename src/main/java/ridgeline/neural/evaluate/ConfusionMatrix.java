package ridgeline.neural.evaluate;

import java.util.List;

/**
 * Which classes a network takes for which.
 *
 * @param counts test rows by label, and then by the class that is predicted; empty without a test
 *     or classes
 * @param curves of each class on the test rows; empty without a test or classes, or with very many
 * @param images of the test, of which it is surest, and wrong; the surest first
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
