package ridgeline.path;

/**
 * Solves cells of a path by coordinate descent on the Gram matrix, warm from cell to cell.
 *
 * <p>Sweeps run over the active set; features outside enter by the sequential strong rule
 * (Tibshirani et al. 2012) or by the check of the optimality conditions over all features that ends
 * every cell. Where sweeps are slow, because features are correlated, the active set is solved
 * directly.
 */
final class CoordinateDescent {
  /**
   * The solver goes on to this fraction of the tolerance, where rounding allows it, so that a
   * result does not depend on how the data was partitioned.
   */
  private static final double TARGET = 1e-5;

  /** A cell ends if this many checks find neither convergence nor a feature to add. */
  private static final int STAGNANT_CHECKS = 3;

  /** Sweeps that move by no less than earlier ones only push rounding about. */
  private static final int STAGNANT_SWEEPS = 1_000;

  private final StandardizedProblem problem;
  private final double target;
  private final int maxIter;
  private final ActiveSet active;
  private final double[] gradient;

  /**
   * @param tol largest optimality violation of a converged cell
   * @param maxIter most sweeps and direct solves in a cell
   */
  CoordinateDescent(StandardizedProblem problem, double tol, int maxIter) {
    this.problem = problem;
    this.target = tol * TARGET;
    this.maxIter = maxIter;
    active = new ActiveSet(problem);
    gradient = new double[problem.features()];
  }

  /**
   * Solves one cell.
   *
   * @param beta where to start, {@code features} values; overwritten by the solution
   * @return the iterations taken
   */
  int solve(CellPenalty cell, double[] beta) {
    for (int j = 0; j < beta.length; j++) {
      if (beta[j] != 0 && !active.contains(j)) {
        active.add(j);
      }
    }
    problem.gradient(beta, gradient);
    addViolators(cell);
    int iterations = 0;
    int stagnant = 0;
    while (iterations < maxIter && stagnant < STAGNANT_CHECKS) {
      active.load(beta, gradient, cell);
      iterations += solveActive(maxIter - iterations);
      active.store(beta);
      problem.gradient(beta, gradient);
      boolean added = addViolators(cell);
      if (!added && problem.kkt(beta, gradient, cell) <= target) {
        break;
      }
      stagnant = added ? 0 : stagnant + 1;
    }
    return iterations;
  }

  /**
   * Adds features that a cell is likely to need, by the strong rule, before it is solved.
   *
   * @param previous the cell that {@code beta} solves, or one near it
   */
  void anticipate(CellPenalty previous, CellPenalty next, double[] beta) {
    problem.gradient(beta, gradient);
    for (int j = 0; j < beta.length; j++) {
      boolean likely = Math.abs(gradient[j]) >= 2 * next.l1()[j] - previous.l1()[j];
      if (likely && !active.contains(j) && !problem.isConstant(j)) {
        active.add(j);
      }
    }
  }

  private boolean addViolators(CellPenalty cell) {
    int before = active.size();
    for (int j = 0; j < gradient.length; j++) {
      if (Math.abs(gradient[j]) > cell.l1()[j] && !active.contains(j) && !problem.isConstant(j)) {
        active.add(j);
      }
    }
    return active.size() > before;
  }

  private int solveActive(int limit) {
    int iterations = 0;
    int directAt = directSolveAfter();
    int sinceBest = 0;
    double best = Double.POSITIVE_INFINITY;
    while (iterations < limit && sinceBest < STAGNANT_SWEEPS) {
      iterations++;
      double worst = active.sweep();
      if (worst <= target) {
        break;
      }
      sinceBest = worst < best ? 0 : sinceBest + 1;
      best = Math.min(best, worst);
      if (iterations == directAt && iterations < limit) {
        iterations++;
        active.solveDirectly();
        directAt = iterations + directSolveAfter();
        best = Double.POSITIVE_INFINITY;
      }
    }
    return iterations;
  }

  /** As many sweeps as cost about as much as a direct solve. */
  private int directSolveAfter() {
    return 8 + active.size() / 3;
  }
}
