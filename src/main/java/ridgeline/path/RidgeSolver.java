package ridgeline.path;

import dev.ludovic.netlib.blas.BLAS;
import org.jspecify.annotations.Nullable;
import ridgeline.linalg.Cholesky;
import ridgeline.linalg.Eigen;

/**
 * Solves cells without an L1 part.
 *
 * <p>One eigendecomposition of {@code D^-1/2 R D^-1/2}, D the L2 weights, serves every regParam.
 * Where the weights include zeros, or differ so much that digits are lost, a cell is solved by
 * Cholesky; where that fails too, because the features are linearly dependent and not penalised, by
 * the pseudoinverse, which gives the smallest of the solutions.
 */
final class RidgeSolver {
  private static final BLAS BLAS_INSTANCE = BLAS.getInstance();

  private final StandardizedProblem problem;
  private final double acceptable;
  private @Nullable Decomposition scaled;
  private @Nullable Decomposition unscaled;

  /**
   * @param tol largest optimality violation of a converged cell
   */
  RidgeSolver(StandardizedProblem problem, double tol) {
    this.problem = problem;
    this.acceptable = tol * 1e-5;
  }

  /** The standardised coefficients of a cell with no L1 part, {@code features} values. */
  double[] solve(double regParam) {
    CellPenalty cell = problem.cell(regParam, 0);
    if (regParam > 0 && problem.allShrunk()) {
      double[] beta = scaled().solve(regParam);
      double[] gradient = new double[beta.length];
      problem.gradient(beta, gradient);
      if (problem.kkt(beta, gradient, cell) <= acceptable) {
        return beta;
      }
    }
    double[] beta = problem.cross().clone();
    return Cholesky.solve(beta.length, shrunkGram(cell), beta) ? beta : unscaled().solve(0);
  }

  private double[] shrunkGram(CellPenalty cell) {
    int p = problem.features();
    double[] matrix = problem.gram().clone();
    for (int j = 0; j < p; j++) {
      matrix[j * p + j] += problem.isConstant(j) ? 1 : cell.l2()[j];
    }
    return matrix;
  }

  private Decomposition scaled() {
    if (scaled == null) {
      double[] l2 = problem.cell(1, 0).l2();
      double[] inverseRoots = new double[l2.length];
      for (int j = 0; j < l2.length; j++) {
        inverseRoots[j] = problem.isConstant(j) ? 0 : 1 / Math.sqrt(l2[j]);
      }
      scaled = new Decomposition(problem, inverseRoots);
    }
    return scaled;
  }

  private Decomposition unscaled() {
    if (unscaled == null) {
      double[] scales = new double[problem.features()];
      for (int j = 0; j < scales.length; j++) {
        scales[j] = problem.isConstant(j) ? 0 : 1;
      }
      unscaled = new Decomposition(problem, scales);
    }
    return unscaled;
  }

  /**
   * The eigendecomposition of {@code E R E} for a diagonal E, and {@code E r} in its basis. A zero
   * in E keeps a constant feature at exactly 0, which the rounding of the vectors would not.
   */
  private static final class Decomposition {
    private final double[] scales;
    private final Eigen eigen;
    private final double[] rotatedCross;

    Decomposition(StandardizedProblem problem, double[] scales) {
      this.scales = scales;
      int p = scales.length;
      double[] matrix = problem.gram().clone();
      double[] cross = problem.cross().clone();
      for (int j = 0; j < p; j++) {
        cross[j] *= scales[j];
        for (int i = 0; i < p; i++) {
          matrix[j * p + i] *= scales[i] * scales[j];
        }
      }
      eigen = Eigen.decompose(p, matrix);
      rotatedCross = new double[p];
      BLAS_INSTANCE.dgemv("T", p, p, 1.0, eigen.vectors(), p, cross, 1, 0.0, rotatedCross, 1);
    }

    /** Directions whose eigenvalue is zero to working precision are left out. */
    double[] solve(double shrinkage) {
      int p = scales.length;
      double negligible = eigen.values()[p - 1] * p * Math.ulp(1.0);
      double[] rotated = new double[p];
      for (int k = 0; k < p; k++) {
        double value = Math.max(0, eigen.values()[k]) + shrinkage;
        rotated[k] = value > negligible ? rotatedCross[k] / value : 0;
      }
      double[] beta = new double[p];
      BLAS_INSTANCE.dgemv("N", p, p, 1.0, eigen.vectors(), p, rotated, 1, 0.0, beta, 1);
      for (int j = 0; j < p; j++) {
        beta[j] *= scales[j];
      }
      return beta;
    }
  }
}
