package ridgeline.path;

/**
 * The penalty of one cell, in terms of standardised coefficients, {@code sum_j l1_j |beta_j| +
 * l2_j/2 beta_j^2}.
 *
 * @param l1 thresholds, one for each feature; an infinite one keeps the coefficient at 0
 * @param l2 shrinkages, one for each feature
 */
@SuppressWarnings("ArrayRecordComponent")
record CellPenalty(double[] l1, double[] l2) {}
