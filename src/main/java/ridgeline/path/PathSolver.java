package ridgeline.path;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ridgeline.stats.Moments;

/** Solves the paths of one set of training rows, in any number of segments. */
public final class PathSolver {
  /**
   * Solvers continue to this fraction of the tolerance, if rounding allows it, so that a result
   * does not depend on how the data was partitioned.
   */
  private static final double TARGET = 1e-5;

  /**
   * Ratio of successive regParams on the way to the first cell. Starting at a distant cell from
   * zeros takes as long as hundreds of cells that start from a neighbour.
   */
  private static final double WARM_UP_RATIO = 0.3;

  /** Below this share of the start of a path, its solutions hardly change. */
  private static final double WARM_UP_END = 1e-12;

  private final StandardizedProblem problem;
  private final double tol;
  private final int maxIter;
  private final RidgeSolver ridge;
  private final UndecidedDirections undecided;

  /**
   * Consecutive cells of a path, and the start of the next segment of that path.
   *
   * @param fits one for each regParam of the segment
   * @param end standardised coefficients of the last cell, {@code features} values
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Solution(List<LinearFit> fits, double[] end) {}

  /**
   * Standardises the moments.
   *
   * @param tol maximum optimality violation of a converged cell, in the unit of a correlation
   * @param maxIter maximum number of iterations in a cell
   * @throws IllegalArgumentException if the label is constant in the training rows
   */
  public PathSolver(Moments training, Penalty penalty, double tol, int maxIter) {
    problem = new StandardizedProblem(training, penalty);
    this.tol = tol;
    this.maxIter = maxIter;
    ridge = new RidgeSolver(problem, tol * TARGET);
    undecided = new UndecidedDirections(problem);
  }

  /** See {@link RegParamGrid#regParamMax}. */
  public double regParamMax(double elasticNetParam) {
    return RegParamGrid.regParamMax(problem, elasticNetParam, tol * TARGET, maxIter);
  }

  /**
   * Solves the cells {@code from} to {@code to - 1} of a path. The segments of a path may be solved
   * by different instances; the results equal those of a single segment.
   *
   * @param regParams all values of the path, decreasing
   * @param start standardised coefficients to start from, such as the end of the previous segment;
   *     null to start from zeros and to approach the first cell through others, which are neither
   *     returned nor counted
   */
  public Solution solve(
      double elasticNetParam, double[] regParams, int from, int to, double @Nullable [] start) {
    double[] beta = start == null ? new double[problem.features()] : start;
    CoordinateDescent descent = null;
    List<LinearFit> fits = new ArrayList<>(to - from);
    CellPenalty previous =
        from > 0 && start != null ? problem.cell(regParams[from - 1], elasticNetParam) : null;
    Spacing spacing = new Spacing();
    for (int step = from; step < to; step++) {
      CellPenalty cell = problem.cell(regParams[step], elasticNetParam);
      if (regParams[step] * elasticNetParam == 0) {
        RidgeSolver.Solution solution = solveRidge(cell, regParams[step]);
        beta = solution.beta();
        fits.add(fit(regParams[step], beta, solution.kkt(), 1));
      } else {
        if (descent == null) {
          descent = new CoordinateDescent(problem, tol * TARGET, maxIter, beta);
          beta = descent.beta();
          if (start == null) {
            previous = warmUp(descent, elasticNetParam, regParams[step], spacing);
          }
        }
        CoordinateDescent.End end = descent.solve(cell, previous, spacing.step(regParams[step]));
        fits.add(
            undecided.isEmpty()
                ? fit(regParams[step], beta, end.kkt(), end.iterations())
                : leastNorm(regParams[step], beta, cell, end.iterations()));
      }
      previous = cell;
    }
    return new Solution(fits, beta);
  }

  /** Approaches the first cell; returns the last cell that was solved, or null if none was. */
  private @Nullable CellPenalty warmUp(
      CoordinateDescent descent, double elasticNetParam, double first, Spacing spacing) {
    double start = regParamMax(elasticNetParam);
    double end = Math.max(first, start * WARM_UP_END);
    CellPenalty last = null;
    for (double regParam = start * WARM_UP_RATIO; regParam > end; regParam *= WARM_UP_RATIO) {
      CellPenalty cell = problem.cell(regParam, elasticNetParam);
      descent.solve(cell, last, spacing.step(regParam));
      last = cell;
    }
    return last;
  }

  /** How far apart the regParams of the cells are that one descent solves. */
  private static final class Spacing {
    private double last = Double.NaN;
    private double change = Double.NaN;

    /** The change to the next one, divided by the change before; at most 1, and 0 without two. */
    double step(double next) {
      double step = (next - last) / change;
      change = next - last;
      last = next;
      return step > 0 ? Math.min(step, 1) : 0;
    }
  }

  private synchronized RidgeSolver.Solution solveRidge(CellPenalty cell, double regParam) {
    return ridge.solve(cell, regParam);
  }

  private LinearFit leastNorm(double regParam, double[] beta, CellPenalty cell, int iterations) {
    double[] least = undecided.leastNorm(beta);
    return fit(regParam, least, KktResidual.of(problem, least, cell), iterations);
  }

  private LinearFit fit(double regParam, double[] beta, double kkt, int iterations) {
    return problem.toFit(regParam, beta, kkt, iterations, kkt <= tol);
  }

  /** The largest violation of a cell's optimality conditions by a fit of any solver. */
  public double kkt(LinearFit fit, double elasticNetParam) {
    return KktResidual.of(
        problem, problem.standardized(fit), problem.cell(fit.regParam(), elasticNetParam));
  }

  /** The weighted mean squared error of a fit of this solver on rows with the given moments. */
  public double meanSquaredError(LinearFit fit, Moments heldOut) {
    return problem.meanSquaredError(fit, heldOut);
  }
}
