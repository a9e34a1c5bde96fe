package ridgeline.path;

/**
 * The penalty of one cell in standardised coefficients, {@code sum_j l1_j |beta_j| + l2_j/2
 * beta_j^2}.
 *
 * @param l1 thresholds, one for each feature; infinite keeps the coefficient at 0
 * @param l2 shrinkages, one for each feature
 */
@SuppressWarnings("ArrayRecordComponent")
record CellPenalty(double[] l1, double[] l2) {

  /** By how much a feature's optimality condition is violated; negative for a margin at 0. */
  double violation(int j, double beta, double gradient) {
    return violation(l1[j], l2[j], beta, gradient);
  }

  static double violation(double l1, double l2, double beta, double gradient) {
    return beta == 0
        ? Math.abs(gradient) - l1
        : Math.abs(gradient - l2 * beta - Math.copySign(l1, beta));
  }
}
