package ridgeline.neural.evaluate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The receiver operating characteristic of a class against all others.
 *
 * @param area under the curve: the probability that a row of the class has a higher score for it
 *     than one of another class; null if all rows are of the class, or none
 * @param points false and true positive rates at falling thresholds, from (0, 0) to (1, 1)
 */
public record RocCurve(@Nullable Double area, List<double[]> points) {
  public RocCurve {
    points = List.copyOf(points);
  }
}
