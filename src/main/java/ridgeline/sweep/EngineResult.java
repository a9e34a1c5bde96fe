package ridgeline.sweep;

import java.util.List;
import org.jspecify.annotations.Nullable;
import ridgeline.path.LinearFit;
import ridgeline.select.CvCurve;
import ridgeline.stats.CorrelatedPair;

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
    List<LinearFit> foldFits) {}
