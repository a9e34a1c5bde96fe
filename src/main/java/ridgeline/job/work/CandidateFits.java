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
import ridgeline.data.design.Design;
import ridgeline.registry.gate.ScoredFit;
import ridgeline.select.CvCell;
import ridgeline.stats.FoldMoments;
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
  private final Design design;
  private final SweepListener listener;

  /**
   * The features of a window.
   *
   * @param names in order
   * @param absent features of {@code grid.penaltyFactor} that are of levels which the window lacks
   */
  public record Named(List<String> names, Set<String> absent) {}

  /**
   * Prepares fits.
   *
   * @param design of the job's features
   * @param listener to the progress of each fit
   */
  public CandidateFits(
      SparkSession spark, RetrainConfig config, Design design, SweepListener listener) {
    this.spark = spark;
    this.config = config;
    this.design = design;
    this.listener = listener;
  }

  /** The features of the rows of a window. */
  public Named features(WindowStatistics rows) {
    List<List<String>> levels = rows.all().features().levels();
    List<String> names = design.names(levels);
    return new Named(
        names, AbsentLevels.among(config.grid().penaltyFactor().keySet(), design, levels, names));
  }

  /** The last date before the newest partitions, which the gate keeps for itself. */
  public LocalDate known(LocalDate date) {
    return Span.of(config.gate().newest()).before(date);
  }

  /**
   * Sweeps the rows before the newest partitions of a date.
   *
   * @param rows of the window of the date
   * @param features of all of them
   * @throws ridgeline.data.DataException if the rows cannot be cross-validated
   * @throws ridgeline.select.NoCertifiedCellException if no cell is certified
   */
  ElasticNetCVModel judge(LocalDate date, WindowStatistics rows, Named features)
      throws ConfigException {
    return sweep(estimator(features), date, rows, features);
  }

  /**
   * The penalty that {@link #judge} chooses, without what only a report needs.
   *
   * @throws ridgeline.data.DataException if the rows cannot be cross-validated
   * @throws ridgeline.select.NoCertifiedCellException if no cell is certified
   */
  public CvCell choose(LocalDate date, WindowStatistics rows, Named features)
      throws ConfigException {
    ElasticNetCV estimator =
        estimator(features).setCollectFoldFits(false).setRefit(RefitChoice.STATISTICS.toString());
    return sweep(estimator, date, rows, features).result().selected();
  }

  private ElasticNetCVModel sweep(
      ElasticNetCV estimator, LocalDate date, WindowStatistics rows, Named features) {
    LocalDate known = known(date);
    List<DatedLeaf> before =
        rows.leaves().stream().filter(leaf -> !leaf.date().isAfter(known)).toList();
    return estimator.fit(
        spark, WindowFolds.of(config.validation(), before, rows.before(), known), features.names());
  }

  /**
   * Fits a penalty to all rows of a window.
   *
   * @throws ridgeline.select.NoCertifiedCellException if the fit is not certified
   */
  public ElasticNetCVModel refit(CvCell cell, WindowStatistics rows, Named features)
      throws ConfigException {
    FoldMoments folds = WindowFolds.ofRefit(config.validation(), rows.all());
    return estimator(features)
        .copy(ParamMap.empty())
        .setCollectFoldFits(false)
        .setElasticNetParams(new double[] {cell.elasticNetParam()})
        .setRegParams(new double[] {cell.regParam()})
        .setNumFolds(folds.count())
        .fit(spark, folds, features.names());
  }

  private ElasticNetCV estimator(Named features) throws ConfigException {
    boolean leavesOutGroups = config.validation().kind() == ValidationConfig.Kind.FOLDS;
    ElasticNetCV estimator =
        SweepEstimator.of(config.sweep(), spark, listener).setCollectFoldFits(leavesOutGroups);
    if (!config.grid().penaltyFactor().isEmpty()) {
      estimator.setPenaltyFactors(
          SweepEstimator.penaltyFactors(config.grid(), features.names(), features.absent()));
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
