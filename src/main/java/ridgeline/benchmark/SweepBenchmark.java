package ridgeline.benchmark;

import java.util.List;
import java.util.function.ToDoubleFunction;
import ridgeline.benchmark.measure.Measurement;
import ridgeline.benchmark.measure.Measurements;
import ridgeline.benchmark.measure.Repetitions;
import ridgeline.benchmark.table.MeasuredTable;
import ridgeline.benchmark.table.RegParamPath;
import ridgeline.config.ConfigException;
import ridgeline.data.TrainingRows;
import ridgeline.data.table.TrainingTable;
import ridgeline.sweep.ElasticNetCV;
import ridgeline.sweep.SweepResult;

/**
 * Our sweep from the files, with nothing cached: 10 folds x 5 elasticNetParam x 100 regParam, and
 * the paths on all data.
 */
final class SweepBenchmark {
  /** Prefix of the measurements of a sweep that solves every cell. */
  static final String EXHAUSTIVE = "sweep.exhaustive.";

  /** Prefix of the measurements of a sweep with the default early stopping. */
  static final String STOPPING = "sweep.stopping.";

  /** Prefix of the measurements of a sweep that solves every cell, on a table with more rows. */
  static final String GROWN = "sweep.grown.";

  static final int REG_PARAMS = 100;
  private static final double MIN_RATIO = 1e-4;
  private static final double[] ELASTIC_NET_PARAMS = {0, 0.1, 0.5, 0.9, 1};

  private final MeasuredTable table;
  private final Repetitions repetitions;

  SweepBenchmark(MeasuredTable table, Repetitions repetitions) {
    this.table = table;
    this.repetitions = repetitions;
  }

  /**
   * The number of fits of a cross-validator for the same grid: every cell in every fold, and the
   * final fit.
   */
  static long fitsOfGrid() {
    return (long) ELASTIC_NET_PARAMS.length * REG_PARAMS * MeasuredTable.FOLDS.count() + 1;
  }

  /**
   * The times of one sweep.
   *
   * @param whole seconds of all stages and the time between them
   */
  private record Run(
      double reading,
      double statistics,
      double solving,
      double whole,
      long cells,
      String note,
      List<RegParamPath> grid) {
    double rest() {
      return whole - reading - statistics - solving;
    }
  }

  /** Measures a variant; returns the grid that it solved, with its errors. */
  List<RegParamPath> run(String prefix, Measurements into) throws ConfigException {
    boolean stopping = prefix.equals(STOPPING);
    String name = prefix.substring(0, prefix.length() - 1);
    List<Run> runs = repetitions.measure(name, () -> sweep(stopping));
    Run last = runs.get(runs.size() - 1);
    add(
        into,
        prefix + "reading",
        runs,
        Run::reading,
        "levels of categories, and the initial checks");
    add(into, prefix + "statistics", runs, Run::statistics, "one pass from the files");
    add(into, prefix + "solving", runs, Run::solving, last.note());
    add(into, prefix + "rest", runs, Run::rest, "the whole minus these stages");
    add(into, prefix + "whole", runs, Run::whole, "from the files to the chosen model");
    List<Double> cells = runs.stream().map(run -> (double) run.cells()).toList();
    into.add(Measurement.of(prefix + "cells", "cells", cells, null));
    return last.grid();
  }

  private static void add(
      Measurements into, String name, List<Run> runs, ToDoubleFunction<Run> seconds, String note) {
    List<Double> values = runs.stream().map(run -> seconds.applyAsDouble(run)).toList();
    into.add(Measurement.of(name, "s", values, note));
  }

  private Run sweep(boolean stopping) throws ConfigException {
    long start = System.nanoTime();
    TrainingTable training = table.prepare();
    double reading = (System.nanoTime() - start) / 1e9;
    SweepResult result = estimator(stopping).fit(training).result();
    double whole = (System.nanoTime() - start) / 1e9;
    return new Run(
        reading,
        result.seconds().getOrDefault("statistics", 0.0),
        result.seconds().getOrDefault("solving", 0.0),
        whole,
        result.solvedCells(),
        "largest KKT residual %.1g, %,d cells did not converge"
            .formatted(result.largestKkt(), result.notConverged()),
        result.validation().curves().stream().map(RegParamPath::of).toList());
  }

  private static ElasticNetCV estimator(boolean stopping) {
    return new ElasticNetCV()
        .setFeaturesCol(TrainingRows.FEATURES)
        .setLabelCol(TrainingRows.LABEL)
        .setWeightCol(TrainingRows.WEIGHT)
        .setFoldCol(TrainingRows.FOLD)
        .setNumFolds(MeasuredTable.FOLDS.count())
        .setElasticNetParams(ELASTIC_NET_PARAMS.clone())
        .setNumRegParams(REG_PARAMS)
        .setMinRatio(MIN_RATIO)
        .setEarlyStopping(stopping)
        .setEngine("gram")
        .setRefit("statistics");
  }
}
