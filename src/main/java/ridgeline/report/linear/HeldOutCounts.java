package ridgeline.report.linear;

import java.util.List;
import ridgeline.stats.Histogram2d;
import ridgeline.stats.ResidualMeans;

/**
 * How well rows are predicted by fits that did not see them.
 *
 * @param deviations how far the bins reach to each side, in deviations of what they count
 * @param observed predictions (x) and labels (y)
 * @param residuals predictions (x) and labels less predictions (y)
 * @param means the means of those, by prediction
 */
public record HeldOutCounts(
    double deviations,
    Histogram2d observed,
    Histogram2d residuals,
    List<ResidualMeans.Group> means) {}
