package ridgeline.linalg;

import dev.ludovic.netlib.blas.JavaBLAS;
import java.util.Arrays;

/**
 * A matrix R of as few rows as there can be with {@code R'R = A}, A symmetric and positive
 * semidefinite, by Cholesky with pivots.
 *
 * <p>It ends when all that is left of the diagonal is rounding, so that a dependent column costs no
 * digits of the others: without pivots, one of its rows would be the quotient of two roundings.
 *
 * @param rank rows of R
 * @param rows {@code rank * n} values, one row of R after the other
 */
@SuppressWarnings("ArrayRecordComponent")
public record SymmetricRoot(int rank, double[] rows) {
  private static final JavaBLAS BLAS = JavaBLAS.getInstance();

  /** Times the unit roundoff, an element of the diagonal this small is rounding. */
  private static final int MIN_ROUNDINGS = 32;

  /** Rows that are found before they are subtracted from all of A at once. */
  private static final int PANEL = 32;

  /**
   * Finds the root.
   *
   * @param a {@code n * n} values, both triangles, of about the same size on the diagonal (such as
   *     a correlation matrix); overwritten
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

  /** Sets row {@code k} of R, those from {@code panel} on not being subtracted from A yet. */
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

  /** Takes the rows {@code from} to {@code to - 1} of R, times their transpose, off A. */
  private static void subtract(int n, double[] a, double[] rows, int from, int to) {
    BLAS.dgemm("N", "T", n, n, to - from, -1.0, rows, from * n, n, rows, from * n, n, 1.0, a, 0, n);
  }
}
