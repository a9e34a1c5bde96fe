package ridgeline.path;

import java.util.Arrays;
import java.util.List;
import ridgeline.stats.WeightedRows;

/** Solves paths for rows in memory, with settings that the tests share. */
final class Paths {
  static final double TOL = 1e-7;
  static final int MAX_ITER = 100_000;

  private Paths() {}

  static Penalty standardized(int features) {
    return Penalty.uniform(features, true, true, L2Scale.MLLIB);
  }

  static StandardizedProblem problem(WeightedRows rows) {
    return new StandardizedProblem(rows.moments(), standardized(rows.features()));
  }

  static double[] gradient(StandardizedProblem problem, double[] beta) {
    double[] gradient = new double[beta.length];
    problem.gradient(beta, gradient);
    return gradient;
  }

  static double[] filled(int size, double value) {
    double[] values = new double[size];
    Arrays.fill(values, value);
    return values;
  }

  static PathSolver solver(WeightedRows data, Penalty penalty) {
    return new PathSolver(data.moments(), penalty, TOL, MAX_ITER);
  }

  /** Log-spaced values from the start of the path to a thousandth of it. */
  static double[] grid(PathSolver solver, double elasticNetParam, int count) {
    return RegParamGrid.logSpaced(solver.regParamMax(elasticNetParam), 1e-3, count);
  }

  static List<LinearFit> solve(PathSolver solver, double elasticNetParam, double... regParams) {
    return solver.solve(elasticNetParam, regParams, 0, regParams.length, null).fits();
  }

  /** One cell from a cold start. */
  static LinearFit fit(
      WeightedRows data, Penalty penalty, double elasticNetParam, double regParam) {
    return solve(solver(data, penalty), elasticNetParam, regParam).get(0);
  }
}
