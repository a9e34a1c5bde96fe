package ridgeline.path;

import dev.ludovic.netlib.blas.JavaBLAS;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import ridgeline.linalg.PivotedCholesky;

/**
 * Solves a cell without an L1 part if features are linearly dependent to working precision.
 *
 * <p>A quadratic form that is small compared with another is lost in the rounding of their sum. So
 * the parts of the objective are minimised one after the other, each over the directions that the
 * earlier ones leave undetermined: first the loss plus the penalty; then the penalty, where it is
 * lost beside the loss; last the norm of the standardised coefficients, which makes the solution
 * unique.
 */
final class DependentRidge {
  private static final JavaBLAS BLAS = JavaBLAS.getInstance();

  /** Rounding error of a correlation, with a margin for the errors of a factorisation. */
  private static final double ROUNDING = 1e-14;

  private static final int REFINEMENTS = 2;

  private final StandardizedProblem problem;
  private final CellPenalty cell;
  private final int features;
  private final double tolerance;

  /** Scales the diagonal of loss plus penalty to 1. */
  private final double[] scale;

  private final PivotedCholesky factor;

  /** Elements of a direction up to this size are rounding errors, magnified by small pivots. */
  private final double negligible;

  private final double[] beta;

  /** The directions that are still undetermined, of length 1, {@code features} values each. */
  private double[] open;

  private DependentRidge(StandardizedProblem problem, CellPenalty cell, double dependent) {
    this.problem = problem;
    this.cell = cell;
    features = problem.features();
    tolerance = tolerance(features, dependent);
    beta = new double[features];
    double[] matrix = problem.shrunkGram(cell);
    scale = new double[features];
    for (int j = 0; j < features; j++) {
      scale[j] = 1 / Math.sqrt(matrix[j * features + j]);
    }
    for (int k = 0; k < matrix.length; k++) {
      matrix[k] *= scale[k % features] * scale[k / features];
    }
    factor = PivotedCholesky.of(features, matrix, tolerance);
    negligible = ROUNDING / factor.smallestPivot();
    open = factor.nullSpace();
    for (int k = 0; k < open.length; k++) {
      open[k] *= scale[k % features];
    }
    normalise();
  }

  /**
   * The share of the diagonal up to which a pivot is dependent, at least the rounding of a sum over
   * the features.
   */
  static double tolerance(int features, double dependent) {
    return Math.max(dependent, 4 * features * Math.ulp(1.0));
  }

  /**
   * The standardised coefficients of a cell.
   *
   * @param cell the cell, whose thresholds are not read
   * @param dependent a pivot of at most this share of its diagonal element means that the column
   *     depends on others
   * @return {@code features} values
   */
  static double[] solve(StandardizedProblem problem, CellPenalty cell, double dependent) {
    DependentRidge ridge = new DependentRidge(problem, cell, dependent);
    ridge.minimiseLoss();
    ridge.minimisePenalty();
    ridge.minimise(DoubleStream.generate(() -> 1).limit(ridge.features).toArray());
    ridge.minimiseLoss();
    return ridge.beta;
  }

  /** Moves to the minimum of loss plus penalty, as far as rounding permits. */
  private void minimiseLoss() {
    double[] slope = new double[features];
    for (int refinement = 0; refinement < REFINEMENTS; refinement++) {
      problem.gradient(beta, slope);
      for (int j = 0; j < features; j++) {
        slope[j] = problem.isConstant(j) ? 0 : scale[j] * (slope[j] - cell.l2()[j] * beta[j]);
      }
      double[] step = factor.solve(slope);
      for (int j = 0; j < features; j++) {
        beta[j] += scale[j] * step[j];
      }
    }
  }

  /** Scales the directions to length 1, and sets elements that are rounding errors to 0. */
  private void normalise() {
    for (int start = 0; start < open.length; start += features) {
      double length = BLAS.dnrm2(features, open, start, 1);
      for (int k = start; k < start + features; k++) {
        open[k] = Math.abs(open[k]) > negligible * length ? open[k] / length : 0;
      }
    }
  }

  /**
   * Minimises the penalty, repeatedly: parts of it that are lost beside larger ones are minimised
   * over the directions that those leave undetermined.
   */
  private void minimisePenalty() {
    double[] l2 = cell.l2().clone();
    IntStream.range(0, features).filter(problem::isConstant).forEach(j -> l2[j] = 0);
    int before;
    do {
      before = open.length;
      minimise(l2);
    } while (open.length < before);
  }

  /** Minimises a weighted sum of squares of the coefficients over the undetermined directions. */
  private void minimise(double[] weights) {
    int directions = open.length / features;
    double[] weighted = open.clone();
    double[] here = new double[features];
    double largest = largestCurvature(weights);
    if (!(largest > 0)) {
      return;
    }
    for (int k = 0; k < open.length; k++) {
      weighted[k] *= Math.sqrt(weights[k % features]) / Math.sqrt(largest);
    }
    for (int j = 0; j < features; j++) {
      here[j] = Math.sqrt(weights[j]) / Math.sqrt(largest) * beta[j];
    }
    double[] curvature = product("T", weighted, directions, features, weighted, directions);
    double[] slope = new double[directions];
    BLAS.dgemv("T", features, directions, -1.0, weighted, features, here, 1, 0.0, slope, 1);
    PivotedCholesky decided = PivotedCholesky.of(directions, curvature, tolerance);
    BLAS.dgemv(
        "N", features, directions, 1.0, open, features, decided.solve(slope), 1, 1.0, beta, 1);
    open =
        product("N", open, features, directions, decided.nullSpace(), directions - decided.rank());
    normalise();
  }

  /** The largest curvature of the weighted sum of squares in the undetermined directions. */
  private double largestCurvature(double[] weights) {
    double largest = 0;
    for (int k = 0; k < open.length; k++) {
      largest = Math.max(largest, weights[k % features] * open[k] * open[k]);
    }
    return largest;
  }

  /**
   * The product of two column-major matrices, the first transposed if {@code transposed} is "T".
   */
  private static double[] product(
      String transposed, double[] a, int rows, int depth, double[] b, int columns) {
    double[] result = new double[rows * columns];
    if (result.length > 0) {
      int stride = transposed.equals("T") ? depth : rows;
      BLAS.dgemm(
          transposed, "N", rows, columns, depth, 1.0, a, stride, b, depth, 0.0, result, rows);
    }
    return result;
  }
}
