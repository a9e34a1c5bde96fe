package ridgeline.linalg;

import dev.ludovic.netlib.blas.JavaBLAS;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The Cholesky factor of a symmetric positive semidefinite matrix of any rank, with complete
 * pivoting: {@code P'AP = U'U}, where the number of rows of U is the rank of A to working precision
 * (Higham 1990, "Analysis of the Cholesky Decomposition of a Semi-definite Matrix", sections 1 and
 * 2).
 *
 * <p>The pivots decide which columns are linearly dependent, so the diagonal of A should have one
 * scale.
 */
public final class PivotedCholesky {
  private static final JavaBLAS BLAS = JavaBLAS.getInstance();

  private final int order;

  /** Position of the k-th pivot in A. */
  private final int[] pivots;

  /** U, {@code order * order} values, column-major in the order of the pivots. */
  private final double[] factor;

  private int rank;

  private PivotedCholesky(int order) {
    this.order = order;
    pivots = IntStream.range(0, order).toArray();
    factor = new double[Math.multiplyExact(order, order)];
  }

  /**
   * Factors a matrix.
   *
   * @param a {@code order * order} values, column-major, both triangles; not changed
   * @param tolerance a pivot of at most this share of the largest diagonal element is taken for
   *     rounding error
   */
  public static PivotedCholesky of(int order, double[] a, double tolerance) {
    PivotedCholesky result = new PivotedCholesky(order);
    double[] remaining = IntStream.range(0, order).mapToDouble(j -> a[j * order + j]).toArray();
    double threshold = tolerance * Arrays.stream(remaining).max().orElse(0);
    while (result.rank < order && result.eliminate(a, remaining, threshold)) {
      result.rank++;
    }
    return result;
  }

  /**
   * Eliminates the largest of the remaining diagonal elements; false if all are rounding errors.
   */
  private boolean eliminate(double[] a, double[] remaining, double threshold) {
    int k = rank;
    int largest = k;
    for (int j = k + 1; j < order; j++) {
      largest = remaining[j] > remaining[largest] ? j : largest;
    }
    if (!(remaining[largest] > threshold)) {
      return false;
    }
    swap(k, largest, remaining);
    double pivot = Math.sqrt(remaining[k]);
    factor[k * order + k] = pivot;
    int others = order - k - 1;
    double[] known = new double[others];
    if (k > 0 && others > 0) {
      int first = (k + 1) * order;
      BLAS.dgemv("T", k, others, 1.0, factor, first, order, factor, k * order, 1, 0.0, known, 0, 1);
    }
    int column = pivots[k] * order;
    for (int j = k + 1; j < order; j++) {
      double element = (a[column + pivots[j]] - known[j - k - 1]) / pivot;
      factor[j * order + k] = element;
      remaining[j] -= element * element;
    }
    return true;
  }

  private void swap(int k, int other, double[] remaining) {
    int pivot = pivots[k];
    pivots[k] = pivots[other];
    pivots[other] = pivot;
    double diagonal = remaining[k];
    remaining[k] = remaining[other];
    remaining[other] = diagonal;
    for (int i = 0; i < k; i++) {
      double element = factor[k * order + i];
      factor[k * order + i] = factor[other * order + i];
      factor[other * order + i] = element;
    }
  }

  /** The rank of A to working precision. */
  public int rank() {
    return rank;
  }

  /** The smallest pivot above rounding error, in the unit of A; 1 if A is 0. */
  public double smallestPivot() {
    double root = rank == 0 ? 1 : factor[(rank - 1) * order + rank - 1];
    return root * root;
  }

  /**
   * The solution of {@code A x = b} that is 0 for every column that depends on the pivot columns.
   *
   * @param b {@code order} values in the range of A, not changed
   * @return {@code order} values
   */
  public double[] solve(double[] b) {
    double[] y = new double[rank];
    for (int k = 0; k < rank; k++) {
      y[k] = b[pivots[k]];
    }
    BLAS.dtrsv("U", "T", "N", rank, factor, order, y, 1);
    BLAS.dtrsv("U", "N", "N", rank, factor, order, y, 1);
    double[] x = new double[order];
    for (int k = 0; k < rank; k++) {
      x[pivots[k]] = y[k];
    }
    return x;
  }

  /**
   * A basis of the null space of A.
   *
   * @return {@code order * (order - rank)} values, column-major
   */
  public double[] nullSpace() {
    int columns = order - rank;
    double[] basis = new double[Math.multiplyExact(order, columns)];
    for (int c = 0; c < columns; c++) {
      int start = (rank + c) * order;
      double[] y = Arrays.copyOfRange(factor, start, start + rank);
      BLAS.dtrsv("U", "N", "N", rank, factor, order, y, 1);
      for (int k = 0; k < rank; k++) {
        basis[c * order + pivots[k]] = -y[k];
      }
      basis[c * order + pivots[rank + c]] = 1;
    }
    return basis;
  }
}
