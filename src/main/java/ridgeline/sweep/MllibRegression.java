package ridgeline.sweep;

import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import ridgeline.aggregate.UnbiasedFactors;
import ridgeline.data.TrainingRows;
import ridgeline.path.L2Scale;
import ridgeline.path.Penalty;

/**
 * MLlib's LinearRegression at a cell of our grid.
 *
 * <p>Its {@code normal} solver minimises the objective of {@link Penalty} with {@link
 * L2Scale#MLLIB}. Its {@code l-bfgs} solver, which it needs above 4,096 features, takes unbiased
 * deviations, f times ours. Both L1 and L2 part are converted here, so that every solver and scale
 * minimises the same objective.
 *
 * @param penalty all its factors are 1
 * @param tol our tolerance; MLlib's, which is of another kind, is set far below it
 */
record MllibRegression(Penalty penalty, double tol, int maxIter) {
  /**
   * MLlib stops at a relative change of the objective. This share of our tolerance is below
   * rounding, so that it goes on as far as it can.
   */
  private static final double MLLIB_TOL = 1e-12;

  /**
   * What cells are fitted to.
   *
   * @param rows {@link TrainingRows}
   * @param labelDeviation population deviation of the label in these rows
   * @param unbiasedFactor that of these rows, of {@link UnbiasedFactors}; not read unless {@link
   *     #isIterative}
   */
  record Training(Dataset<Row> rows, double labelDeviation, double unbiasedFactor) {}

  /**
   * Whether a fit of so many features is by {@code l-bfgs}, which passes over the rows again and
   * again, and takes unbiased deviations.
   */
  static boolean isIterative(int features) {
    return features > LinearRegression.MAX_FEATURES_FOR_NORMAL_SOLVER();
  }

  /** Fits one cell. */
  LinearRegressionModel fit(
      Training training, int features, double elasticNetParam, double regParam) {
    double l1 = regParam * elasticNetParam;
    double l2 = regParam * (1 - elasticNetParam);
    if (penalty.l2Scale() == L2Scale.PLAIN) {
      l2 *= training.labelDeviation();
    }
    if (isIterative(features)) {
      double unbiased = training.unbiasedFactor();
      l1 /= penalty.standardization() ? unbiased : 1;
      l2 *= penalty.standardization() ? 1 / unbiased : unbiased;
    }
    return new LinearRegression()
        .setFeaturesCol(TrainingRows.FEATURES)
        .setLabelCol(TrainingRows.LABEL)
        .setWeightCol(TrainingRows.WEIGHT)
        .setSolver(isIterative(features) ? "l-bfgs" : "normal")
        .setRegParam(l1 + l2)
        .setElasticNetParam(l1 == 0 ? 0 : l1 / (l1 + l2))
        .setStandardization(penalty.standardization())
        .setFitIntercept(penalty.fitIntercept())
        .setTol(tol * MLLIB_TOL)
        .setMaxIter(maxIter)
        .fit(training.rows());
  }
}
