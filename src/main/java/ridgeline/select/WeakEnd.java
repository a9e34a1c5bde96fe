package ridgeline.select;

/** How the cross-validated error of a path behaves at its weakest regParam. */
public enum WeakEnd {
  /** The least error is at a stronger one, or the weakest is 0, which is least squares. */
  INSIDE,
  /** The least error is there, and the last step hardly lowered it: least squares is as good. */
  LEVEL,
  /** The least error is there, and a weaker one may have a smaller one. */
  FALLING,
  /** The cell there did not converge, so that its error is not known. */
  UNKNOWN;

  /** A step that lowers the error by no more than this share of it is level. */
  private static final double HARDLY = 1e-6;

  /**
   * Judges the end of a path.
   *
   * @param cvm errors of the first {@code steps} steps, NaN where there is none to trust; the rest
   *     is not read
   * @param weakest regParam of the last step
   */
  static WeakEnd of(double[] cvm, int steps, double weakest) {
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
    double before = cvm[steps - 2];
    return before - last <= HARDLY * last ? LEVEL : FALLING;
  }
}
