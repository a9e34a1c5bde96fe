package ridgeline.neural.evaluate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How well a class is distinguished from all others (receiver operating characteristic).
 *
 * @param area under the curve: the probability that a row of the class has a higher score for it
 *     than one of another class; null where the rows are all of it, or none
 * @param points share of the rows of other classes, and of those of the class, whose score is at
 *     least as high, from (0, 0) to (1, 1)
 */
public record RocCurve(@Nullable Double area, List<double[]> points) {
  public RocCurve {
    points = List.copyOf(points);
  }
}
