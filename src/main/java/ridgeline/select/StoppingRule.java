package ridgeline.select;

import java.util.stream.IntStream;

/**
 * When to end a path that is solved from strong to weak regularisation.
 *
 * <p>After {@code patience} steps without an improvement, every {@code patience}-th of the
 * remaining steps is solved. The path ends if none of them has a smaller error than the best so
 * far; otherwise it continues beyond the best of them. So a second minimum is missed only if it is
 * narrower than {@code patience} steps.
 *
 * @param enabled whether paths may end early
 * @param patience consecutive steps without an improvement before looking ahead, {@code >= 1}
 * @param minImprovement minimum decrease of the error, relative to that of the last improvement,
 *     that counts as an improvement, {@code >= 0}
 * @param minLambdas number of steps that are always solved, {@code >= 1}
 */
public record StoppingRule(boolean enabled, int patience, double minImprovement, int minLambdas) {

  /** The rule that solves every cell. */
  public static StoppingRule exhaustive() {
    return new StoppingRule(false, 1, 0, 1);
  }

  /**
   * The number of steps after which patience ends, or -1 if it does not.
   *
   * @param cvm errors of the first {@code steps} steps, NaN for cells that are not certified; the
   *     rest is not read
   * @param atLeast number of steps that are solved in any case
   */
  int patienceEnds(double[] cvm, int steps, int atLeast) {
    double best = Double.POSITIVE_INFINITY;
    int waited = 0;
    for (int step = 0; step < steps && enabled; step++) {
      if (cvm[step] < best * (1 - minImprovement)) {
        best = cvm[step];
        waited = 0;
      } else {
        waited++;
      }
      if (waited >= patience && step + 1 >= Math.max(minLambdas, atLeast)) {
        return step + 1;
      }
    }
    return -1;
  }

  /** The steps to look ahead at, after {@code steps} of {@code planned} steps. */
  int[] lookAhead(int steps, int planned) {
    return IntStream.range(steps, planned)
        .filter(step -> step == planned - 1 || (step - steps) % patience == patience - 1)
        .toArray();
  }
}
