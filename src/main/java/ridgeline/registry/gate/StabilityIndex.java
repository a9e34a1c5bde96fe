package ridgeline.registry.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The population stability index: the sum over bins of (p - q) log(p / q), where p and q are the
 * shares of two populations (Siddiqi 2006, chapter 9). A share counts as at least one row in ten
 * thousand.
 */
final class StabilityIndex {
  private static final double MIN_SHARE = 1e-4;

  private static final int BINS = 10;

  private StabilityIndex() {}

  /**
   * The index of the levels of a category.
   *
   * @param rows share of each level
   * @param training share of each level
   */
  static double ofLevels(List<Double> rows, List<Double> training) {
    double index = 0;
    for (int level = 0; level < rows.size(); level++) {
      double p = Math.max(MIN_SHARE, rows.get(level));
      double q = Math.max(MIN_SHARE, training.get(level));
      index += (p - q) * Math.log(p / q);
    }
    return index;
  }

  /**
   * The index of a number. The bins are between the deciles of the training; a value that a tenth
   * of the training has is a bin of its own.
   *
   * @param rows quantiles at equally spaced ranks, in ascending order
   * @param training the same
   */
  static double ofNumbers(List<Double> rows, List<Double> training) {
    return ofLevels(shares(rows, training), shares(training, training));
  }

  private static List<Double> shares(List<Double> values, List<Double> training) {
    TreeSet<Double> edges = new TreeSet<>();
    IntStream.range(1, BINS)
        .map(decile -> (decile * training.size() + BINS - 1) / BINS - 1)
        .mapToObj(training::get)
        .forEach(edges::add);
    List<Double> cumulative = new ArrayList<>(List.of(0.0));
    for (double edge : edges) {
      if ((upTo(training, edge) - below(training, edge)) * BINS >= training.size()) {
        cumulative.add(below(values, edge) / (double) values.size());
      }
      cumulative.add(upTo(values, edge) / (double) values.size());
    }
    cumulative.add(1.0);
    return IntStream.range(1, cumulative.size())
        .mapToObj(bin -> cumulative.get(bin) - cumulative.get(bin - 1))
        .toList();
  }

  private static int below(List<Double> values, double edge) {
    return (int) values.stream().filter(value -> value < edge).count();
  }

  private static int upTo(List<Double> values, double edge) {
    return (int) values.stream().filter(value -> value <= edge).count();
  }
}
