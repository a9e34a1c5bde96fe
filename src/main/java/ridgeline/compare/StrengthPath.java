package ridgeline.compare;

import java.util.List;
import java.util.function.ToDoubleBiFunction;
import ridgeline.path.LinearFit;
import ridgeline.stats.Moments;

/** One way of regularising, over strengths from the strongest to the weakest. */
interface StrengthPath {

  /** The strengths, in the unit of the method. */
  double[] strengths();

  /** The L1 share; NaN if there is no penalty. */
  double elasticNetParam();

  /** Whether the path ends after some strengths without a smaller error. */
  boolean stopsEarly();

  /** The same path with as many weaker strengths after its own; itself if it has none. */
  StrengthPath extended();

  /** Fits to training rows, one for each strength. */
  Fits fit(Moments training);

  /**
   * Fits to the same training rows.
   *
   * @param all one for each strength
   * @param error computes the weighted mean squared error of a fit on rows with given moments
   */
  record Fits(List<LinearFit> all, ToDoubleBiFunction<LinearFit, Moments> error) {
    double meanSquaredError(LinearFit fit, Moments rows) {
      return error.applyAsDouble(fit, rows);
    }
  }
}
