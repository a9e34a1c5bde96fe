package ridgeline.select;

import java.util.function.DoubleSupplier;

/** How the cross-validated error of a path behaves at its weakest regParam. */
public enum WeakEnd {
  /** The least error is at a stronger one, or the weakest is 0, which is least squares. */
  INSIDE,
  /**
   * The least error is there, and within a millionth of that of least squares; where that is not
   * one model, or not certified, the last step lowered the error by a millionth at most.
   */
  LEVEL,
  /**
   * The least error is there, and a weaker one may have a smaller one: least squares is better; or
   * worse, so that the error rises only beyond; or it is not known, and the error still falls.
   */
  FALLING,
  /** The cell there did not converge, so that its error is not known. */
  UNKNOWN;

  /** Errors that differ by no more than this share of one are level. */
  private static final double HARDLY = 1e-6;

  /**
   * Judges the end of a path.
   *
   * @param cvm errors of the first {@code steps} steps, NaN where there is none to trust; the rest
   *     is not read
   * @param weakest regParam of the last step
   * @param leastSquares gives the error of least squares, NaN where there is none to trust; asked
   *     only where it decides
   */
  static WeakEnd of(double[] cvm, int steps, double weakest, DoubleSupplier leastSquares) {
    double last = cvm[steps - 1];
    if (Double.isNaN(last)) {
      return UNKNOWN;
    }
    if (steps == 1 || weakest == 0) {
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
