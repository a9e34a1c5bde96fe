package ridgeline.registry.gate;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.TDistribution;
import org.jspecify.annotations.Nullable;
import ridgeline.config.retrain.GateConfig;
import ridgeline.stats.Moments;
import ridgeline.store.leaf.Leaf;

/**
 * By what share of the champion's error that of the candidate is smaller, with bounds of a
 * confidence interval.
 *
 * @param estimate the share; negative if the candidate's error is larger
 * @param lower the bound above which it is with the given confidence
 * @param upper the bound below which it is with the given confidence
 */
public record Improvement(double estimate, double lower, double upper, double confidence) {
  /** Errors below this share of the label's mean square are rounding. */
  private static final double ROUNDING = 1e-24;

  /** How exact the quantile of Student's t is. */
  private static final double QUANTILE_ACCURACY = 1e-13;

  /**
   * The improvement on the buckets of a leaf.
   *
   * @param total its rows
   * @return null if fewer than two buckets have rows
   */
  static @Nullable Improvement onBuckets(
      Leaf leaf,
      Moments total,
      ScoredFit candidate,
      ScoredFit champion,
      GateConfig.Metric metric,
      double confidence) {
    double[] weights = leaf.buckets().stream().mapToDouble(Moments::weight).toArray();
    if (Arrays.stream(weights).filter(weight -> weight > 0).count() < 2) {
      return null;
    }
    double mean = total.mean(total.label());
    return of(
        weights,
        candidate.meanSquaredErrors(leaf),
        champion.meanSquaredErrors(leaf),
        total.covariance(total.label(), total.label()) + mean * mean,
        metric,
        confidence);
  }

  /**
   * The improvement on buckets that both models were scored on.
   *
   * <p>The ratio of the errors is one of two totals over the buckets, with the standard error of
   * Cochran, Sampling Techniques (1977), chapter 6, for many more rows than these; that of its
   * logarithm is the relative one. The bounds are those of Student's t with one degree of freedom
   * less than buckets.
   *
   * @param weights of the buckets, at least two of them positive; those of weight 0 are left out
   * @param candidate mean squared error of the candidate on each bucket
   * @param champion mean squared error of the champion on each bucket
   * @param labelMeanSquare weighted mean of the squared labels
   */
  public static Improvement of(
      double[] weights,
      double[] candidate,
      double[] champion,
      double labelMeanSquare,
      GateConfig.Metric metric,
      double confidence) {
    int[] filled = IntStream.range(0, weights.length).filter(b -> weights[b] > 0).toArray();
    double total = IntStream.of(filled).mapToDouble(b -> weights[b]).sum();
    double floor = Math.max(ROUNDING * labelMeanSquare, Double.MIN_NORMAL);
    double ours = 0;
    double theirs = 0;
    for (int b : filled) {
      ours += weights[b] / total * Math.max(candidate[b], floor);
      theirs += weights[b] / total * Math.max(champion[b], floor);
    }
    double power = metric == GateConfig.Metric.RMSE ? 0.5 : 1;
    double variance = 0;
    for (int b : filled) {
      double deviation =
          power * (Math.max(candidate[b], floor) / ours - Math.max(champion[b], floor) / theirs);
      variance += Math.pow(weights[b] / total * deviation, 2);
    }
    double logRatio = power * Math.log(ours / theirs);
    double margin =
        new TDistribution(filled.length - 1.0, QUANTILE_ACCURACY)
                .inverseCumulativeProbability(confidence)
            * Math.sqrt(variance * filled.length / (filled.length - 1));
    return new Improvement(
        -Math.expm1(logRatio),
        -Math.expm1(logRatio + margin),
        -Math.expm1(logRatio - margin),
        confidence);
  }
}
