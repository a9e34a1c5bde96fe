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
   * Whether the label has one value only. Rows of equal labels leave its mean as it is, so that
   * their squares are exactly 0.
   */
  boolean isLabelConstant() {
    return squares[squares.length - 1] == 0;
  }

  /** Population deviations, as those of a sweep; 1 where they would be 0. */
  double[] deviations() {
    double[] deviations = new double[means.length];
    for (int j = 0; j < deviations.length; j++) {
      double deviation = Math.sqrt(squares[j] / weight);
      deviations[j] = deviation > 0 ? deviation : 1;
    }
    return deviations;
  }
}
