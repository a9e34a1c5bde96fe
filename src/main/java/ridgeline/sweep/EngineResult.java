package ridgeline.sweep;

import java.util.List;
import ridgeline.select.CvCurve;

/**
 * What an engine found.
 *
 * @param rows rows read
 * @param zeroWeight rows of weight 0 among them
 * @param label label and weight in each fold
 * @param deviations population deviations of the features
 */
@SuppressWarnings("ArrayRecordComponent")
record EngineResult(
    List<CvCurve> curves, long rows, long zeroWeight, LabelStatistics label, double[] deviations) {}
