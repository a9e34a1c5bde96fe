package ridgeline.path;

import org.jspecify.annotations.Nullable;

/**
 * Solves the cells of a path by coordinate descent on the Gram matrix, with warm starts.
 *
 * <p>Features enter the active set by the sequential strong rule (Tibshirani et al. 2012) or by the
 * final check of each cell, which tests the optimality conditions of all features. Within the
 * active set, sweeps of coordinate descent, which find the signs, alternate with minimisations over
 * the nonzero coefficients, which find the values.
 */
final class CoordinateDescent {
  /** A cell ends after this many checks in a row without convergence or a feature to add. */
  private static final int STAGNANT_CHECKS = 3;

  /** After this many rounds without a smaller violation, only rounding errors change. */
  private static final int STAGNANT_ROUNDS = 30;

  /** After this many rounds, the support is always minimised exactly, which ends cycles. */
  private static final int ROUGH_ROUNDS = 5;

  /** The share of the way to a coefficient of 0 that is extrapolated. */
  private static final double BEFORE_ZERO = 0.9;

  private final StandardizedProblem problem;
  private final double target;
  private final int maxIter;
  private final ActiveSet active;
  private final SupportMinimizer support;
  private final double[] beta;
  private final double[] gradient;
  private final double[] lastBeta;
  private final double[] lastGradient;

  /**
   * How a cell ended.
   *
   * @param kkt the largest optimality violation over all features
   * @param iterations number of sweeps, products with the Gram matrix and factorisations
   */
  record End(double kkt, int iterations) {}

  /**
   * @param target violation at which a cell ends, if rounding allows it
   * @param maxIter maximum number of iterations in a cell
   * @param start initial coefficients, {@code features} values, not changed
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
    lastBeta = beta.clone();
    lastGradient = gradient.clone();
    active.addWhere(j -> beta[j] != 0);
  }

  /** The coefficients, {@code features} values; the next cell overwrites them. */
  double[] beta() {
    return beta;
  }

  /** The negative gradient of the loss at {@link #beta}, {@code features} values. */
  double[] gradient() {
    return gradient;
  }

  /**
   * Solves one cell, starting from the solution of the last one.
   *
   * @param previous the cell of that solution, or one near it; null if there is none
   */
  End solve(CellPenalty cell, @Nullable CellPenalty previous) {
    return solve(cell, previous, 0);
  }

  /**
   * Solves one cell, starting on the line through the last two solutions. As long as no coefficient
   * becomes 0 or stops being 0, the solutions of a lasso path are on a line (Rosset and Zhu 2007),
   * and those of other paths near one.
   *
   * @param previous the cell of the last solution, or one near it; null if there is none
   * @param step the change of regParam to this cell, divided by the change before; at most 1
   */
  End solve(CellPenalty cell, @Nullable CellPenalty previous, double step) {
    addLikely(cell, previous == null ? cell : previous);
    extrapolate(step);
    double kkt = KktResidual.of(problem, beta, gradient, cell);
    if (kkt <= target && step > 0) {
      // An extrapolated gradient has the rounding errors of all cells before.
      problem.gradient(beta, gradient);
      kkt = KktResidual.of(problem, beta, gradient, cell);
    }
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
   * Adds the features whose conditions the next cell is expected to violate by the strong rule;
   * returns whether there are any.
   */
  private boolean addLikely(CellPenalty next, CellPenalty previous) {
    return active.addWhere(
        j -> Math.abs(gradient[j]) > 2 * next.l1()[j] - previous.l1()[j] && !problem.isConstant(j));
  }

  /** Moves along the line through the last two solutions, up to the first change of a sign. */
  private void extrapolate(double step) {
    double length = step;
    for (int j = 0; j < beta.length; j++) {
      double change = beta[j] - lastBeta[j];
      if (beta[j] * (beta[j] + length * change) <= 0 && change != 0) {
        length = beta[j] == 0 ? 0 : BEFORE_ZERO * beta[j] / -change;
      }
    }
    moveOn(beta, lastBeta, length);
    moveOn(gradient, lastGradient, length);
  }

  private static void moveOn(double[] values, double[] last, double length) {
    for (int j = 0; j < values.length; j++) {
      double value = values[j];
      values[j] = value + length * (value - last[j]);
      last[j] = value;
    }
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
