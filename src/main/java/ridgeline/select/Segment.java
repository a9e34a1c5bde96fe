package ridgeline.select;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ridgeline.path.LinearFit;

/**
 * Consecutive cells of one path in one fold, to solve.
 *
 * @param fold the fold that is held out, or the number of folds for the all-data fit
 * @param regParams all values of the path, decreasing
 * @param from first step
 * @param to the step after the last
 * @param start standardised coefficients to start from, preferably those of a cell nearby; null for
 *     zeros. They affect the number of iterations, not the result
 */
@SuppressWarnings("ArrayRecordComponent")
public record Segment(
    double elasticNetParam,
    int fold,
    double[] regParams,
    int from,
    int to,
    double @Nullable [] start)
    implements Serializable {

  /**
   * A solved segment.
   *
   * @param cells one for each step
   * @param fits the fits of the steps, for the all-data path only; empty for a fold
   * @param end the start of the next segment; null if the engine has no warm starts
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Solved(List<FoldCell> cells, List<LinearFit> fits, double @Nullable [] end)
      implements Serializable {}

  /**
   * One cell in one fold.
   *
   * @param mse mean squared error on the held-out rows; NaN for the all-data fit
   */
  public record FoldCell(double mse, double kkt, int iterations, boolean converged)
      implements Serializable {}
}
