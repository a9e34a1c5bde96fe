package ridgeline.path;

/**
 * How far a fit is from the minimum of a cell: the largest violation of the Karush-Kuhn-Tucker
 * conditions, for standardised coefficients, so its unit is that of a correlation with the label.
 *
 * <p>With the gradient {@code g = r - R beta} they are {@code |g_j| <= l1_j} where {@code beta_j =
 * 0}, and {@code g_j = l2_j beta_j + l1_j sign(beta_j)} elsewhere (Friedman, Hastie and Tibshirani
 * 2010, section 2.1).
 */
final class KktResidual {
  private KktResidual() {}

  /**
   * The largest violation over all features but the constant ones, whose coefficients are 0.
   *
   * @param beta standardised coefficients, one for each feature
   * @param gradient {@code r - R beta}, one for each feature
   */
  static double of(
      StandardizedProblem problem, double[] beta, double[] gradient, CellPenalty cell) {
    double worst = 0;
    for (int j = 0; j < beta.length; j++) {
      if (!problem.isConstant(j)) {
        worst = Math.max(worst, violation(cell.l1()[j], cell.l2()[j], beta[j], gradient[j]));
      }
    }
    return worst;
  }

  /** The largest violation, with the gradient computed from the coefficients. */
  static double of(StandardizedProblem problem, double[] beta, CellPenalty cell) {
    double[] gradient = new double[beta.length];
    problem.gradient(beta, gradient);
    return of(problem, beta, gradient, cell);
  }

  /** By how much the condition of one feature is violated; negative for a margin at 0. */
  static double violation(double l1, double l2, double beta, double gradient) {
    return beta == 0
        ? Math.abs(gradient) - l1
        : Math.abs(gradient - l2 * beta - Math.copySign(l1, beta));
  }
}
