package ridgeline.compare;

import java.util.Arrays;
import java.util.List;
import ridgeline.path.GradientDescentPath;
import ridgeline.path.LinearFit;
import ridgeline.stats.Moments;

/**
 * Gradient descent with early stopping.
 *
 * @param strengths numbers of iterations, increasing
 */
@SuppressWarnings("ArrayRecordComponent")
record DescentPath(double[] strengths) implements StrengthPath {

  @Override
  public double elasticNetParam() {
    return Double.NaN;
  }

  @Override
  public boolean stopsEarly() {
    return true;
  }

  /** Its last number of iterations is least squares by all practical measures. */
  @Override
  public StrengthPath extended() {
    return this;
  }

  @Override
  public Fits fit(Moments training) {
    GradientDescentPath path = new GradientDescentPath(training);
    List<LinearFit> fits =
        Arrays.stream(strengths).mapToObj(iterations -> path.after((long) iterations)).toList();
    return new Fits(fits, path::meanSquaredError);
  }
}
