package ridgeline.compare;

import java.util.Arrays;
import java.util.List;
import ridgeline.path.GradientDescentPath;
import ridgeline.path.LinearFit;
import ridgeline.stats.Moments;

/**
 * Gradient descent stopped early.
 *
 * @param strengths numbers of iterations, fewest first
 */
@SuppressWarnings("ArrayRecordComponent")
record DescentPath(double[] strengths) implements StrengthPath {

  @Override
  public Fits fit(Moments training) {
    GradientDescentPath path = new GradientDescentPath(training, true);
    List<LinearFit> fits =
        Arrays.stream(strengths).mapToObj(iterations -> path.after((long) iterations)).toList();
    return new Fits() {
      @Override
      public List<LinearFit> all() {
        return fits;
      }

      @Override
      public double meanSquaredError(LinearFit fit, Moments rows) {
        return path.meanSquaredError(fit, rows);
      }
    };
  }
}
