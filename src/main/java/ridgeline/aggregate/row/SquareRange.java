package ridgeline.aggregate.row;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import ridgeline.data.DataException;
import ridgeline.data.TrainingRows;
import ridgeline.stats.Moments;

/**
 * Rejects variables whose squares exceed the range of a double, because their moments are wrong.
 */
public final class SquareRange {
  private SquareRange() {}

  /**
   * Checks all variables.
   *
   * @param names names of the features; the label follows them
   * @throws DataException naming the variables and what to do
   */
  public static void require(Moments all, String[] names) {
    if (!all.isFinite() && !(all.weight() <= TrainingRows.HEAVY)) {
      throw new DataException(
          "the weights are so large (%.3g in total) that sums of weighted squares overflow; divide the weight by a power of ten"
              .formatted(all.weight()));
    }
    if (!all.isFinite()) {
      refuseOverflow(columns(all, names, j -> !Double.isFinite(all.covariance(j, j))));
    }
    requireNoUnderflow(columns(all, names, all::underflows));
  }

  /**
   * Checks features without moments.
   *
   * @param means mean of each feature
   * @param variances variance of each feature
   * @throws DataException naming the variables and what to do
   */
  public static void require(double[] means, double[] variances, String[] names) {
    String overflowing = columns(names, j -> !Double.isFinite(variances[j]));
    if (!overflowing.isEmpty()) {
      refuseOverflow(overflowing);
    }
    requireNoUnderflow(columns(names, j -> Moments.underflows(means[j], variances[j])));
  }

  private static void refuseOverflow(String columns) {
    throw new DataException(
        "the sums of squares of %s overflow; divide the values by a power of ten"
            .formatted(columns.isEmpty() ? "some columns together" : columns));
  }

  private static void requireNoUnderflow(String columns) {
    if (!columns.isEmpty()) {
      throw new DataException(
          "the squares of %s underflow because the values are so small; multiply them by a power of ten"
              .formatted(columns));
    }
  }

  private static String columns(Moments all, String[] names, IntPredicate condition) {
    String[] variables = Arrays.copyOf(names, all.label() + 1);
    variables[all.label()] = "the label";
    return columns(variables, condition);
  }

  private static String columns(String[] variables, IntPredicate condition) {
    return IntStream.range(0, variables.length)
        .filter(condition)
        .mapToObj(j -> variables[j])
        .collect(Collectors.joining(", "));
  }
}
