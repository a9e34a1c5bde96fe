package ridgeline.select;

import java.util.function.DoubleSupplier;

/** How the cross-validated error of a path behaves at its smallest regParam. */
public enum WeakEnd {
  /**
   * The smallest error is at a larger regParam, or the smallest regParam is 0, which is least
   * squares.
   */
  INSIDE,
  /**
   * The smallest error is at the smallest regParam, and within a millionth of that of least
   * squares. If the error of least squares is not known: the last step lowered the error by at most
   * a millionth.
   */
  LEVEL,
  /**
   * The smallest error is at the smallest regParam, and a smaller one may have an even smaller
   * error: least squares is better; or it is worse, so that the error rises only beyond the end; or
   * its error is unknown, and the last step still lowered the error.
   */
  FALLING,
  /** The cell at the smallest regParam did not converge, so its error is unknown. */
  UNKNOWN;

  /** Errors with at most this relative difference count as level. */
  private static final double HARDLY = 1e-6;

  /**
   * Judges the end of a path.
   *
   * @param cvm errors of the first {@code steps} steps, NaN for cells that are not certified; the
   *     rest is not read
   * @param smallest regParam of the last step
   * @param leastSquares the error of least squares, NaN if it is unknown or not certified; called
   *     only when needed
   */
  public static WeakEnd of(double[] cvm, int steps, double smallest, DoubleSupplier leastSquares) {
    double last = cvm[steps - 1];
    if (Double.isNaN(last)) {
      return UNKNOWN;
    }
    if (steps == 1 || smallest == 0) {
      return INSIDE;
    }
    for (int step = 0; step < steps - 1; step++) {
      if (cvm[step] <= last) {
        return INSIDE;
      }
    }
    double least = leastSquares.getAsDouble();
    double gap = Double.isNaN(least) ? cvm[steps - 2] - last : Math.abs(least - last);
    return gap <= HARDLY * last ? LEVEL : FALLING;
  }
}
