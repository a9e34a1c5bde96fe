package ridgeline.neural.data;

import java.io.Serializable;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vector;
import ridgeline.data.DataException;
import ridgeline.data.feature.FeatureNames;
import ridgeline.stats.Moments;

/**
 * Weighted means and deviations of each feature and, after them, of the label. Rows are added as in
 * West 1979, "Updating mean and variance estimates", and merged as in Chan, Golub and LeVeque 1979,
 * equation 2.1. Not a record, because Kryo cannot write records.
 */
final class FeatureMoments implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The maximum number of variables that a message names. */
  private static final int MAX_NAMES = 20;

  private final double[] means;

  /** Weighted means of squared differences from the means. */
  private final double[] variances;

  private long rows;
  private double weight;

  /** The moments of no rows. */
  FeatureMoments(int features) {
    means = new double[features + 1];
    variances = new double[features + 1];
  }

  /**
   * Adds a row.
   *
   * @param rowWeight {@code > 0}
   */
  void add(Vector features, double label, double rowWeight) {
    rows++;
    weight += rowWeight;
    double share = rowWeight / weight;
    double rest = (weight - rowWeight) / weight;
    int last = means.length - 1;
    for (int j = 0; j <= last; j++) {
      double shift = (j < last ? features.apply(j) : label) - means[j];
      means[j] += share * shift;
      variances[j] = rest * variances[j] + rest * share * shift * shift;
    }
  }

  /** Adds the rows of another. */
  void merge(FeatureMoments other) {
    if (other.rows == 0) {
      return;
    }
    double before = weight;
    rows += other.rows;
    weight += other.weight;
    double share = other.weight / weight;
    double rest = before / weight;
    for (int j = 0; j < means.length; j++) {
      double shift = other.means[j] - means[j];
      means[j] += share * shift;
      variances[j] =
          rest * variances[j] + share * other.variances[j] + rest * share * shift * shift;
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
   * Whether the label has only one value. Rows with equal labels do not change its mean, so its
   * variance is exactly 0.
   */
  boolean isLabelConstant() {
    return variances[variances.length - 1] == 0;
  }

  /** Population deviations, as in a sweep; 1 where they are 0. */
  double[] deviations() {
    double[] deviations = new double[means.length];
    for (int j = 0; j < deviations.length; j++) {
      double deviation = Math.sqrt(variances[j]);
      deviations[j] = deviation > 0 ? deviation : 1;
    }
    return deviations;
  }

  /**
   * Refuses values and weights that leave the range of a double, as a sweep does.
   *
   * @throws DataException that names the variables and what to do
   */
  void requireInRange(FeatureNames names) {
    if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new DataException(
          "the weights add up to %s; divide data.weight by a power of ten".formatted(weight));
    }
    String large =
        variables(names, j -> !Double.isFinite(means[j]) || !Double.isFinite(variances[j]));
    if (!large.isEmpty()) {
      throw new DataException(
          "the sums of squares of %s overflow; divide by a power of ten".formatted(large));
    }
    String small = variables(names, j -> Moments.underflows(means[j], variances[j]));
    if (!small.isEmpty()) {
      throw new DataException(
          "the squares of %s underflow because the values are too small; multiply by a power of ten"
              .formatted(small));
    }
  }

  private String variables(FeatureNames names, IntPredicate condition) {
    int label = means.length - 1;
    return IntStream.rangeClosed(0, label)
        .filter(condition)
        .limit(MAX_NAMES)
        .mapToObj(j -> j == label ? "the label" : names.of(j))
        .collect(Collectors.joining(", "));
  }
}
