package ridgeline.linalg;

import dev.ludovic.netlib.blas.JavaBLAS;
import java.util.Arrays;

/**
 * A root R of a symmetric positive semidefinite matrix, {@code R'R = A}, with as few rows as
 * possible, by Cholesky with complete pivoting.
 *
 * <p>It stops when only rounding error is left on the diagonal, so that a dependent column costs
 * the others no digits: without pivoting, a row of R would be the quotient of two rounding errors.
 *
 * @param rank number of rows of R
 * @param rows {@code rank * n} values, R row by row
 */
@SuppressWarnings("ArrayRecordComponent")
public record SymmetricRoot(int rank, double[] rows) {
  private static final JavaBLAS BLAS = JavaBLAS.getInstance();

  /** A diagonal element of at most this many unit roundoffs, or n of them, is rounding error. */
  private static final int MIN_ROUNDINGS = 32;

  /** Number of rows that are computed before they are subtracted from A together. */
  private static final int PANEL = 32;

  /**
   * Finds the root.
   *
   * @param a {@code n * n} values, both triangles, with a diagonal of about one size (such as that
   *     of a correlation matrix); overwritten
   */
  public static SymmetricRoot of(int n, double[] a) {
    double[] rows = new double[Math.multiplyExact(n, n)];
    double[] left = diagonal(n, a);
    boolean[] done = new boolean[n];
    double rounding =
        Math.max(n, MIN_ROUNDINGS) * Math.ulp(1.0) * Arrays.stream(left).max().orElse(0);
    int rank = 0;
    int panel = 0;
    while (rank < n) {
      int pivot = largest(left, done);
      if (!(left[pivot] > rounding)) {
        break;
      }
      addRow(n, a, rows, panel, rank++, pivot, left, done);
      if (rank - panel == PANEL) {
        subtract(n, a, rows, panel, rank);
        left = diagonal(n, a);
        panel = rank;
      }
    }
    return new SymmetricRoot(rank, Arrays.copyOf(rows, rank * n));
  }

  private static double[] diagonal(int n, double[] a) {
    double[] diagonal = new double[n];
    for (int j = 0; j < n; j++) {
      diagonal[j] = a[j + j * n];
    }
    return diagonal;
  }

  private static int largest(double[] left, boolean[] done) {
    int largest = -1;
    for (int j = 0; j < left.length; j++) {
      if (!done[j] && (largest < 0 || left[j] > left[largest])) {
        largest = j;
      }
    }
    return largest;
  }

  /** Computes row {@code k} of R; the rows from {@code panel} on are not subtracted from A yet. */
  private static void addRow(
      int n,
      double[] a,
      double[] rows,
      int panel,
      int k,
      int pivot,
      double[] left,
      boolean[] done) {
    int start = k * n;
    System.arraycopy(a, pivot * n, rows, start, n);
    for (int i = panel; i < k; i++) {
      BLAS.daxpy(n, -rows[i * n + pivot], rows, i * n, 1, rows, start, 1);
    }
    double root = Math.sqrt(left[pivot]);
    for (int j = 0; j < n; j++) {
      rows[start + j] = done[j] ? 0 : rows[start + j] / root;
      left[j] -= rows[start + j] * rows[start + j];
    }
    rows[start + pivot] = root;
    done[pivot] = true;
  }

  /** Subtracts {@code S'S} from A, where S holds the rows {@code from} to {@code to - 1} of R. */
  private static void subtract(int n, double[] a, double[] rows, int from, int to) {
    BLAS.dgemm("N", "T", n, n, to - from, -1.0, rows, from * n, n, rows, from * n, n, 1.0, a, 0, n);
  }
}
