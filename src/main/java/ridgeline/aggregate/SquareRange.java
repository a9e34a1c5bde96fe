package ridgeline.aggregate;

import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import ridgeline.data.DataException;
import ridgeline.stats.Moments;

/** Refuses variables whose squares leave the range of a double: their moments are wrong. */
final class SquareRange {
  private SquareRange() {}

  /**
   * Checks all variables.
   *
   * @param names of the features; the label comes after them
   * @throws DataException that names the variables and what to do
   */
  static void require(Moments all, String[] names) {
    if (!all.isFinite()) {
      String columns = columns(all, names, j -> !Double.isFinite(all.covariance(j, j)));
      throw new DataException(
          "the sums of squares of %s overflow; divide by a power of ten"
              .formatted(columns.isEmpty() ? "some columns together" : columns));
    }
    String columns = columns(all, names, all::underflows);
    if (!columns.isEmpty()) {
      throw new DataException(
          "the squares of %s underflow, as its values are so small; multiply by a power of ten"
              .formatted(columns));
    }
  }

  private static String columns(Moments all, String[] names, IntPredicate condition) {
    return IntStream.rangeClosed(0, all.label())
        .filter(condition)
        .mapToObj(j -> j == all.label() ? "the label" : names[j])
        .collect(Collectors.joining(", "));
  }
}
