package ridgeline.neural;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** How good the outputs for some rows are: sums that merge. */
final class Evaluation implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int classes;
  private final double[] confusion;
  private double weight;
  private double loss;

  /**
   * Starts with no rows.
   *
   * @param classes 1 for numbers
   */
  Evaluation(int classes) {
    this.classes = classes;
    confusion = new double[classes * classes];
  }

  void add(double rowWeight, double rowLoss, int label, int predicted) {
    weight += rowWeight;
    loss += rowWeight * rowLoss;
    confusion[label * classes + predicted] += rowWeight;
  }

  void merge(Evaluation other) {
    weight += other.weight;
    loss += other.loss;
    Arrays.setAll(confusion, k -> confusion[k] + other.confusion[k]);
  }

  boolean isEmpty() {
    return weight == 0;
  }

  /** Mean loss, without smoothing and penalties. */
  double loss() {
    return loss / weight;
  }

  /** Share of the rows whose class is predicted. */
  double accuracy() {
    double right = 0;
    for (int k = 0; k < classes; k++) {
      right += confusion[k * classes + k];
    }
    return right / weight;
  }

  /** Rows by label, and then by the class that is predicted. */
  List<double[]> confusion() {
    return IntStream.range(0, classes)
        .mapToObj(k -> Arrays.copyOfRange(confusion, k * classes, (k + 1) * classes))
        .toList();
  }
}
