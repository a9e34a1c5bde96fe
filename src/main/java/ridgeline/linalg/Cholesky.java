package ridgeline.linalg;

import dev.ludovic.netlib.blas.JavaBLAS;

/** Solves symmetric positive definite systems in place. */
public final class Cholesky {
  private static final JavaBLAS BLAS = JavaBLAS.getInstance();

  /**
   * A pivot this small, relative to its diagonal element, means that the column depends linearly on
   * earlier ones.
   */
  public static final double DEPENDENT = 1e-13;

  /**
   * Blocks up to this order are factored directly; splitting them would cost more than it gains.
   */
  private static final int SMALL = 24;

  private final int stride;
  private final double[] a;

  private Cholesky(int stride, double[] a) {
    this.stride = stride;
    this.a = a;
  }

  /**
   * Solves {@code A x = b} by the factor {@code A = U'U}. The factorisation is recursive, so that
   * nearly all its work is in matrix products.
   *
   * @param a {@code n * n} values, column-major, upper triangle read; overwritten by its factor
   * @param b {@code n} values; overwritten by x, or unchanged if the result is false
   * @param dependent a pivot of at most this share of its diagonal element means that the column
   *     depends linearly on earlier ones
   * @return false if A is not positive definite to that precision
   */
  public static boolean solve(int n, double[] a, double[] b, double dependent) {
    double[] minPivots = new double[n];
    for (int i = 0; i < n; i++) {
      minPivots[i] = dependent * a[i + i * n];
    }
    if (!new Cholesky(n, a).factor(0, n)) {
      return false;
    }
    for (int i = 0; i < n; i++) {
      double pivot = a[i + i * n];
      if (!(pivot * pivot > minPivots[i])) {
        return false;
      }
    }
    BLAS.dtrsv("U", "T", "N", n, a, n, b, 1);
    BLAS.dtrsv("U", "N", "N", n, a, n, b, 1);
    return true;
  }

  private int at(int row, int column) {
    return row + column * stride;
  }

  /**
   * Factors the diagonal block from {@code start} to {@code end}; false if it is not positive
   * definite.
   */
  private boolean factor(int start, int end) {
    if (end - start <= SMALL) {
      return factorSmall(start, end);
    }
    int middle = (start + end) / 2;
    if (!factor(start, middle)) {
      return false;
    }
    solveTransposed(start, middle, middle, end);
    int rest = end - middle;
    int depth = middle - start;
    BLAS.dgemm(
        "T",
        "N",
        rest,
        rest,
        depth,
        -1.0,
        a,
        at(start, middle),
        stride,
        a,
        at(start, middle),
        stride,
        1.0,
        a,
        at(middle, middle),
        stride);
    return factor(middle, end);
  }

  private boolean factorSmall(int start, int end) {
    for (int j = start; j < end; j++) {
      for (int i = start; i < j; i++) {
        a[at(i, j)] = (a[at(i, j)] - dot(start, i, i, j)) / a[at(i, i)];
      }
      double pivot = a[at(j, j)] - dot(start, j, j, j);
      if (!(pivot > 0)) {
        return false;
      }
      a[at(j, j)] = Math.sqrt(pivot);
    }
    return true;
  }

  /** Replaces rows of columns by the solution X of {@code U'X = B}, U a factored diagonal block. */
  private void solveTransposed(int start, int end, int firstColumn, int lastColumn) {
    int columns = lastColumn - firstColumn;
    if (end - start <= SMALL) {
      for (int j = firstColumn; j < lastColumn; j++) {
        for (int i = start; i < end; i++) {
          a[at(i, j)] = (a[at(i, j)] - dot(start, i, i, j)) / a[at(i, i)];
        }
      }
      return;
    }
    int middle = (start + end) / 2;
    solveTransposed(start, middle, firstColumn, lastColumn);
    BLAS.dgemm(
        "T",
        "N",
        end - middle,
        columns,
        middle - start,
        -1.0,
        a,
        at(start, middle),
        stride,
        a,
        at(start, firstColumn),
        stride,
        1.0,
        a,
        at(middle, firstColumn),
        stride);
    solveTransposed(middle, end, firstColumn, lastColumn);
  }

  /** The dot product of the {@code end - start} elements of two columns from row {@code start}. */
  private double dot(int start, int end, int i, int j) {
    double sum = 0;
    int x = at(start, i);
    int y = at(start, j);
    for (int k = 0; k < end - start; k++) {
      sum += a[x + k] * a[y + k];
    }
    return sum;
  }
}
