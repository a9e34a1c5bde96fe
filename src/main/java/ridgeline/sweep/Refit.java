package ridgeline.sweep;

import static org.apache.spark.sql.functions.col;

import java.util.function.Supplier;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import ridgeline.aggregate.UnbiasedFactors;
import ridgeline.config.linear.EngineChoice;
import ridgeline.config.linear.RefitChoice;
import ridgeline.data.TrainingRows;
import ridgeline.path.LinearFit;
import ridgeline.select.CvCell;
import ridgeline.stats.Moments;
import ridgeline.sweep.engine.CvSettings;
import ridgeline.sweep.engine.EngineResult;
import ridgeline.sweep.mllib.MllibRegression;
import ridgeline.sweep.mllib.PseudoRegression;

/**
 * The final model.
 *
 * @param by how it was fitted
 * @param difference maximum difference between MLlib's fit and the sweep's own, in standardised
 *     coefficients; 0 if MLlib was not used
 */
record Refit(LinearRegressionModel model, RefitChoice by, double difference) {
  /**
   * Maximum difference at which MLlib's fit is accepted as the minimum that the sweep certifies.
   */
  static final double TOLERANCE = 1e-6;

  /**
   * Maximum iterations of OWL-QN for a certified fit. On correlated features it takes very long and
   * still stops too early; {@link PseudoRegression#ridge} confirms such a fit instead.
   */
  private static final int MAX_QUASI_NEWTON = 2000;

  /** What to refit, and how. */
  record Task(
      SparkSession spark,
      CvSettings settings,
      EngineResult found,
      CvCell cell,
      SweepListener listener) {

    private int features() {
      return found.means().length;
    }

    private double labelDeviation() {
      return found.labelDeviation();
    }

    private boolean isCertified() {
      return cell.fit().converged() && cell.fit().kkt() <= settings.tol();
    }

    private boolean hasL1() {
      return cell.regParam() * cell.elasticNetParam() > 0;
    }

    private LinearRegressionModel model(LinearFit fit) {
      return new LinearRegressionModel(
          Identifiable$.MODULE$.randomUID("linReg"),
          Vectors.dense(fit.dense(features())).compressed(),
          fit.intercept());
    }

    private double difference(double[] coefficients) {
      return Refit.difference(coefficients, cell.fit(), found.deviations(), labelDeviation());
    }

    /**
     * Refits. If the engine is already MLlib, on the same moments, its fit serves as MLlib's refit.
     *
     * @param engine that found the cell
     * @param rows the four columns of {@link TrainingRows}, evaluated only if they are needed
     */
    Refit refit(RefitChoice asked, EngineChoice engine, Supplier<Dataset<Row>> rows) {
      Moments moments = found.moments();
      if (asked == RefitChoice.STATISTICS
          || (asked == RefitChoice.MLLIB && engine == EngineChoice.MLLIB)) {
        return new Refit(model(cell.fit()), asked, 0);
      }
      return asked == RefitChoice.MLLIB && moments != null
          ? ofMoments(this, moments)
          : ofRows(this, rows);
    }

    /** Whether to accept a fit that differs this much from the sweep's own. */
    private boolean accepts(double difference) {
      return !isCertified() || difference <= TOLERANCE;
    }
  }

  /** The maximum difference of coefficients from those of a fit, in standardised coefficients. */
  static double difference(
      double[] coefficients, LinearFit fit, double[] deviations, double labelDeviation) {
    double[] own = fit.dense(coefficients.length);
    double largest = 0;
    for (int j = 0; j < own.length; j++) {
      double change = Math.abs(coefficients[j] - own[j]);
      largest = Math.max(largest, change * deviations[j] / labelDeviation);
    }
    return largest;
  }

  /**
   * MLlib's fit to the moments of all rows if it agrees with the sweep's own fit, otherwise the
   * latter.
   */
  private static Refit ofMoments(Task task, Moments moments) {
    double difference = Double.NaN;
    if (!task.hasL1()
        || !task.isCertified()
        || task.cell().fit().nonzeros() == 0
        || !MllibRegression.isIterative(task.features())) {
      int maxIter = task.settings().maxIter();
      LinearFit fit =
          regression(
                  task, moments, task.isCertified() ? Math.min(maxIter, MAX_QUASI_NEWTON) : maxIter)
              .fit(task.cell().elasticNetParam(), task.cell().regParam());
      difference = task.difference(fit.dense(task.features()));
      if (task.accepts(difference)) {
        return new Refit(task.model(fit), RefitChoice.MLLIB, difference);
      }
    }
    if (task.hasL1() && task.cell().fit().nonzeros() > 0) {
      LinearFit fit =
          regression(task, moments, task.settings().maxIter())
              .ridge(task.cell().fit(), task.cell().elasticNetParam());
      double ofRidge = task.difference(fit.dense(task.features()));
      if (task.accepts(ofRidge)) {
        return new Refit(task.model(fit), RefitChoice.MLLIB, ofRidge);
      }
      difference = Double.isNaN(difference) ? ofRidge : difference;
    }
    return kept(task, difference);
  }

  private static PseudoRegression regression(Task task, Moments moments, int maxIter) {
    CvSettings settings = task.settings();
    return new PseudoRegression(task.spark(), moments, settings.penalty(), settings.tol(), maxIter);
  }

  /** MLlib's fit to the rows if it agrees with the sweep's own fit, otherwise the latter. */
  private static Refit ofRows(Task task, Supplier<Dataset<Row>> source) {
    Dataset<Row> rows = TrainingRows.weighted(source.get(), col(TrainingRows.WEIGHT));
    CvSettings settings = task.settings();
    double unbiasedFactor =
        MllibRegression.isIterative(task.features())
            ? UnbiasedFactors.collect(rows, settings.folds())[settings.folds()]
            : Double.NaN;
    LinearRegressionModel mllib =
        new MllibRegression(settings.penalty(), settings.tol(), settings.maxIter())
            .fit(
                new MllibRegression.Training(rows, task.labelDeviation(), unbiasedFactor),
                task.features(),
                task.cell().elasticNetParam(),
                task.cell().regParam());
    double difference = task.difference(mllib.coefficients().toArray());
    return task.accepts(difference)
        ? new Refit(mllib, RefitChoice.MLLIB_ROWS, difference)
        : kept(task, difference);
  }

  private static Refit kept(Task task, double difference) {
    task.listener()
        .note(
            "MLlib's refit differs by %.2g in standardised coefficients from the sweep's fit (KKT residual %.1g); keeping the sweep's fit"
                .formatted(difference, task.cell().fit().kkt()));
    return new Refit(task.model(task.cell().fit()), RefitChoice.STATISTICS, difference);
  }
}
