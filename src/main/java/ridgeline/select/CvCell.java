package ridgeline.select;

import java.io.Serializable;
import ridgeline.path.LinearFit;

/**
 * One cell of the grid after cross-validation.
 *
 * @param elasticNetParam the share of L1 in the penalty
 * @param step position on the path, 0 at the strongest regParam
 * @param cvm weighted mean over the folds of the held-out mean squared errors
 * @param cvsd standard error of {@code cvm}
 * @param r2 {@code 1 - cvm / (variance of the label)}
 * @param kkt the largest optimality violation over the folds and the all-data fit, NaN if the
 *     engine does not compute it
 * @param iterations sum over the folds and the all-data fit
 * @param converged whether all folds and the all-data fit converged; otherwise the cell is never
 *     chosen
 * @param fit the all-data fit
 */
public record CvCell(
    double elasticNetParam,
    int step,
    double cvm,
    double cvsd,
    double r2,
    double kkt,
    int iterations,
    boolean converged,
    LinearFit fit)
    implements Serializable {

  public double regParam() {
    return fit.regParam();
  }

  /** Whether the cell may be chosen: all its fits converged, and its error is finite. */
  public boolean isCertified() {
    return converged && Double.isFinite(cvm);
  }

  /** Number of nonzero coefficients of the all-data fit. */
  public int nzero() {
    return fit.nonzeros();
  }

  /** The square root of {@code cvm}, in the unit of the label. */
  public double rmse() {
    return Math.sqrt(cvm);
  }
}
