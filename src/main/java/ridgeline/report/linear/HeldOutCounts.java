package ridgeline.report.linear;

import java.util.List;
import ridgeline.stats.residual.Histogram2d;
import ridgeline.stats.residual.ResidualMeans;

/**
 * How well rows are predicted by fits that have not seen them.
 *
 * @param deviations how far the bins reach on each side, in deviations
 * @param observed histogram of predictions (x) and labels (y)
 * @param residuals histogram of predictions (x) and residuals (y), label minus prediction
 * @param means mean residuals by prediction
 */
public record HeldOutCounts(
    double deviations,
    Histogram2d observed,
    Histogram2d residuals,
    List<ResidualMeans.Group> means) {}
