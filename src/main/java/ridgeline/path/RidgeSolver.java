package ridgeline.path;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import ridgeline.linalg.Cholesky;

/**
 * Solves cells without an L1 part.
 *
 * <p>One Krylov space of {@code D^-1/2 R D^-1/2}, D the L2 weights, serves every regParam. If
 * weights are 0, or differ so much that digits are lost, a cell is solved by Cholesky. If that
 * fails too, because features are linearly dependent and the penalty is lost beside the loss, it is
 * solved by {@link DependentRidge}.
 */
final class RidgeSolver {
  /**
   * Below this share of the largest curvature, the rounding of the matrix outweighs a regParam if
   * features are dependent.
   */
  private static final double SHOWS = 1e-9;

  /**
   * The shares of the diagonal up to which a pivot is taken for rounding error, tried in turn: the
   * first is exact for penalties that are nearly lost beside the loss, the second for the loss.
   */
  private static final double[] DEPENDENT = {1e-9, Cholesky.DEPENDENT};

  private final StandardizedProblem problem;
  private final double target;
  private @Nullable ScaledProblem scaled;

  /**
   * @param target maximum violation at which the faster method suffices
   */
  RidgeSolver(StandardizedProblem problem, double target) {
    this.problem = problem;
    this.target = target;
  }

  /**
   * The solution of a cell.
   *
   * @param beta standardised coefficients, {@code features} values
   * @param kkt the largest optimality violation
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Solution(double[] beta, double kkt) {}

  /** Solves a cell without an L1 part. */
  Solution solve(CellPenalty cell, double regParam) {
    Solution best = new Solution(new double[problem.features()], Double.POSITIVE_INFINITY);
    if (regParam > 0 && problem.allShrunk() && scaled().shows(regParam)) {
      best = certified(scaled().solve(regParam, target), cell);
    }
    for (int k = 0; k < DEPENDENT.length && !(best.kkt() <= target); k++) {
      best = better(best, direct(cell, DEPENDENT[k]));
    }
    return best;
  }

  private Solution direct(CellPenalty cell, double dependent) {
    double[] beta = problem.cross().clone();
    return certified(
        Cholesky.solve(beta.length, problem.shrunkGram(cell), beta, dependent)
            ? beta
            : DependentRidge.solve(problem, cell, dependent),
        cell);
  }

  private static Solution better(Solution one, Solution other) {
    return other.kkt() < one.kkt() ? other : one;
  }

  private Solution certified(double[] beta, CellPenalty cell) {
    return new Solution(beta, KktResidual.of(problem, beta, cell));
  }

  private ScaledProblem scaled() {
    if (scaled == null) {
      scaled = new ScaledProblem(problem);
    }
    return scaled;
  }

  /** The problem in terms of {@code D^1/2 beta}, where the regParam is a shift of the matrix. */
  private static final class ScaledProblem {
    private final double[] scales;
    private final double largestRoot;
    private final double largestCurvature;
    private final KrylovSpace space;

    ScaledProblem(StandardizedProblem problem) {
      int p = problem.features();
      double[] l2 = problem.cell(1, 0).l2();
      double[] matrix = problem.gram().clone();
      double[] cross = problem.cross().clone();
      scales = new double[p];
      double largest = 0;
      for (int j = 0; j < p; j++) {
        scales[j] = problem.isConstant(j) ? 0 : 1 / Math.sqrt(l2[j]);
        largest = problem.isConstant(j) ? largest : Math.max(largest, Math.sqrt(l2[j]));
      }
      for (int j = 0; j < p; j++) {
        cross[j] *= scales[j];
        for (int i = 0; i < p; i++) {
          matrix[j * p + i] *= scales[i] * scales[j];
        }
      }
      largestRoot = largest;
      largestCurvature = IntStream.range(0, p).mapToDouble(j -> matrix[j * p + j]).max().orElse(0);
      space = new KrylovSpace(p, matrix, cross);
    }

    boolean shows(double regParam) {
      return regParam > SHOWS * largestCurvature;
    }

    double[] solve(double regParam, double target) {
      double[] beta = space.solve(regParam, target / largestRoot / 2);
      for (int j = 0; j < beta.length; j++) {
        beta[j] *= scales[j];
      }
      return beta;
    }
  }
}
