package ridgeline.stats;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How the values of some columns are distributed: of each, {@value #POINTS} quantiles at equally
 * spaced ranks, so that each stands for the same weight.
 *
 * @param weight of the rows, {@code > 0}
 * @param columns of each column its quantiles in ascending order, or none if it is left out
 */
public record Quantiles(double weight, List<double[]> columns) implements Serializable {
  /** Number of quantiles. */
  public static final int POINTS = 100;

  /** Share by which rounding may move a sum of weights. */
  private static final double ROUNDING = 1e-12;

  public Quantiles {
    columns = List.copyOf(columns);
    if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("has quantiles of weight " + weight);
    }
    for (double[] column : columns) {
      if (column.length != 0 && (column.length != POINTS || !isAscending(column))) {
        throw new IllegalArgumentException(
            "has quantiles that are not %d numbers in ascending order".formatted(POINTS));
      }
    }
  }

  private static boolean isAscending(double[] values) {
    return Double.isFinite(values[0])
        && Double.isFinite(values[values.length - 1])
        && IntStream.range(1, values.length).allMatch(i -> values[i - 1] <= values[i]);
  }

  /**
   * The distribution of the rows of all.
   *
   * @param parts at least one, with the same columns
   */
  public static Quantiles merged(List<Quantiles> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    double[] weights =
        parts.stream()
            .flatMapToDouble(
                part -> IntStream.range(0, POINTS).mapToDouble(i -> part.weight / POINTS))
            .toArray();
    return new Quantiles(
        parts.stream().mapToDouble(Quantiles::weight).sum(),
        IntStream.range(0, parts.get(0).columns.size())
            .parallel()
            .mapToObj(
                column -> {
                  double[] values =
                      parts.stream()
                          .flatMapToDouble(part -> Arrays.stream(part.columns.get(column)))
                          .toArray();
                  return values.length == 0 ? values : of(values, weights, weights.length);
                })
            .toList());
  }

  /** The same rows with all weights multiplied. */
  public Quantiles scaled(double factor) {
    return new Quantiles(weight * factor, columns);
  }

  /**
   * The smallest values up to which there is at least some share of the weight: (i + 1/2) / {@value
   * #POINTS}, for each i.
   *
   * @param count number of values, at least one; the arrays may be longer
   * @param weights positive
   */
  static double[] of(double[] values, double[] weights, int count) {
    if (IntStream.range(1, count).allMatch(i -> weights[i] == weights[0])) {
      double[] sorted = Arrays.copyOf(values, count);
      Arrays.sort(sorted);
      return IntStream.range(0, POINTS)
          .mapToDouble(i -> sorted[(int) Math.ceil(target(i, count)) - 1])
          .toArray();
    }
    double[] points = new double[POINTS];
    int[] order = order(values, weights, count);
    double total = 0;
    for (int i = 0; i < count; i++) {
      total += weights[i];
    }
    double sum = weights[order[0]];
    int at = 0;
    for (int i = 0; i < POINTS; i++) {
      double target = target(i, total);
      while (sum < target && at < count - 1) {
        sum += weights[order[++at]];
      }
      points[i] = values[order[at]];
    }
    return points;
  }

  /** The weight up to and including a quantile. */
  private static double target(int quantile, double total) {
    return (quantile + 0.5) / POINTS * total * (1 - ROUNDING);
  }

  private static int[] order(double[] values, double[] weights, int count) {
    return IntStream.range(0, count)
        .boxed()
        .sorted(
            Comparator.comparingDouble((Integer i) -> values[i])
                .thenComparingDouble(i -> weights[i]))
        .mapToInt(i -> i)
        .toArray();
  }
}
