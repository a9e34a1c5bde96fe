package ridgeline.job.work;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.SparkSession;
import ridgeline.config.ConfigException;
import ridgeline.config.linear.RefitChoice;
import ridgeline.config.retrain.RetrainConfig;
import ridgeline.config.retrain.Span;
import ridgeline.config.retrain.ValidationConfig;
import ridgeline.registry.gate.ScoredFit;
import ridgeline.select.CvCell;
import ridgeline.stats.FoldMoments;
import ridgeline.store.leaf.FeatureLevels;
import ridgeline.store.window.DatedLeaf;
import ridgeline.store.window.WindowFolds;
import ridgeline.store.window.WindowStatistics;
import ridgeline.sweep.ElasticNetCV;
import ridgeline.sweep.ElasticNetCVModel;
import ridgeline.sweep.SweepListener;

/** Chooses the penalty of the candidate of a date, and fits it to its whole window. */
public final class CandidateFits {
  private final SparkSession spark;
  private final RetrainConfig config;
  private final FeatureNaming naming;
  private final SweepListener listener;

  /** Names the features. */
  @FunctionalInterface
  public interface FeatureNaming {
    /**
     * The names of the features, in order.
     *
     * @param levels of each category
     */
    List<String> over(List<List<String>> levels) throws ConfigException;
  }

  /**
   * Prepares fits.
   *
   * @param naming of the job's features
   * @param listener to the progress of each fit
   */
  public CandidateFits(
      SparkSession spark, RetrainConfig config, FeatureNaming naming, SweepListener listener) {
    this.spark = spark;
    this.config = config;
    this.naming = naming;
    this.listener = listener;
  }

  /** The last date before the newest partitions, which the gate keeps for itself. */
  public LocalDate known(LocalDate date) {
    return Span.of(config.gate().newest()).before(date);
  }

  /** Features of {@code grid.penaltyFactor} that are of levels which a window lacks. */
  Set<String> absent(FeatureLevels features, List<String> names) throws ConfigException {
    return AbsentLevels.among(
        config.grid().penaltyFactor().keySet(), naming, features.levels(), names);
  }

  /**
   * Sweeps the rows before the newest partitions of a date.
   *
   * @param rows of the window of the date
   * @param names of the features of all of them
   * @throws ridgeline.data.DataException if the rows cannot be cross-validated
   * @throws ridgeline.select.NoCertifiedCellException if no cell is certified
   */
  ElasticNetCVModel judge(LocalDate date, WindowStatistics rows, List<String> names)
      throws ConfigException {
    return sweep(estimator(rows, names), date, rows, names);
  }

  /**
   * The penalty that {@link #judge} chooses, without what only a report needs.
   *
   * @throws ridgeline.data.DataException if the rows cannot be cross-validated
   * @throws ridgeline.select.NoCertifiedCellException if no cell is certified
   */
  public CvCell choose(LocalDate date, WindowStatistics rows, List<String> names)
      throws ConfigException {
    ElasticNetCV estimator =
        estimator(rows, names)
            .setCollectFoldFits(false)
            .setRefit(RefitChoice.STATISTICS.toString());
    return sweep(estimator, date, rows, names).result().selected();
  }

  private ElasticNetCVModel sweep(
      ElasticNetCV estimator, LocalDate date, WindowStatistics rows, List<String> names) {
    LocalDate known = known(date);
    List<DatedLeaf> before =
        rows.leaves().stream().filter(leaf -> !leaf.date().isAfter(known)).toList();
    return estimator.fit(
        spark, WindowFolds.of(config.validation(), before, rows.before(), known), names);
  }

  /**
   * Fits a penalty to all rows of a window.
   *
   * @throws ridgeline.select.NoCertifiedCellException if the fit is not certified
   */
  public ElasticNetCVModel refit(CvCell cell, WindowStatistics rows, List<String> names)
      throws ConfigException {
    FoldMoments folds = WindowFolds.ofRefit(config.validation(), rows.all());
    return estimator(rows, names)
        .copy(ParamMap.empty())
        .setCollectFoldFits(false)
        .setElasticNetParams(new double[] {cell.elasticNetParam()})
        .setRegParams(new double[] {cell.regParam()})
        .setNumFolds(folds.count())
        .fit(spark, folds, names);
  }

  private ElasticNetCV estimator(WindowStatistics rows, List<String> names) throws ConfigException {
    boolean leavesOutGroups = config.validation().kind() == ValidationConfig.Kind.FOLDS;
    ElasticNetCV estimator =
        SweepEstimator.of(config.sweep(), spark, listener).setCollectFoldFits(leavesOutGroups);
    if (!config.grid().penaltyFactor().isEmpty()) {
      estimator.setPenaltyFactors(
          SweepEstimator.penaltyFactors(
              config.grid(), names, absent(rows.all().features(), names)));
    }
    return estimator;
  }

  /** The intercept and the coefficients of a model. */
  public static ScoredFit.Fit fit(ElasticNetCVModel model) {
    return new ScoredFit.Fit(
        model.regression().intercept(),
        Arrays.stream(model.regression().coefficients().toArray()).boxed().toList());
  }
}
