package ridgeline.sweep;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import ridgeline.aggregate.FoldStatistics;
import ridgeline.path.LinearFit;
import ridgeline.select.CvCurve;
import ridgeline.stats.CorrelatedPair;
import ridgeline.stats.Moments;

/**
 * What an engine found.
 *
 * @param rows rows read
 * @param zeroWeight rows of weight 0 among them
 * @param label label and weight in each fold
 * @param means of the features
 * @param deviations population deviations of the features
 * @param collinear see {@link SweepResult#collinear}
 * @param foldFits the chosen cell, fitted outside each fold; empty unless that was asked for
 * @param moments of all rows; null if the engine does not gather them
 */
@SuppressWarnings("ArrayRecordComponent")
record EngineResult(
    List<CvCurve> curves,
    long rows,
    long zeroWeight,
    LabelStatistics label,
    double[] means,
    double[] deviations,
    @Nullable List<CorrelatedPair> collinear,
    List<LinearFit> foldFits,
    @Nullable Moments moments) {
  /** Features whose correlation is at least this, or at most minus this, are reported. */
  private static final double COLLINEAR = 0.95;

  private static final int MAX_COLLINEAR = 100;

  /** What an engine found that gathers the moments of every fold. */
  static EngineResult of(
      FoldStatistics statistics,
      LabelStatistics label,
      List<CvCurve> curves,
      List<LinearFit> foldFits) {
    Moments all = statistics.moments().all();
    return new EngineResult(
        curves,
        statistics.tally().rows(),
        statistics.tally().zeroWeight(),
        label,
        IntStream.range(0, all.features()).mapToDouble(all::mean).toArray(),
        IntStream.range(0, all.features()).mapToDouble(all::deviation).toArray(),
        CorrelatedPair.strongest(all, COLLINEAR, MAX_COLLINEAR),
        foldFits,
        all);
  }
}
