package ridgeline.path;

import dev.ludovic.netlib.blas.JavaBLAS;
import java.util.stream.IntStream;
import ridgeline.linalg.Cholesky;
import ridgeline.linalg.PivotedCholesky;

/**
 * The directions in which neither loss nor penalty changes, due to linearly dependent features that
 * are not penalised.
 */
final class UndecidedDirections {
  private static final JavaBLAS BLAS = JavaBLAS.getInstance();

  private final int[] members;
  private final double[] basis;
  private final PivotedCholesky products;

  UndecidedDirections(StandardizedProblem problem) {
    members =
        IntStream.range(0, problem.features())
            .filter(j -> problem.l1Weight(j) == 0 && !problem.isConstant(j))
            .toArray();
    int n = members.length;
    double[] gram = new double[n * n];
    double[] scale = new double[n];
    for (int b = 0; b < n; b++) {
      scale[b] = 1 / Math.sqrt(problem.gram(members[b], members[b]));
      for (int a = 0; a < n; a++) {
        gram[b * n + a] = problem.gram(members[a], members[b]);
      }
    }
    for (int k = 0; k < gram.length; k++) {
      gram[k] *= scale[k % n] * scale[k / n];
    }
    double tolerance = DependentRidge.tolerance(n, Cholesky.DEPENDENT);
    basis = PivotedCholesky.of(n, gram, tolerance).nullSpace();
    for (int k = 0; k < basis.length; k++) {
      basis[k] *= scale[k % n];
    }
    int directions = directions();
    double[] square = new double[directions * directions];
    if (directions > 0) {
      BLAS.dgemm(
          "T", "N", directions, directions, n, 1.0, basis, n, basis, n, 0.0, square, directions);
    }
    products = PivotedCholesky.of(directions, square, tolerance);
  }

  private int directions() {
    return members.length == 0 ? 0 : basis.length / members.length;
  }

  boolean isEmpty() {
    return basis.length == 0;
  }

  /**
   * The minimum-norm coefficients that differ from {@code beta} only in these directions; a new
   * array.
   */
  double[] leastNorm(double[] beta) {
    int n = members.length;
    double[] here = IntStream.of(members).mapToDouble(j -> beta[j]).toArray();
    double[] slope = new double[directions()];
    BLAS.dgemv("T", n, slope.length, -1.0, basis, n, here, 1, 0.0, slope, 1);
    BLAS.dgemv("N", n, slope.length, 1.0, basis, n, products.solve(slope), 1, 1.0, here, 1);
    double[] result = beta.clone();
    for (int m = 0; m < n; m++) {
      result[members[m]] = here[m];
    }
    return result;
  }
}
