package ridgeline.report;

import ridgeline.stats.BinnedPairs;

/**
 * How well rows are predicted by fits that did not see them.
 *
 * @param deviations how far the bins reach to each side, in deviations of what they count
 * @param observed predictions (x) and labels (y)
 * @param residuals predictions (x) and labels less predictions (y)
 */
public record HeldOutCounts(double deviations, BinnedPairs observed, BinnedPairs residuals) {}
