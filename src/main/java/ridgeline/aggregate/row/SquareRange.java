package ridgeline.aggregate.row;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import ridgeline.data.OutOfRangeException;
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
   * @throws OutOfRangeException naming the variables and what to do
   */
  public static void require(Moments all, String[] names) {
    if (!all.isFinite() && !(all.weight() <= TrainingRows.HEAVY)) {
      throw OutOfRangeException.weights(all.weight());
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
   * @throws OutOfRangeException naming the variables and what to do
   */
  public static void require(double[] means, double[] variances, String[] names) {
    String overflowing = columns(names, j -> !Double.isFinite(variances[j]));
    if (!overflowing.isEmpty()) {
      refuseOverflow(overflowing);
    }
    requireNoUnderflow(columns(names, j -> Moments.underflows(means[j], variances[j])));
  }

  private static void refuseOverflow(String columns) {
    throw OutOfRangeException.overflow(columns.isEmpty() ? "some columns together" : columns);
  }

  private static void requireNoUnderflow(String columns) {
    if (!columns.isEmpty()) {
      throw OutOfRangeException.underflow(columns);
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
