package ridgeline.stats.residual;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A test whether the mean residuals, as a function of the prediction, deviate from a straight line
 * by more than noise. A slope comes from the penalty or from over-fitting; a bend suggests a
 * nonlinear effect.
 *
 * @param chiSquared sum over the groups of squared distances to the line, in standard errors; the
 *     line minimises this sum
 * @param degrees degrees of freedom: number of groups minus two
 * @param limit value that noise exceeds about once in 300,000 times ({@link #NOISE} deviations of a
 *     normal distribution, approximated as in Wilson and Hilferty 1931)
 * @param share share of the mean squared error that the distances explain beyond what noise
 *     explains
 * @param prediction mean prediction of the group farthest from the line, in standard errors
 * @param distance distance of that group from the line
 * @param standardError standard error of that distance
 * @param hint whether the bend exceeds noise and explains enough to be useful
 */
public record Curvature(
    double chiSquared,
    int degrees,
    double limit,
    double share,
    double prediction,
    double distance,
    double standardError,
    boolean hint) {
  private static final int MIN_GROUPS = 4;

  private static final double NOISE = 4.5;

  /** A bend that explains less is not worth reporting. */
  private static final double MIN_SHARE = 0.005;

  /**
   * Tests groups of rows.
   *
   * @param meanSquare mean square of the residuals
   * @return null if there are fewer than four groups, or a group has no noise to compare with
   */
  public static @Nullable Curvature of(List<ResidualMeans.Group> groups, double meanSquare) {
    if (groups.size() < MIN_GROUPS
        || groups.stream().anyMatch(group -> !(group.standardError() > 0))) {
      return null;
    }
    Line line = Line.through(groups);
    double sum = 0;
    double explained = 0;
    double farthest = 0;
    ResidualMeans.Group worst = groups.get(0);
    for (ResidualMeans.Group group : groups) {
      double errors = line.distance(group) / group.standardError();
      sum += errors * errors;
      explained +=
          group.share()
              * (line.distance(group) * line.distance(group)
                  - group.standardError() * group.standardError());
      if (Math.abs(errors) > farthest) {
        farthest = Math.abs(errors);
        worst = group;
      }
    }
    int degrees = groups.size() - 2;
    double limit = limit(degrees);
    double share = Math.max(0, explained / meanSquare);
    return new Curvature(
        sum,
        degrees,
        limit,
        share,
        worst.prediction(),
        line.distance(worst),
        worst.standardError(),
        sum > limit && share >= MIN_SHARE);
  }

  private static double limit(int degrees) {
    double variance = 2.0 / (9 * degrees);
    return degrees * Math.pow(1 - variance + NOISE * Math.sqrt(variance), 3);
  }

  /** A line of residuals against predictions, fitted by weighted least squares. */
  private record Line(double prediction, double residual, double slope) {
    static Line through(List<ResidualMeans.Group> groups) {
      double weights = 0;
      double predictions = 0;
      double residuals = 0;
      for (ResidualMeans.Group group : groups) {
        double weight = weight(group);
        weights += weight;
        predictions += weight * group.prediction();
        residuals += weight * group.residual();
      }
      double x = predictions / weights;
      double y = residuals / weights;
      double spread = 0;
      double product = 0;
      for (ResidualMeans.Group group : groups) {
        double from = group.prediction() - x;
        spread += weight(group) * from * from;
        product += weight(group) * from * (group.residual() - y);
      }
      return new Line(x, y, spread > 0 ? product / spread : 0);
    }

    private static double weight(ResidualMeans.Group group) {
      return 1 / (group.standardError() * group.standardError());
    }

    double distance(ResidualMeans.Group group) {
      return group.residual() - residual - slope * (group.prediction() - prediction);
    }
  }
}
