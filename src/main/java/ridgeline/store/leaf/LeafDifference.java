package ridgeline.store.leaf;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import ridgeline.stats.Moments;

/**
 * By how much two leaves differ: the largest difference of any moment of any bucket.
 *
 * <p>A difference of weights is relative to the weight; of means, to the deviation of the variable
 * and the mean together; of a cross product, to the square root of the product of both variables'
 * sums of squares. A variable that hardly varies has instead the sum of squares that its rounding
 * could make: that of deviations by {@link #ROUNDING} of its mean.
 *
 * @param size infinite if the leaves have different levels or numbers of rows
 * @param where the moment that differs most; empty if none does
 */
public record LeafDifference(double size, String where) {
  private static final double ROUNDING = 1e-6;

  private static final LeafDifference NONE = new LeafDifference(0, "");

  /** Compares two leaves with the same terms. */
  public static LeafDifference of(Leaf actual, Leaf expected) {
    if (!actual.features().equals(expected.features())) {
      return new LeafDifference(Double.POSITIVE_INFINITY, "the levels of its categories");
    }
    if (actual.buckets().size() != expected.buckets().size()) {
      return new LeafDifference(Double.POSITIVE_INFINITY, "the number of its buckets");
    }
    return IntStream.range(0, actual.buckets().size())
        .mapToObj(b -> of(b, actual.buckets().get(b), expected.buckets().get(b)))
        .reduce(NONE, LeafDifference::larger);
  }

  private static LeafDifference of(int bucket, Moments actual, Moments expected) {
    if (actual.rows() != expected.rows()) {
      return new LeafDifference(
          Double.POSITIVE_INFINITY, "the number of rows of bucket %d".formatted(bucket));
    }
    if (expected.rows() == 0) {
      return NONE;
    }
    double weight = Math.abs(actual.weight() - expected.weight()) / expected.weight();
    return Stream.of(
            new LeafDifference(weight, "the weight of bucket %d".formatted(bucket)),
            ofMeans(bucket, actual, expected),
            ofProducts(bucket, actual, expected))
        .reduce(NONE, LeafDifference::larger);
  }

  private static LeafDifference ofMeans(int bucket, Moments actual, Moments expected) {
    double largest = 0;
    int at = 0;
    for (int j = 0; j <= expected.label(); j++) {
      double unit = expected.deviation(j) + Math.abs(expected.mean(j));
      double size = relative(actual.mean(j) - expected.mean(j), unit);
      if (size > largest) {
        largest = size;
        at = j;
      }
    }
    return new LeafDifference(
        largest, "the mean of variable %d in bucket %d".formatted(at, bucket));
  }

  private static LeafDifference ofProducts(int bucket, Moments actual, Moments expected) {
    double[] units =
        IntStream.rangeClosed(0, expected.label()).mapToDouble(j -> unit(expected, j)).toArray();
    double largest = 0;
    int row = 0;
    int column = 0;
    for (int j = 0; j < units.length; j++) {
      for (int i = 0; i <= j; i++) {
        double difference = actual.crossProducts().get(i, j) - expected.crossProducts().get(i, j);
        double size = relative(difference, units[i] * units[j]);
        if (size > largest) {
          largest = size;
          row = i;
          column = j;
        }
      }
    }
    return new LeafDifference(
        largest,
        "the cross product of variables %d and %d in bucket %d".formatted(row, column, bucket));
  }

  private static double unit(Moments moments, int variable) {
    double rounding = ROUNDING * moments.mean(variable);
    return Math.sqrt(
        moments.crossProducts().get(variable, variable) + moments.weight() * rounding * rounding);
  }

  private static double relative(double difference, double unit) {
    return difference == 0 ? 0 : Math.abs(difference) / unit;
  }

  private LeafDifference larger(LeafDifference other) {
    return other.size > size ? other : this;
  }
}
