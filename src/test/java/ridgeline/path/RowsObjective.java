package ridgeline.path;

import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import ridgeline.stats.WeightedRows;

/** The objective of {@link Penalty}, computed from the rows. */
final class RowsObjective {
  private final WeightedRows data;
  private final Penalty penalty;
  private final double[] shares;
  private final double[] deviations;

  RowsObjective(WeightedRows data, Penalty penalty) {
    this.data = data;
    this.penalty = penalty;
    double weight = data.weight();
    shares = IntStream.range(0, data.rows()).mapToDouble(i -> data.w()[i] / weight).toArray();
    deviations = IntStream.rangeClosed(0, data.features()).mapToDouble(data::deviation).toArray();
  }

  static double predict(double[] row, LinearFit fit) {
    double prediction = fit.intercept();
    for (int k = 0; k < fit.nonzeros(); k++) {
      prediction += row[fit.indices()[k]] * fit.values()[k];
    }
    return prediction;
  }

  double meanSquaredError(LinearFit fit) {
    double[] residuals = residuals(fit);
    return mean(i -> residuals[i] * residuals[i]);
  }

  /**
   * The largest distance between zero and the subgradient of the objective, over intercept and
   * coefficients, in the unit of a correlation.
   */
  double violation(double elasticNetParam, LinearFit fit) {
    double[] residuals = residuals(fit);
    double[] coefficients = fit.dense(data.features());
    double labelDeviation = deviations[data.features()];
    double c = penalty.l2Scale() == L2Scale.MLLIB ? 1 / labelDeviation : 1;
    double l1 = fit.regParam() * elasticNetParam;
    double l2 = fit.regParam() * (1 - elasticNetParam) * c;
    double worst = penalty.fitIntercept() ? Math.abs(mean(i -> residuals[i])) / labelDeviation : 0;
    for (int j = 0; j < coefficients.length; j++) {
      int feature = j;
      double s = penalty.standardization() ? deviations[j] : 1;
      double threshold = l1 * penalty.factors()[j] * s;
      double smooth =
          mean(i -> residuals[i] * data.x()[i][feature])
              - l2 * penalty.factors()[j] * s * s * coefficients[j];
      double distance =
          coefficients[j] == 0
              ? Math.max(0, Math.abs(smooth) - threshold)
              : Math.abs(smooth - Math.copySign(threshold, coefficients[j]));
      if (deviations[j] > 0) {
        worst = Math.max(worst, distance / (deviations[j] * labelDeviation));
      }
    }
    return worst;
  }

  private double[] residuals(LinearFit fit) {
    return IntStream.range(0, data.rows())
        .mapToDouble(i -> data.y()[i] - predict(data.x()[i], fit))
        .toArray();
  }

  private double mean(IntToDoubleFunction value) {
    return IntStream.range(0, data.rows())
        .mapToDouble(i -> shares[i] * value.applyAsDouble(i))
        .sum();
  }
}
