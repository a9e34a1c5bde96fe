package ridgeline.sweep.engine;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import ridgeline.aggregate.FoldStatistics;
import ridgeline.path.LinearFit;
import ridgeline.path.PathSolver;
import ridgeline.select.CvCell;
import ridgeline.select.CvCurve;
import ridgeline.select.CvProgress;
import ridgeline.select.FoldPath;
import ridgeline.stats.FoldMoments;

/** Computes the statistics of every fold in one pass, then solves every cell from them. */
public final class GramEngine {
  private static final int STEPS_AT_ONCE_HERE = 10;
  private static final int STEPS_AT_ONCE_ON_EXECUTORS = 25;

  /** With fewer features, a round trip to the executors takes longer than it saves. */
  private static final int FEATURES_WORTH_EXECUTORS = 400;

  private final CvSettings settings;
  private final StageTimer timer;
  private final Consumer<CvProgress> progress;

  public GramEngine(CvSettings settings, StageTimer timer, Consumer<CvProgress> progress) {
    this.settings = settings;
    this.timer = timer;
    this.progress = progress;
  }

  /**
   * Runs the engine.
   *
   * @param pass reads the rows
   */
  public EngineResult run(SparkContext context, Supplier<FoldStatistics> pass) {
    FoldStatistics statistics = timer.time("statistics", pass::get);
    FoldMoments moments = statistics.moments();
    LabelStatistics label = LabelStatistics.of(moments);
    label.requireUsable(settings.foldKeys());
    Solved solved = timer.time("solving", () -> solve(moments, label, context));
    return EngineResult.of(statistics, label, solved.curves(), solved.foldFits());
  }

  /**
   * The curves and fits.
   *
   * @param foldFits the selected cell, fitted to the training rows of each fold, if requested
   */
  private record Solved(List<CvCurve> curves, List<LinearFit> foldFits) {}

  private Solved solve(FoldMoments moments, LabelStatistics label, SparkContext context) {
    List<CvCurve> curves = curves(moments, label, context);
    return new Solved(
        curves,
        settings.collectFoldFits()
            ? foldFits(moments, settings.selection().select(curves))
            : List.of());
  }

  private List<LinearFit> foldFits(FoldMoments moments, CvCell cell) {
    double[] regParam = {cell.regParam()};
    return IntStream.range(0, moments.count())
        .parallel()
        .mapToObj(
            fold ->
                new PathSolver(
                        moments.training(fold),
                        settings.penalty(),
                        settings.tol(),
                        settings.maxIter())
                    .solve(cell.elasticNetParam(), regParam, 0, 1, null)
                    .fits()
                    .get(0))
        .toList();
  }

  private List<CvCurve> curves(FoldMoments moments, LabelStatistics label, SparkContext context) {
    ConcurrentMap<Integer, FoldPath> paths = new ConcurrentHashMap<>();
    FoldPath all = path(moments, moments.count());
    paths.put(moments.count(), all);
    double[][] regParams = settings.paths(all::regParamMax, label.rows(), moments.features());
    if (!context.isLocal() && moments.features() >= FEATURES_WORTH_EXECUTORS) {
      try (ExecutorSegments executors =
          new ExecutorSegments(
              JavaSparkContext.fromSparkContext(context),
              moments,
              settings.penalty(),
              settings.tol(),
              settings.maxIter())) {
        return settings.run(
            executors, STEPS_AT_ONCE_ON_EXECUTORS, label, moments.features(), regParams, progress);
      }
    }
    int threads =
        context.isLocal()
            ? context.defaultParallelism()
            : Runtime.getRuntime().availableProcessors();
    try (LocalSegments local =
        new LocalSegments(
            threads,
            segment ->
                paths
                    .computeIfAbsent(segment.fold(), fold -> path(moments, fold))
                    .solve(segment))) {
      return settings.run(
          local, STEPS_AT_ONCE_HERE, label, moments.features(), regParams, progress);
    }
  }

  private FoldPath path(FoldMoments moments, int fold) {
    return FoldPath.of(moments, fold, settings.penalty(), settings.tol(), settings.maxIter());
  }
}
