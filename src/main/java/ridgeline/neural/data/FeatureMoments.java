package ridgeline.neural.data;

import java.io.Serializable;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vector;
import ridgeline.data.OutOfRangeException;
import ridgeline.data.feature.FeatureNames;
import ridgeline.stats.MarginalMoments;

/**
 * Weighted means and deviations of each feature and, after them, of the label. Not a record,
 * because Kryo cannot write records.
 */
final class FeatureMoments implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The maximum number of variables that a message names. */
  private static final int MAX_NAMES = 20;

  private final MarginalMoments moments;
  private final int label;

  /** The moments of no rows. */
  FeatureMoments(int features) {
    moments = new MarginalMoments(features + 1);
    label = features;
  }

  /**
   * Adds a row.
   *
   * @param rowWeight {@code > 0}
   */
  void add(Vector features, double labelValue, double rowWeight) {
    moments.add(j -> j < label ? features.apply(j) : labelValue, rowWeight);
  }

  /** Adds the rows of another. */
  void merge(FeatureMoments other) {
    moments.merge(other.moments);
  }

  long rows() {
    return moments.rows();
  }

  double meanWeight() {
    return moments.weight() / moments.rows();
  }

  double[] means() {
    return IntStream.rangeClosed(0, label).mapToDouble(moments::mean).toArray();
  }

  /** Whether the label has only one value. */
  boolean isLabelConstant() {
    return moments.variance(label) == 0;
  }

  /** Population deviations, as in a sweep; 1 where they are 0. */
  double[] deviations() {
    return IntStream.rangeClosed(0, label)
        .mapToDouble(j -> Math.sqrt(moments.variance(j)))
        .map(deviation -> deviation > 0 ? deviation : 1)
        .toArray();
  }

  /**
   * Refuses values and weights that leave the range of a double, as a sweep does.
   *
   * @throws OutOfRangeException that names the variables and what to do
   */
  void requireInRange(FeatureNames names) {
    double weight = moments.weight();
    if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
      throw OutOfRangeException.weights(weight);
    }
    String large = variables(names, j -> !moments.isFinite(j));
    if (!large.isEmpty()) {
      throw OutOfRangeException.overflow(large);
    }
    String small = variables(names, moments::underflows);
    if (!small.isEmpty()) {
      throw OutOfRangeException.underflow(small);
    }
  }

  private String variables(FeatureNames names, IntPredicate condition) {
    return IntStream.rangeClosed(0, label)
        .filter(condition)
        .limit(MAX_NAMES)
        .mapToObj(j -> j == label ? "the label" : names.of(j))
        .collect(Collectors.joining(", "));
  }
}
