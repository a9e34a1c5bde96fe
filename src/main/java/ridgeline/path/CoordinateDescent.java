package ridgeline.path;

import org.jspecify.annotations.Nullable;

/**
 * Solves cells of a path by coordinate descent on the Gram matrix, warm from cell to cell.
 *
 * <p>Features enter the active set by the sequential strong rule (Tibshirani et al. 2012) or by the
 * check of the optimality conditions over all features that ends every cell. In the active set,
 * sweeps of coordinate descent, which find the signs, alternate with minimisations over the nonzero
 * coefficients, which find the values.
 */
final class CoordinateDescent {
  /** A cell ends if this many checks find neither convergence nor a feature to add. */
  private static final int STAGNANT_CHECKS = 3;

  /** Rounds that bring the violation no lower than earlier ones only push rounding about. */
  private static final int STAGNANT_ROUNDS = 30;

  /** Rounds until the support is minimised exactly whatever becomes of it, which ends cycles. */
  private static final int ROUGH_ROUNDS = 5;

  private final StandardizedProblem problem;
  private final double target;
  private final int maxIter;
  private final ActiveSet active;
  private final SupportMinimizer support;
  private final double[] beta;
  private final double[] gradient;

  /**
   * How a cell ended.
   *
   * @param kkt the largest optimality violation over all features
   * @param iterations sweeps, products with the Gram matrix and factorisations
   */
  record End(double kkt, int iterations) {}

  /**
   * @param target violation at which a cell ends, where rounding allows it
   * @param maxIter most iterations in a cell
   * @param start where to start, {@code features} values, not changed
   */
  CoordinateDescent(StandardizedProblem problem, double target, int maxIter, double[] start) {
    this.problem = problem;
    this.target = target;
    this.maxIter = maxIter;
    active = new ActiveSet(problem);
    support = new SupportMinimizer(active, target / 2);
    beta = start.clone();
    gradient = new double[problem.features()];
    problem.gradient(beta, gradient);
    active.addWhere(j -> beta[j] != 0);
  }

  /** The coefficients, {@code features} values; the next cell overwrites them. */
  double[] beta() {
    return beta;
  }

  /** The negative gradient of the loss at them, {@code features} values. */
  double[] gradient() {
    return gradient;
  }

  /**
   * Solves one cell, from where the last one ended.
   *
   * @param previous the cell that ended there, or one near it; null if there is none
   */
  End solve(CellPenalty cell, @Nullable CellPenalty previous) {
    addLikely(cell, previous == null ? cell : previous);
    double kkt = KktResidual.of(problem, beta, gradient, cell);
    int iterations = 0;
    int stagnant = 0;
    while (kkt > target && iterations < maxIter && stagnant < STAGNANT_CHECKS) {
      active.load(beta, gradient, cell);
      iterations += solveActive(maxIter - iterations);
      active.store(beta);
      problem.gradient(beta, gradient);
      kkt = KktResidual.of(problem, beta, gradient, cell);
      stagnant = addLikely(cell, cell) ? 0 : stagnant + 1;
    }
    return new End(kkt, iterations);
  }

  /**
   * Adds the features whose conditions the next cell violates, if slopes move as the strong rule
   * assumes.
   */
  private boolean addLikely(CellPenalty next, CellPenalty previous) {
    return active.addWhere(
        j -> Math.abs(gradient[j]) > 2 * next.l1()[j] - previous.l1()[j] && !problem.isConstant(j));
  }

  private int solveActive(int limit) {
    int iterations = 0;
    int rounds = 0;
    int sinceBest = 0;
    double best = Double.POSITIVE_INFINITY;
    while (iterations < limit && sinceBest < STAGNANT_ROUNDS) {
      iterations++;
      active.sweep(target / 2);
      double violation = active.violation();
      if (violation > target && iterations < limit) {
        iterations += support.minimize(rounds++ < ROUGH_ROUNDS, limit - iterations);
        violation = active.violation();
      }
      if (violation <= target) {
        break;
      }
      sinceBest = violation < best ? 0 : sinceBest + 1;
      best = Math.min(best, violation);
    }
    return iterations;
  }
}
