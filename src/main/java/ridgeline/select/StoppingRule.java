package ridgeline.select;

/**
 * When to leave a path, walked from strong to weak regularisation.
 *
 * @param enabled whether to stop at all
 * @param patience consecutive steps without an improvement after which the path ends, {@code >= 1}
 * @param minImprovement the relative fall of the error, below the best error that counted so far,
 *     that counts as an improvement, {@code >= 0}
 * @param minLambdas steps that are always solved, {@code >= 1}
 */
public record StoppingRule(boolean enabled, int patience, double minImprovement, int minLambdas) {

  /** The rule that solves every cell. */
  public static StoppingRule exhaustive() {
    return new StoppingRule(false, 1, 0, 1);
  }

  /**
   * The number of steps after which a path with these errors ends, or -1 if it goes on.
   *
   * @param cvm errors of the first {@code steps} steps; the rest is not read
   */
  int stopAfter(double[] cvm, int steps) {
    double best = Double.POSITIVE_INFINITY;
    int waited = 0;
    for (int step = 0; step < steps && enabled; step++) {
      if (cvm[step] < best * (1 - minImprovement)) {
        best = cvm[step];
        waited = 0;
      } else {
        waited++;
      }
      if (waited >= patience && step + 1 >= minLambdas) {
        return step + 1;
      }
    }
    return -1;
  }
}
