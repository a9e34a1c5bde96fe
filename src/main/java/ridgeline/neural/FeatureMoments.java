package ridgeline.neural;

import java.io.Serializable;
import org.apache.spark.ml.linalg.Vector;

/**
 * Weighted means and deviations of each feature and, after them, of the label. Rows are taken in as
 * by West 1979, "Updating mean and variance estimates", and merged as by Chan, Golub and LeVeque
 * 1979, equation 2.1. No record, for Kryo.
 */
final class FeatureMoments implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double[] means;

  /** Weighted sums of squares of what differs from the means. */
  private final double[] squares;

  private long rows;
  private double weight;
  private double squaredWeights;

  /** The moments of no rows. */
  FeatureMoments(int features) {
    means = new double[features + 1];
    squares = new double[features + 1];
  }

  /**
   * Takes in a row.
   *
   * @param rowWeight {@code > 0}
   */
  void add(Vector features, double label, double rowWeight) {
    rows++;
    weight += rowWeight;
    squaredWeights += rowWeight * rowWeight;
    double share = rowWeight / weight;
    int last = means.length - 1;
    for (int j = 0; j <= last; j++) {
      double shift = (j < last ? features.apply(j) : label) - means[j];
      means[j] += share * shift;
      squares[j] += (weight - rowWeight) * share * shift * shift;
    }
  }

  /** Takes in the rows of another. */
  void merge(FeatureMoments other) {
    if (other.rows == 0) {
      return;
    }
    double before = weight;
    rows += other.rows;
    weight += other.weight;
    squaredWeights += other.squaredWeights;
    double share = other.weight / weight;
    for (int j = 0; j < means.length; j++) {
      double shift = other.means[j] - means[j];
      means[j] += share * shift;
      squares[j] += other.squares[j] + before * share * shift * shift;
    }
  }

  long rows() {
    return rows;
  }

  double meanWeight() {
    return weight / rows;
  }

  double[] means() {
    return means.clone();
  }

  /**
   * Deviations with the factor for reliability weights that Spark's Summarizer has, {@code W - sum
   * of w^2 / W}; 1 where they would be 0.
   */
  double[] deviations() {
    double freedom = weight - squaredWeights / weight;
    double[] deviations = new double[means.length];
    for (int j = 0; j < deviations.length; j++) {
      double deviation = freedom > 0 ? Math.sqrt(squares[j] / freedom) : 0;
      deviations[j] = deviation > 0 ? deviation : 1;
    }
    return deviations;
  }
}
