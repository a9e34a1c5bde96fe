package ridgeline.benchmark;

import static org.apache.spark.sql.functions.expr;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import ridgeline.benchmark.measure.Measurement;
import ridgeline.benchmark.measure.Measurements;
import ridgeline.benchmark.measure.Repetitions;
import ridgeline.benchmark.table.CachedVectors;
import ridgeline.benchmark.table.MeasuredTable;
import ridgeline.config.ConfigException;

/** One fit of MLlib's LinearRegression, by each solver and as the last stage of a pipeline. */
final class MllibBenchmark {
  static final String PIPELINE = "mllib.pipeline";
  private static final String PREFIX = "mllib.";

  private final MeasuredTable table;
  private final Repetitions repetitions;

  MllibBenchmark(MeasuredTable table, Repetitions repetitions) {
    this.table = table;
    this.repetitions = repetitions;
  }

  /** A regression with default settings, except for the solver and the penalty. */
  static LinearRegression regression(Optional<Solver> solver) {
    LinearRegression regression = new LinearRegression().setRegParam(0.1).setElasticNetParam(0.5);
    solver.ifPresent(chosen -> regression.setSolver(chosen.toString()));
    return regression;
  }

  /** Seconds of the faster solver; empty if none was measured. */
  static Optional<Double> quicker(Measurements measured) {
    return quickerSolver(measured).flatMap(solver -> measured.median(PREFIX + solver));
  }

  static Optional<Solver> quickerSolver(Measurements measured) {
    return Solver.BOTH.each().stream()
        .filter(solver -> measured.median(PREFIX + solver).isPresent())
        .min((a, b) -> Double.compare(median(measured, a), median(measured, b)));
  }

  private static double median(Measurements measured, Solver solver) {
    return measured.median(PREFIX + solver).orElseThrow();
  }

  /** Measures one fit by each solver. */
  void fits(Solver solvers, CachedVectors cached, Measurements into) throws ConfigException {
    for (Solver solver : solvers.each()) {
      if (solver == Solver.NORMAL
          && table.features() > LinearRegression.MAX_FEATURES_FOR_NORMAL_SOLVER()) {
        continue;
      }
      List<Double> seconds =
          repetitions.seconds(
              PREFIX + solver, () -> regression(Optional.of(solver)).fit(cached.rows()));
      into.add(
          Measurement.of(
              PREFIX + solver,
              "s",
              seconds,
              "one fit, regParam 0.1, elasticNetParam 0.5; " + cached.describe()));
    }
  }

  /** Measures a pipeline from the files to one fit by the faster solver; nothing may be cached. */
  void pipeline(Measurements into) throws ConfigException {
    Optional<Solver> solver = quickerSolver(into);
    List<Double> seconds = repetitions.seconds(PIPELINE, () -> fitPipeline(solver));
    into.add(
        Measurement.of(
            PIPELINE,
            "s",
            seconds,
            "StringIndexer, OneHotEncoder, VectorAssembler and one fit (%s), from the files"
                .formatted(solver.map(Solver::toString).orElse("solver auto"))));
  }

  private void fitPipeline(Optional<Solver> solver) {
    String[] numbers = columns("n", table.numeric().size());
    String[] texts = columns("c", table.categorical().size());
    String[] indices = columns("i", texts.length);
    String[] vectors = columns("v", texts.length);
    List<Column> selected = new ArrayList<>();
    selected.add(expr(table.label()).cast("double").as("label"));
    for (int i = 0; i < numbers.length; i++) {
      selected.add(expr(table.numeric().get(i)).cast("double").as(numbers[i]));
    }
    for (int i = 0; i < texts.length; i++) {
      selected.add(expr(table.categorical().get(i)).cast("string").as(texts[i]));
    }
    Dataset<Row> rows = table.files().select(selected.toArray(Column[]::new));
    new Pipeline()
        .setStages(
            new PipelineStage[] {
              new StringIndexer().setInputCols(texts).setOutputCols(indices),
              new OneHotEncoder().setInputCols(indices).setOutputCols(vectors).setDropLast(false),
              new VectorAssembler()
                  .setInputCols(
                      Stream.of(numbers, vectors).flatMap(Stream::of).toArray(String[]::new))
                  .setOutputCol("features"),
              regression(solver)
            })
        .fit(rows);
  }

  private static String[] columns(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toArray(String[]::new);
  }
}
