package ridgeline.compare;

import java.util.List;
import ridgeline.path.LinearFit;
import ridgeline.path.PathSolver;
import ridgeline.path.Penalty;
import ridgeline.stats.Moments;

/**
 * A fit of all rows at a given regularisation strength.
 *
 * @param name display name
 * @param trainingError mean squared error on the rows it was fitted to
 */
public record FixedFit(
    String name, double elasticNetParam, double regParam, LinearFit fit, double trainingError) {
  private static final double TOL = 1e-9;
  private static final int MAX_ITER = 100_000;

  /** Fits the rows. */
  public static FixedFit of(
      String name, double elasticNetParam, double regParam, Moments rows, Penalty penalty) {
    PathSolver solver = new PathSolver(rows, penalty, TOL, MAX_ITER);
    List<LinearFit> fits =
        solver.solve(elasticNetParam, new double[] {regParam}, 0, 1, null).fits();
    LinearFit fit = fits.get(0);
    return new FixedFit(name, elasticNetParam, regParam, fit, solver.meanSquaredError(fit, rows));
  }
}
