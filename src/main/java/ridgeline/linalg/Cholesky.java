package ridgeline.linalg;

import dev.ludovic.netlib.lapack.LAPACK;
import org.netlib.util.intW;

/** Solves symmetric positive definite systems in place, by LAPACK. */
public final class Cholesky {
  private static final LAPACK LAPACK_INSTANCE = LAPACK.getInstance();

  /**
   * A pivot this small, relative to its diagonal, means that the column depends on earlier ones.
   */
  private static final double DEPENDENT = 1e-13;

  private Cholesky() {}

  /**
   * Solves {@code A x = b}.
   *
   * @param a {@code n * n} values, column-major, upper triangle read; overwritten by its factor
   * @param b {@code n} values; overwritten by x, or left as it was if the result is false
   * @return false if A is not positive definite to working precision
   */
  public static boolean solve(int n, double[] a, double[] b) {
    double[] diagonal = new double[n];
    for (int i = 0; i < n; i++) {
      diagonal[i] = a[i + i * n];
    }
    intW info = new intW(0);
    LAPACK_INSTANCE.dpotrf("U", n, a, n, info);
    if (info.val != 0) {
      return false;
    }
    for (int i = 0; i < n; i++) {
      double pivot = a[i + i * n];
      if (!(pivot * pivot > DEPENDENT * diagonal[i])) {
        return false;
      }
    }
    LAPACK_INSTANCE.dpotrs("U", n, 1, a, n, b, n, info);
    return info.val == 0;
  }
}
