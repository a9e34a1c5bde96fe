package ridgeline.sweep.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import ridgeline.aggregate.FoldStatistics;
import ridgeline.path.LinearFit;
import ridgeline.select.CvCell;
import ridgeline.select.CvCurve;
import ridgeline.select.CvProgress;
import ridgeline.select.FoldPath;
import ridgeline.select.Segment;
import ridgeline.stats.FoldMoments;
import ridgeline.sweep.mllib.PseudoRegression;

/**
 * Computes the statistics of every fold in one pass, then fits MLlib's LinearRegression in every
 * cell and fold, several concurrently, to rows with those statistics.
 */
public final class MllibEngine {
  /**
   * Maximum optimality violation of an accepted fit. By its own criteria, MLlib stops either within
   * this of the optimum or far from it.
   */
  static final double LARGEST_VIOLATION = 1e-6;

  private final CvSettings settings;
  private final StageTimer timer;
  private final Consumer<CvProgress> progress;
  private final SparkSession spark;

  public MllibEngine(
      CvSettings settings, StageTimer timer, Consumer<CvProgress> progress, SparkSession spark) {
    this.settings = settings;
    this.timer = timer;
    this.progress = progress;
    this.spark = spark;
  }

  /**
   * Runs the engine.
   *
   * @param pass reads the rows
   */
  public EngineResult run(Supplier<FoldStatistics> pass) {
    FoldStatistics statistics = timer.time("statistics", pass::get);
    FoldMoments moments = statistics.moments();
    LabelStatistics label = LabelStatistics.of(moments);
    label.requireUsable(settings.foldKeys());
    Folds folds = new Folds(moments);
    List<CvCurve> curves = timer.time("solving", () -> curves(folds, label));
    List<LinearFit> foldFits =
        settings.collectFoldFits()
            ? timer.time("solving", () -> foldFits(folds, settings.selection().select(curves)))
            : List.of();
    return EngineResult.of(statistics, label, curves, foldFits);
  }

  /** MLlib's fits and the held-out errors of each fold, prepared on first use. */
  private final class Folds {
    private final FoldMoments moments;
    private final ConcurrentMap<Integer, FoldPath> paths = new ConcurrentHashMap<>();
    private final ConcurrentMap<Integer, PseudoRegression> regressions = new ConcurrentHashMap<>();

    Folds(FoldMoments moments) {
      this.moments = moments;
    }

    int count() {
      return moments.count();
    }

    int features() {
      return moments.features();
    }

    FoldPath path(int fold) {
      return paths.computeIfAbsent(
          fold,
          f -> FoldPath.of(moments, f, settings.penalty(), settings.tol(), settings.maxIter()));
    }

    LinearFit fit(int fold, double elasticNetParam, double regParam) {
      LinearFit fit = regression(fold).fit(elasticNetParam, regParam);
      return path(fold)
          .certified(fit, elasticNetParam, Math.max(settings.tol(), LARGEST_VIOLATION));
    }

    private PseudoRegression regression(int fold) {
      return regressions.computeIfAbsent(
          fold,
          f ->
              new PseudoRegression(
                  spark,
                  f == count() ? moments.all() : moments.training(f),
                  settings.penalty(),
                  settings.tol(),
                  settings.maxIter()));
    }
  }

  private List<CvCurve> curves(Folds folds, LabelStatistics label) {
    double[][] regParams =
        settings.paths(folds.path(folds.count())::regParamMax, label.rows(), folds.features());
    try (LocalSegments fits =
        new LocalSegments(settings.parallelism(), segment -> solve(folds, segment))) {
      return settings.run(fits, 1, label, folds.features(), regParams, progress);
    }
  }

  private static Segment.Solved solve(Folds folds, Segment segment) {
    List<Segment.FoldCell> cells = new ArrayList<>();
    List<LinearFit> fits = new ArrayList<>();
    for (int step = segment.from(); step < segment.to(); step++) {
      LinearFit fit =
          folds.fit(segment.fold(), segment.elasticNetParam(), segment.regParams()[step]);
      double mse = folds.path(segment.fold()).meanSquaredError(fit);
      cells.add(new Segment.FoldCell(mse, fit.kkt(), fit.iterations(), fit.converged()));
      fits.add(fit);
    }
    return new Segment.Solved(cells, segment.fold() == folds.count() ? fits : List.of(), null);
  }

  private static List<LinearFit> foldFits(Folds folds, CvCell cell) {
    return IntStream.range(0, folds.count())
        .mapToObj(fold -> folds.fit(fold, cell.elasticNetParam(), cell.regParam()))
        .toList();
  }
}
