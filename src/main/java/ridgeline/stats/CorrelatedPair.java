package ridgeline.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Two strongly correlated features.
 *
 * @param first index of a feature
 * @param second index of a later feature
 * @param correlation of the two, in [-1, 1]
 */
public record CorrelatedPair(int first, int second, double correlation) {
  private static final Comparator<CorrelatedPair> WEAKEST_FIRST =
      Comparator.<CorrelatedPair>comparingDouble(pair -> Math.abs(pair.correlation()))
          .thenComparing(CorrelatedPair::first, Comparator.reverseOrder())
          .thenComparing(CorrelatedPair::second, Comparator.reverseOrder());

  /**
   * The most strongly correlated pairs of features, strongest first.
   *
   * @param minCorrelation minimum absolute correlation of a pair
   * @param maxPairs maximum number of pairs
   */
  public static List<CorrelatedPair> strongest(
      Moments moments, double minCorrelation, int maxPairs) {
    int features = moments.features();
    double[] deviations = new double[features];
    for (int j = 0; j < features; j++) {
      deviations[j] = moments.deviation(j);
    }
    PriorityQueue<CorrelatedPair> found = new PriorityQueue<>(WEAKEST_FIRST);
    for (int j = 0; j < features; j++) {
      for (int i = 0; i < j; i++) {
        double scale = deviations[i] * deviations[j];
        double correlation = scale == 0 ? 0 : moments.covariance(i, j) / scale;
        if (Math.abs(correlation) >= minCorrelation) {
          found.add(new CorrelatedPair(i, j, Math.max(-1, Math.min(1, correlation))));
          if (found.size() > maxPairs) {
            found.poll();
          }
        }
      }
    }
    List<CorrelatedPair> pairs = new ArrayList<>(found);
    pairs.sort(WEAKEST_FIRST.reversed());
    return pairs;
  }
}
