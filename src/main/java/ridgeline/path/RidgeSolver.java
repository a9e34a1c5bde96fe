package ridgeline.path;

import dev.ludovic.netlib.blas.JavaBLAS;
import org.jspecify.annotations.Nullable;
import ridgeline.linalg.Cholesky;
import ridgeline.linalg.Eigen;

/**
 * Solves cells without an L1 part.
 *
 * <p>One Krylov space of {@code D^-1/2 R D^-1/2}, D the L2 weights, serves every regParam. Where
 * the weights include zeros, or differ so much that digits are lost, a cell is solved by Cholesky;
 * where that fails too, because the features are linearly dependent and not penalised, by the
 * pseudoinverse, which gives the smallest of the solutions.
 */
final class RidgeSolver {
  private static final JavaBLAS BLAS = JavaBLAS.getInstance();

  private final StandardizedProblem problem;
  private final double target;
  private @Nullable ScaledProblem scaled;

  /**
   * @param target violation up to which the quicker way is good enough
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

  /** Solves a cell with no L1 part. */
  Solution solve(CellPenalty cell, double regParam) {
    if (regParam > 0 && problem.allShrunk()) {
      Solution solution = certified(scaled().solve(regParam, target), cell);
      if (solution.kkt() <= target) {
        return solution;
      }
    }
    double[] beta = problem.cross().clone();
    boolean solved = Cholesky.solve(beta.length, shrunkGram(cell), beta);
    return certified(solved ? beta : pseudoinverse(), cell);
  }

  private Solution certified(double[] beta, CellPenalty cell) {
    return new Solution(beta, problem.kkt(beta, cell));
  }

  private double[] shrunkGram(CellPenalty cell) {
    int p = problem.features();
    double[] matrix = problem.gram().clone();
    for (int j = 0; j < p; j++) {
      matrix[j * p + j] += problem.isConstant(j) ? 1 : cell.l2()[j];
    }
    return matrix;
  }

  private ScaledProblem scaled() {
    if (scaled == null) {
      scaled = new ScaledProblem(problem);
    }
    return scaled;
  }

  /** The problem in {@code D^1/2 beta}, in which the regParam is a shift of the matrix. */
  private static final class ScaledProblem {
    private final double[] scales;
    private final double largestRoot;
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
      space = new KrylovSpace(p, matrix, cross);
    }

    double[] solve(double regParam, double target) {
      double[] beta = space.solve(regParam, target / largestRoot / 2);
      for (int j = 0; j < beta.length; j++) {
        beta[j] *= scales[j];
      }
      return beta;
    }
  }

  private double[] pseudoinverse() {
    int p = problem.features();
    Eigen eigen = Eigen.decompose(p, problem.gram().clone());
    double[] rotated = new double[p];
    BLAS.dgemv("T", p, p, 1.0, eigen.vectors(), p, problem.cross(), 1, 0.0, rotated, 1);
    double negligible = eigen.values()[p - 1] * p * Math.ulp(1.0);
    for (int k = 0; k < p; k++) {
      rotated[k] = eigen.values()[k] > negligible ? rotated[k] / eigen.values()[k] : 0;
    }
    double[] beta = new double[p];
    BLAS.dgemv("N", p, p, 1.0, eigen.vectors(), p, rotated, 1, 0.0, beta, 1);
    for (int j = 0; j < p; j++) {
      beta[j] = problem.isConstant(j) ? 0 : beta[j];
    }
    return beta;
  }
}
