package ridgeline.path;

import dev.ludovic.netlib.blas.JavaBLAS;
import java.util.Arrays;

/**
 * The Krylov space of a symmetric positive semidefinite matrix A and a vector b. It solves {@code
 * (A + shift I) x = b} for any number of shifts.
 *
 * <p>It is built by the Lanczos process with full reorthogonalisation (Golub and Van Loan, Matrix
 * Computations, 4th ed., sections 10.1 and 10.3.5): {@code A V = V T + offDiagonal v e'} with
 * orthonormal V and tridiagonal T, the same for every shift. It grows until the residual, which
 * needs no product with A, is small enough.
 */
final class KrylovSpace {
  private static final JavaBLAS BLAS = JavaBLAS.getInstance();

  /**
   * An off-diagonal element up to this size, relative to A, is rounding error: the space contains
   * x.
   */
  private static final double INVARIANT = 1e-14;

  private final int order;
  private final double[] matrix;
  private final double norm;
  private double[] basis;
  private double[] diagonal = new double[16];
  private double[] offDiagonal = new double[16];
  private double scale;
  private int size;
  private boolean complete;

  /**
   * Starts with the space spanned by b.
   *
   * @param matrix A, {@code order * order} values, column-major, upper triangle read; not copied
   * @param b {@code order} values
   */
  KrylovSpace(int order, double[] matrix, double[] b) {
    this.order = order;
    this.matrix = matrix;
    norm = BLAS.dnrm2(order, b, 1);
    basis = new double[Math.multiplyExact(order, 17)];
    complete = norm == 0;
    for (int j = 0; j < order && !complete; j++) {
      basis[j] = b[j] / norm;
    }
  }

  /**
   * Solves for a shift.
   *
   * @param shift {@code >= 0}
   * @param target maximum absolute element of the residual
   * @return x, {@code order} values
   */
  double[] solve(double shift, double target) {
    double[] coordinates = coordinates(shift);
    while (!complete && residual(coordinates) > target) {
      grow();
      coordinates = coordinates(shift);
    }
    double[] x = new double[order];
    if (size > 0) {
      BLAS.dgemv("N", order, size, 1.0, basis, order, coordinates, 1, 0.0, x, 1);
    }
    return x;
  }

  /** The largest absolute element of the residual of {@code V coordinates}. */
  private double residual(double[] coordinates) {
    if (size == 0) {
      return Double.POSITIVE_INFINITY;
    }
    int largest = BLAS.idamax(order, basis, size * order, 1);
    double next = Math.abs(basis[size * order + largest]);
    return Math.abs(offDiagonal[size - 1] * coordinates[size - 1]) * next;
  }

  /**
   * Solves {@code (T + shift I) y = norm e_1} by elimination, which is stable because T is
   * semidefinite.
   */
  private double[] coordinates(double shift) {
    double[] y = new double[size];
    double[] pivots = new double[size];
    for (int k = 0; k < size; k++) {
      double ratio = k == 0 ? 0 : offDiagonal[k - 1] / pivots[k - 1];
      pivots[k] = diagonal[k] + shift - (k == 0 ? 0 : ratio * offDiagonal[k - 1]);
      y[k] = k == 0 ? norm : -ratio * y[k - 1];
    }
    for (int k = size - 1; k >= 0; k--) {
      double next = k == size - 1 ? 0 : offDiagonal[k] * y[k + 1];
      y[k] = (y[k] - next) / pivots[k];
    }
    return y;
  }

  private void grow() {
    if (basis.length < (size + 2) * order) {
      basis = Arrays.copyOf(basis, Math.multiplyExact(order, 2 * size + 2));
      diagonal = Arrays.copyOf(diagonal, 2 * size + 2);
      offDiagonal = Arrays.copyOf(offDiagonal, 2 * size + 2);
    }
    int last = size * order;
    int next = last + order;
    BLAS.dsymv("U", order, 1.0, matrix, 0, order, basis, last, 1, 0.0, basis, next, 1);
    diagonal[size] = BLAS.ddot(order, basis, last, 1, basis, next, 1);
    size++;
    double[] overlaps = new double[size];
    for (int pass = 0; pass < 2; pass++) {
      BLAS.dgemv("T", order, size, 1.0, basis, 0, order, basis, next, 1, 0.0, overlaps, 0, 1);
      BLAS.dgemv("N", order, size, -1.0, basis, 0, order, overlaps, 0, 1, 1.0, basis, next, 1);
    }
    double length = BLAS.dnrm2(order, basis, next, 1);
    offDiagonal[size - 1] = length;
    scale = Math.max(scale, Math.max(diagonal[size - 1], length));
    complete = size == order || length <= INVARIANT * scale;
    if (!complete) {
      BLAS.dscal(order, 1 / length, basis, next, 1);
    }
  }
}
