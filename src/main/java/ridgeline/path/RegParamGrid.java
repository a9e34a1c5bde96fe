package ridgeline.path;

import java.util.stream.IntStream;

/** The regParam values of a path, strongest first. */
public final class RegParamGrid {
  /**
   * Below this elasticNetParam, the start of a path no longer depends on the L1 share, as in
   * glmnet.
   */
  private static final double SMALLEST_L1_SHARE = 1e-3;

  /**
   * Raises the start of a path above the rounding of the gradient, so that no coefficient of 1e-17
   * enters there.
   */
  private static final double ABOVE_ROUNDING = 1 + 1e-12;

  private RegParamGrid() {}

  /**
   * Log-spaced values from {@code max} to {@code max * minRatio}.
   *
   * @param count {@code >= 1}
   */
  public static double[] logSpaced(double max, double minRatio, int count) {
    return IntStream.range(0, count)
        .mapToDouble(i -> i == 0 ? max : max * Math.pow(minRatio, (double) i / (count - 1)))
        .toArray();
  }

  /**
   * glmnet's ratio of the smallest to the largest regParam: 1e-2 if there are fewer rows than
   * features, else 1e-4.
   */
  public static double defaultMinRatio(long rows, int features) {
    return rows < features ? 1e-2 : 1e-4;
  }

  /**
   * The smallest regParam at which every penalised coefficient is 0; for an elasticNetParam below
   * 1e-3, the value for 1e-3. Features with a penalty factor of 0 are fitted first.
   *
   * @return 0 if no penalised feature is correlated with the label
   */
  static double regParamMax(
      StandardizedProblem problem, double elasticNetParam, double target, int maxIter) {
    double[] gradient = unpenalisedGradient(problem, target, maxIter);
    double max = 0;
    for (int j = 0; j < problem.features(); j++) {
      if (problem.l1Weight(j) > 0) {
        max = Math.max(max, Math.abs(gradient[j]) / problem.l1Weight(j));
      }
    }
    return start(max, elasticNetParam);
  }

  /**
   * The first regParam of a path, given that of the lasso.
   *
   * @param lassoStart the largest gradient of the loss at coefficients of 0, in units of the
   *     penalty
   */
  public static double start(double lassoStart, double elasticNetParam) {
    return lassoStart * ABOVE_ROUNDING / Math.max(elasticNetParam, SMALLEST_L1_SHARE);
  }

  private static double[] unpenalisedGradient(
      StandardizedProblem problem, double target, int maxIter) {
    boolean anyUnpenalised =
        IntStream.range(0, problem.features()).anyMatch(j -> problem.l1Weight(j) == 0);
    if (!anyUnpenalised) {
      return problem.cross();
    }
    CoordinateDescent descent =
        new CoordinateDescent(problem, target, maxIter, new double[problem.features()]);
    descent.solve(problem.onlyUnpenalised(), null);
    return descent.gradient();
  }
}
