package ridgeline.sweep.mllib;

import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import ridgeline.aggregate.UnbiasedFactors;
import ridgeline.data.TrainingRows;
import ridgeline.path.L2Scale;
import ridgeline.path.Penalty;

/**
 * MLlib's LinearRegression for a cell of the grid.
 *
 * <p>Its {@code normal} solver minimises the objective of {@link Penalty} with {@link
 * L2Scale#MLLIB}. Its {@code l-bfgs} solver, which it needs above 4,096 features, uses unbiased
 * deviations, f times ours. Both the L1 and the L2 part are converted here, so that every solver
 * and scale minimises the same objective.
 *
 * @param penalty all its factors are 1
 * @param tol our tolerance; MLlib's, which is defined differently, is set far below it
 */
public record MllibRegression(Penalty penalty, double tol, int maxIter) {
  /**
   * MLlib stops by the relative change of the objective. This share of our tolerance is below
   * rounding, so that it continues as long as it can.
   */
  private static final double MLLIB_TOL = 1e-12;

  /**
   * The rows that cells are fitted to.
   *
   * @param rows rows in the form of {@link TrainingRows}
   * @param labelDeviation population deviation of the label in these rows
   * @param unbiasedFactor factor of these rows by {@link UnbiasedFactors}; only used if {@link
   *     #isIterative}
   */
  public record Training(Dataset<Row> rows, double labelDeviation, double unbiasedFactor) {}

  /**
   * Whether MLlib fits this many features by {@code l-bfgs}, which makes many passes over the rows
   * and uses unbiased deviations.
   */
  public static boolean isIterative(int features) {
    return features > LinearRegression.MAX_FEATURES_FOR_NORMAL_SOLVER();
  }

  /** Fits one cell. */
  public LinearRegressionModel fit(
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
