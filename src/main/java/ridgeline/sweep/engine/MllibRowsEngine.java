package ridgeline.sweep.engine;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import ridgeline.aggregate.FoldStatistics;
import ridgeline.aggregate.LabelPass;
import ridgeline.aggregate.MarginalStatistics;
import ridgeline.aggregate.UnbiasedFactors;
import ridgeline.data.TrainingRows;
import ridgeline.path.LinearFit;
import ridgeline.path.RegParamGrid;
import ridgeline.select.CvCell;
import ridgeline.select.CvCurve;
import ridgeline.select.CvProgress;
import ridgeline.select.FoldPath;
import ridgeline.select.Segment;
import ridgeline.stats.FoldMoments;
import ridgeline.sweep.mllib.MllibRegression;

/**
 * Fits MLlib's LinearRegression in every cell and fold, several concurrently, to the cached rows.
 * If the statistics of all folds fit in memory, one more pass computes them to certify the fits.
 */
public final class MllibRowsEngine {
  private final CvSettings settings;
  private final StageTimer timer;
  private final Consumer<CvProgress> progress;
  private final MllibRegression regression;

  public MllibRowsEngine(CvSettings settings, StageTimer timer, Consumer<CvProgress> progress) {
    this.settings = settings;
    this.timer = timer;
    this.progress = progress;
    regression = new MllibRegression(settings.penalty(), settings.tol(), settings.maxIter());
  }

  public EngineResult run(Dataset<Row> source, String[] names) {
    Dataset<Row> all = source.persist(StorageLevel.MEMORY_AND_DISK());
    Dataset<Row> rows = TrainingRows.weighted(all, col(TrainingRows.WEIGHT));
    try {
      LabelPass pass =
          timer.time(
              "statistics", () -> LabelPass.collect(all, names.length, names, settings.folds()));
      LabelStatistics label = new LabelStatistics(pass.folds());
      label.requireUsable(settings.foldKeys());
      double[] unbiased =
          timer.time("statistics", () -> UnbiasedFactors.collect(rows, settings.folds()));
      MarginalStatistics marginals =
          timer.time(
              "statistics",
              () ->
                  MarginalStatistics.collect(
                      rows, pass.folds().all(), unbiased[settings.folds()], names));
      Certificates certificates =
          certifies(all, names.length)
              ? timer.time("statistics", () -> Certificates.collect(all, names, settings))
              : null;
      double[][] regParams = regParams(marginals, pass.folds().all().rows());
      List<MllibRegression.Training> trainings = trainings(rows, label, unbiased);
      List<CvCurve> curves =
          timer.time(
              "solving",
              () -> solve(rows, names.length, label, trainings, regParams, certificates));
      List<LinearFit> foldFits =
          settings.collectFoldFits()
              ? timer.time(
                  "solving",
                  () -> foldFits(settings.selection().select(curves), names.length, trainings))
              : List.of();
      return new EngineResult(
          curves,
          pass.validation().rows(),
          pass.validation().zeroWeight(),
          label.mean(),
          label.deviation(),
          marginals.means(),
          marginals.deviations(),
          null,
          foldFits,
          null);
    } finally {
      all.unpersist();
    }
  }

  private boolean certifies(Dataset<Row> rows, int features) {
    return GramMemory.of(rows.sparkSession().sparkContext(), features, settings.folds(), true)
        .fits();
  }

  /** Certifies the fits of each fold; the last path certifies those of all rows. */
  private record Certificates(List<FoldPath> paths, double tol) {
    static Certificates collect(Dataset<Row> rows, String[] names, CvSettings settings) {
      FoldMoments moments =
          FoldStatistics.collect(rows, names.length, names, settings.folds()).moments();
      List<FoldPath> paths =
          IntStream.rangeClosed(0, settings.folds())
              .mapToObj(
                  fold ->
                      FoldPath.of(
                          moments, fold, settings.penalty(), settings.tol(), settings.maxIter()))
              .toList();
      return new Certificates(paths, Math.max(settings.tol(), MllibEngine.LARGEST_VIOLATION));
    }

    LinearFit of(LinearFit fit, int fold, double elasticNetParam) {
      return paths.get(fold).certified(fit, elasticNetParam, tol);
    }
  }

  private double[][] regParams(MarginalStatistics marginals, long usedRows) {
    double strongest =
        marginals.strongestGradient(
            settings.penalty().standardization(), settings.penalty().fitIntercept());
    int features = marginals.means().length;
    return settings.paths(a -> RegParamGrid.start(strongest, a), usedRows, features);
  }

  /** The training rows of each fold and, last, all rows. */
  private List<MllibRegression.Training> trainings(
      Dataset<Row> rows, LabelStatistics label, double[] unbiased) {
    return IntStream.rangeClosed(0, settings.folds())
        .mapToObj(
            fold ->
                new MllibRegression.Training(
                    outside(fold, rows), label.trainingDeviation(fold), unbiased[fold]))
        .toList();
  }

  private List<LinearFit> foldFits(
      CvCell cell, int features, List<MllibRegression.Training> trainings) {
    return trainings.subList(0, settings.folds()).stream()
        .map(
            training -> regression.fit(training, features, cell.elasticNetParam(), cell.regParam()))
        .map(model -> toFit(cell.regParam(), model))
        .toList();
  }

  private List<CvCurve> solve(
      Dataset<Row> rows,
      int features,
      LabelStatistics label,
      List<MllibRegression.Training> trainings,
      double[][] regParams,
      @Nullable Certificates certificates) {
    try (LocalSegments fits =
        new LocalSegments(
            settings.parallelism(),
            segment ->
                solve(segment, rows, features, trainings.get(segment.fold()), certificates))) {
      return settings.run(fits, 1, label, features, regParams, progress);
    }
  }

  /** The training rows of a fold, or all rows if {@code fold} is the number of folds. */
  private Dataset<Row> outside(int fold, Dataset<Row> rows) {
    return fold == settings.folds() ? rows : rows.filter(col(TrainingRows.FOLD).notEqual(fold));
  }

  private Segment.Solved solve(
      Segment segment,
      Dataset<Row> rows,
      int features,
      MllibRegression.Training training,
      @Nullable Certificates certificates) {
    boolean allData = segment.fold() == settings.folds();
    Dataset<Row> heldOut = rows.filter(col(TrainingRows.FOLD).equalTo(segment.fold()));
    List<Segment.FoldCell> cells = new ArrayList<>();
    List<LinearFit> fits = new ArrayList<>();
    for (int step = segment.from(); step < segment.to(); step++) {
      double regParam = segment.regParams()[step];
      LinearRegressionModel model =
          regression.fit(training, features, segment.elasticNetParam(), regParam);
      LinearFit ended = toFit(regParam, model);
      LinearFit fit =
          certificates == null
              ? ended
              : certificates.of(ended, segment.fold(), segment.elasticNetParam());
      double mse = allData ? Double.NaN : meanSquaredError(model, heldOut);
      cells.add(new Segment.FoldCell(mse, fit.kkt(), fit.iterations(), fit.converged()));
      if (allData) {
        fits.add(fit);
      }
    }
    return new Segment.Solved(cells, fits, null);
  }

  private LinearFit toFit(double regParam, LinearRegressionModel model) {
    int iterations = model.summary().totalIterations();
    return LinearFit.uncertified(
        regParam,
        model.intercept(),
        model.coefficients().toArray(),
        iterations,
        iterations < settings.maxIter());
  }

  private static double meanSquaredError(LinearRegressionModel model, Dataset<Row> heldOut) {
    Column weight = col(TrainingRows.WEIGHT);
    Column error = col(TrainingRows.LABEL).minus(col(model.getPredictionCol()));
    Row sums =
        model
            .transform(heldOut)
            .agg(sum(weight.multiply(error).multiply(error)), sum(weight))
            .first();
    return sums.getDouble(0) / sums.getDouble(1);
  }
}
