package ridgeline.store.leaf;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import ridgeline.stats.Moments;
import ridgeline.stats.Quantiles;

/**
 * By how much two leaves differ: the largest difference of any moment of any bucket.
 *
 * <p>A difference of weights is relative to the weight; of means, to the deviation of the variable
 * and the mean together; of a cross product, to the square root of the product of both variables'
 * sums of squares. A variable that hardly varies has instead the sum of squares that its rounding
 * could make: that of deviations by {@link #ROUNDING} of its mean. Quantiles, which may be of
 * another sample of the rows, differ only if their ranks do by more than {@link #MAX_RANK}.
 *
 * @param size infinite if the leaves have different levels or numbers of rows
 * @param where the moment that differs most; empty if none does
 */
public record LeafDifference(double size, String where) {
  private static final double ROUNDING = 1e-6;

  /**
   * Smirnov's bound for two samples of two thousand rows makes it less likely than 1e-8 by chance.
   */
  private static final double MAX_RANK = 0.1;

  private static final LeafDifference NONE = new LeafDifference(0, "");

  /** Compares two leaves with the same terms. */
  public static LeafDifference of(Leaf actual, Leaf expected) {
    if (!actual.features().equals(expected.features())) {
      return new LeafDifference(Double.POSITIVE_INFINITY, "the levels of its categories");
    }
    if (actual.buckets().size() != expected.buckets().size()) {
      return new LeafDifference(Double.POSITIVE_INFINITY, "the number of its buckets");
    }
    List<String> slices = actual.slices().stream().map(LeafDifference::name).toList();
    if (!slices.equals(expected.slices().stream().map(LeafDifference::name).toList())) {
      return new LeafDifference(Double.POSITIVE_INFINITY, "the levels of its slices");
    }
    return Stream.of(
            IntStream.range(0, actual.buckets().size())
                .mapToObj(
                    b -> of("bucket " + b, actual.buckets().get(b), expected.buckets().get(b))),
            IntStream.range(0, slices.size())
                .mapToObj(
                    s ->
                        of(
                            slices.get(s),
                            actual.slices().get(s).moments(),
                            expected.slices().get(s).moments())),
            Stream.of(ofQuantiles(actual.quantiles(), expected.quantiles())))
        .flatMap(differences -> differences)
        .reduce(NONE, LeafDifference::larger);
  }

  private static String name(LeafSlice slice) {
    return "level %s of category %d".formatted(slice.level(), slice.column());
  }

  private static LeafDifference ofQuantiles(List<Quantiles> actual, List<Quantiles> expected) {
    if (actual.isEmpty() || expected.isEmpty()) {
      return NONE;
    }
    List<double[]> ours = Quantiles.merged(actual).columns();
    List<double[]> theirs = Quantiles.merged(expected).columns();
    return IntStream.range(0, ours.size())
        .filter(column -> rankDifference(ours.get(column), theirs.get(column)) > MAX_RANK)
        .mapToObj(
            column ->
                new LeafDifference(
                    Double.POSITIVE_INFINITY, "the quantiles of term %d".formatted(column)))
        .findFirst()
        .orElse(NONE);
  }

  /** By how much the rank of a quantile among those of another sample differs at most. */
  private static double rankDifference(double[] quantiles, double[] others) {
    double largest = 0;
    for (int i = 0; i < quantiles.length; i++) {
      double value = quantiles[i];
      double rank = (i + 0.5) / quantiles.length;
      double below = Arrays.stream(others).filter(other -> other < value).count();
      double upTo = Arrays.stream(others).filter(other -> other <= value).count();
      double nearest = Math.min(Math.max(rank, below / others.length), upTo / others.length);
      largest = Math.max(largest, Math.abs(rank - nearest));
    }
    return largest;
  }

  private static LeafDifference of(String part, Moments actual, Moments expected) {
    if (actual.rows() != expected.rows()) {
      return new LeafDifference(Double.POSITIVE_INFINITY, "the number of rows of " + part);
    }
    if (expected.rows() == 0) {
      return NONE;
    }
    double weight = Math.abs(actual.weight() - expected.weight()) / expected.weight();
    return Stream.of(
            new LeafDifference(weight, "the weight of " + part),
            ofMeans(part, actual, expected),
            ofProducts(part, actual, expected))
        .reduce(NONE, LeafDifference::larger);
  }

  private static LeafDifference ofMeans(String part, Moments actual, Moments expected) {
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
    return new LeafDifference(largest, "the mean of variable %d in %s".formatted(at, part));
  }

  private static LeafDifference ofProducts(String part, Moments actual, Moments expected) {
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
        largest, "the cross product of variables %d and %d in %s".formatted(row, column, part));
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
