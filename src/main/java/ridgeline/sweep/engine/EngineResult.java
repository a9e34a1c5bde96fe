package ridgeline.sweep.engine;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import ridgeline.aggregate.FoldStatistics;
import ridgeline.path.LinearFit;
import ridgeline.select.CvCurve;
import ridgeline.stats.CorrelatedPair;
import ridgeline.stats.Moments;

/**
 * The result of an engine.
 *
 * @param rows number of rows read
 * @param zeroWeight number of rows of weight 0 among them
 * @param labelMean weighted mean of the label
 * @param labelDeviation weighted population deviation of the label
 * @param means weighted means of the features
 * @param deviations weighted population deviations of the features
 * @param collinear the most strongly correlated pairs of features, possibly none; null if the
 *     engine does not compute them
 * @param foldFits the selected cell, fitted to the training rows of each fold; empty unless
 *     requested
 * @param moments moments of all rows; null if the engine does not compute them
 */
@SuppressWarnings("ArrayRecordComponent")
public record EngineResult(
    List<CvCurve> curves,
    long rows,
    long zeroWeight,
    double labelMean,
    double labelDeviation,
    double[] means,
    double[] deviations,
    @Nullable List<CorrelatedPair> collinear,
    List<LinearFit> foldFits,
    @Nullable Moments moments) {
  /** Minimum absolute correlation of the pairs that are reported. */
  private static final double COLLINEAR = 0.95;

  private static final int MAX_COLLINEAR = 100;

  /** The result of an engine that computes the moments of every fold. */
  static EngineResult of(
      FoldStatistics statistics,
      LabelStatistics label,
      List<CvCurve> curves,
      List<LinearFit> foldFits) {
    Moments all = statistics.moments().all();
    return new EngineResult(
        curves,
        statistics.validation().rows(),
        statistics.validation().zeroWeight(),
        label.mean(),
        label.deviation(),
        IntStream.range(0, all.features()).mapToDouble(all::mean).toArray(),
        IntStream.range(0, all.features()).mapToDouble(all::deviation).toArray(),
        CorrelatedPair.strongest(all, COLLINEAR, MAX_COLLINEAR),
        foldFits,
        all);
  }
}
