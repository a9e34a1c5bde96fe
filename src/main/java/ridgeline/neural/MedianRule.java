package ridgeline.neural;

import java.util.List;

/**
 * Ends trials that do poorly: whose best loss is worse than the median of the others' mean losses
 * up to the same epoch (Golovin et al. 2017, "Google Vizier", section 3.2).
 */
record MedianRule(int firstEpoch, int fewestOthers) {
  /** As many epochs and other trials as it takes to compare. */
  static final MedianRule USUAL = new MedianRule(2, 3);

  /**
   * Whether a trial ends.
   *
   * @param losses of the trial on validation rows, epoch after epoch
   * @param others those of the other trials, which may be shorter or longer
   */
  boolean stops(List<Double> losses, List<List<Double>> others) {
    int epochs = losses.size();
    if (epochs < firstEpoch || others.size() < fewestOthers) {
      return false;
    }
    double best = losses.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    double[] means =
        others.stream()
            .mapToDouble(
                other ->
                    other.stream()
                        .limit(epochs)
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElse(Double.POSITIVE_INFINITY))
            .sorted()
            .toArray();
    double median = (means[(means.length - 1) / 2] + means[means.length / 2]) / 2;
    return best > median;
  }
}
