package ridgeline.compare;

import java.util.List;
import ridgeline.path.LinearFit;
import ridgeline.stats.Moments;

/** One way of regularising, at strengths from the strongest to the weakest. */
interface StrengthPath {

  /** The strengths, in the unit of the method. */
  double[] strengths();

  /** Fits to training rows, one for each strength. */
  Fits fit(Moments training);

  /** Fits to the same training rows. */
  interface Fits {
    List<LinearFit> all();

    /** The weighted mean squared error of one of them on rows with the given moments. */
    double meanSquaredError(LinearFit fit, Moments rows);
  }
}
