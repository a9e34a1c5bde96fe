package ridgeline.sweep;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import ridgeline.aggregate.FoldStatistics;
import ridgeline.data.DataException;
import ridgeline.select.CrossValidation;
import ridgeline.select.CvCurve;
import ridgeline.select.FoldPath;
import ridgeline.select.SegmentSolver;
import ridgeline.stats.FoldMoments;
import ridgeline.stats.Moments;

/** One pass to the statistics of every fold, then every cell from those. */
final class GramEngine {
  private static final int STEPS_AT_ONCE_HERE = 10;
  private static final int STEPS_AT_ONCE_ON_EXECUTORS = 25;

  /** With fewer features, a round trip to the executors costs more than it saves. */
  private static final int FEATURES_WORTH_EXECUTORS = 400;

  private final CvSettings settings;
  private final StageClock clock;
  private final SweepListener listener;

  GramEngine(CvSettings settings, StageClock clock, SweepListener listener) {
    this.settings = settings;
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * Runs.
   *
   * @param pass reads the rows
   */
  EngineResult run(SparkContext context, String[] names, Supplier<FoldStatistics> pass) {
    FoldStatistics statistics = clock.time("statistics", pass::get);
    FoldMoments moments = statistics.moments();
    LabelStatistics label = LabelStatistics.of(moments);
    Moments all = moments.all();
    requireFinite(all, names);
    label.requireUsable();
    List<CvCurve> curves = clock.time("solving", () -> solve(moments, label, context));
    double[] deviations = IntStream.range(0, names.length).mapToDouble(all::deviation).toArray();
    return new EngineResult(
        curves, statistics.tally().rows(), statistics.tally().zeroWeight(), label, deviations);
  }

  private List<CvCurve> solve(FoldMoments moments, LabelStatistics label, SparkContext context) {
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
        return validate(executors, STEPS_AT_ONCE_ON_EXECUTORS, label, regParams);
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
      return validate(local, STEPS_AT_ONCE_HERE, label, regParams);
    }
  }

  private List<CvCurve> validate(
      SegmentSolver solver, int stepsAtOnce, LabelStatistics label, double[][] regParams) {
    return new CrossValidation(
            label.weights(),
            label.variance(),
            settings.stopping(),
            stepsAtOnce,
            solver,
            listener::cells)
        .run(settings.elasticNetParams(), regParams);
  }

  private FoldPath path(FoldMoments moments, int fold) {
    return FoldPath.of(moments, fold, settings.penalty(), settings.tol(), settings.maxIter());
  }

  private static void requireFinite(Moments all, String[] names) {
    if (all.isFinite()) {
      return;
    }
    String columns =
        IntStream.rangeClosed(0, names.length)
            .filter(j -> !Double.isFinite(all.covariance(j, j)))
            .mapToObj(j -> j == names.length ? "the label" : names[j])
            .reduce((a, b) -> a + ", " + b)
            .orElse("some columns together");
    throw new DataException(
        "the sums of squares of %s overflow; divide by a power of ten".formatted(columns));
  }
}
