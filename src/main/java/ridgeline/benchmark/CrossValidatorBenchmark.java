package ridgeline.benchmark;

import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import ridgeline.benchmark.measure.Measurement;
import ridgeline.benchmark.measure.Measurements;
import ridgeline.benchmark.measure.Repetitions;
import ridgeline.benchmark.table.CachedVectors;
import ridgeline.config.ConfigException;

/** MLlib's CrossValidator on a small grid, and an extrapolation to our grid. */
final class CrossValidatorBenchmark {
  static final String WHOLE = "crossValidator.whole";
  static final String FIT = "crossValidator.fit";
  static final String FULL_GRID = "crossValidator.fullGrid";
  private static final int FOLDS = 3;

  private CrossValidatorBenchmark() {}

  /**
   * Runs it once, without a warm-up.
   *
   * @param solver empty for MLlib's default
   */
  static void run(CachedVectors cached, Optional<Solver> solver, Measurements into)
      throws ConfigException {
    LinearRegression regression = MllibBenchmark.regression(solver);
    ParamMap[] grid =
        new ParamGridBuilder()
            .addGrid(regression.elasticNetParam(), new double[] {0.5, 1})
            .addGrid(regression.regParam(), new double[] {0.1, 0.01})
            .build();
    CrossValidator validator =
        new CrossValidator()
            .setEstimator(regression)
            .setEvaluator(new RegressionEvaluator())
            .setEstimatorParamMaps(grid)
            .setNumFolds(FOLDS)
            .setParallelism(1)
            .setSeed(1);
    double seconds = Repetitions.secondsOf(() -> validator.fit(cached.rows()));
    int fits = grid.length * FOLDS + 1;
    String chosen = solver.map(Solver::toString).orElse("auto");
    into.add(
        Measurement.of(
            WHOLE,
            "s",
            List.of(seconds),
            "%d fits, solver %s, on cached rows, once".formatted(fits, chosen)));
    into.add(Measurement.of(FIT, "s", List.of(seconds / fits), "the whole divided by its fits"));
    into.add(
        Measurement.extrapolated(
            FULL_GRID,
            "s",
            seconds / fits * SweepBenchmark.fitsOfGrid(),
            "extrapolated to %,d fits: our grid in 10 folds, and the final fit"
                .formatted(SweepBenchmark.fitsOfGrid())));
  }
}
