package ridgeline.linalg;

import dev.ludovic.netlib.lapack.LAPACK;
import org.netlib.util.intW;

/**
 * The eigendecomposition {@code A = V diag(values) V'} of a symmetric matrix.
 *
 * @param values eigenvalues in ascending order
 * @param vectors {@code n * n} values, column-major: column k belongs to eigenvalue k
 */
@SuppressWarnings("ArrayRecordComponent")
public record Eigen(double[] values, double[] vectors) {
  private static final LAPACK LAPACK_INSTANCE = LAPACK.getInstance();

  static {
    // The Java LAPACK computes the machine precision on first use and keeps it. If two threads do
    // so at once, it keeps a wrong value for good; a class is initialised by a single thread.
    if (LAPACK_INSTANCE.dlamch("E") != Math.ulp(1.0) / 2) {
      throw new ArithmeticException(
          "LAPACK computed %s as the machine precision; restart the process"
              .formatted(LAPACK_INSTANCE.dlamch("E")));
    }
  }

  /**
   * Decomposes by LAPACK's {@code dsyevd} (divide and conquer).
   *
   * @param a {@code n * n} values, column-major, upper triangle read; overwritten by the vectors
   * @throws ArithmeticException if the iteration fails, which finite input does not cause
   */
  public static Eigen decompose(int n, double[] a) {
    double[] values = new double[n];
    double[] workSize = new double[1];
    int[] integerWorkSize = new int[1];
    intW info = new intW(0);
    LAPACK_INSTANCE.dsyevd("V", "U", n, a, n, values, workSize, -1, integerWorkSize, -1, info);
    int work = (int) workSize[0];
    int integerWork = integerWorkSize[0];
    LAPACK_INSTANCE.dsyevd(
        "V", "U", n, a, n, values, new double[work], work, new int[integerWork], integerWork, info);
    if (info.val != 0) {
      throw new ArithmeticException(
          "the eigendecomposition of a "
              + n
              + " x "
              + n
              + " matrix failed, LAPACK info "
              + info.val);
    }
    return new Eigen(values, a);
  }
}
