package ridgeline.job.work;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import ridgeline.aggregate.FoldStatistics;
import ridgeline.aggregate.row.RowValidation;
import ridgeline.compare.Comparison;
import ridgeline.compare.FixedFit;
import ridgeline.compare.Method;
import ridgeline.compare.Split;
import ridgeline.config.ConfigException;
import ridgeline.config.ConfigWriter;
import ridgeline.config.Problem;
import ridgeline.config.compare.CompareConfig;
import ridgeline.config.compare.FixedFitConfig;
import ridgeline.config.compare.MethodChoice;
import ridgeline.config.data.FoldsConfig;
import ridgeline.data.DataException;
import ridgeline.data.TrainingRows;
import ridgeline.data.table.TrainingTable;
import ridgeline.job.failure.UsageException;
import ridgeline.job.output.OutputDirectory;
import ridgeline.job.summary.CompareSummary;
import ridgeline.path.Penalty;
import ridgeline.profile.StarNotes;
import ridgeline.report.linear.ComparePage;
import ridgeline.report.linear.CompareReport;
import ridgeline.report.linear.CompareTables;
import ridgeline.report.linear.RowCounts;
import ridgeline.stats.Moments;
import ridgeline.sweep.ElasticNetCV;
import ridgeline.sweep.engine.GramMemory;
import ridgeline.sweep.engine.StageTimer;

/** Runs a comparison from its job file to its output directory. */
public final class CompareJob {
  private static final int MAX_POINTS = 2000;

  private final SparkSession spark;
  private final CompareConfig config;
  private final JobProgress progress;

  public CompareJob(SparkSession spark, CompareConfig config, JobProgress progress) {
    this.spark = spark;
    this.config = config;
    this.progress = progress;
  }

  /**
   * A table whose rows are assigned to parts.
   *
   * @param names of the features
   */
  private record Prepared(TrainingTable table, List<String> names, Split split) {}

  public void run(OutputDirectory out) throws ConfigException, IOException {
    Instant started = Instant.now();
    StageTimer timer = new StageTimer(progress::stage);
    Prepared prepared = timer.time("reading", this::prepare);
    StarNotes.of(prepared.table().star()).forEach(progress::note);
    if (prepared.table().leavesOutIntercept()) {
      requireNoMethods();
      progress.note(JobNotes.NO_INTERCEPT.formatted("objective"));
    }
    run(prepared, started, timer, out);
  }

  /** Every method fits an intercept. */
  private void requireNoMethods() throws ConfigException {
    if (!config.methods().isEmpty()) {
      throw new ConfigException(
          List.of(
              new Problem(
                  "data.formula",
                  "'%s' leaves out the intercept, which every method fits; keep the intercept, or leave out methods"
                      .formatted(config.data().formula()))));
    }
  }

  private void run(Prepared prepared, Instant started, StageTimer timer, OutputDirectory out)
      throws IOException {
    List<String> names = prepared.names();
    FoldStatistics statistics =
        timer.time(
            "statistics",
            () ->
                FoldStatistics.collect(
                    prepared.table(), names.toArray(String[]::new), prepared.split().parts()));
    RowValidation validation = statistics.validation();
    progress.rows(validation.rows());
    TrainingTable table = prepared.table();
    TrainingTable.requireSameRows(
        table.read().orElse(validation.rows()) - table.dropped(), validation.rows());
    Moments all = statistics.moments().all();
    requireUsable(all);
    List<FixedFit> fits = timer.time("solving", () -> fixedFits(all));
    List<double[]> points =
        fits.isEmpty() || names.size() != 1
            ? List.of()
            : timer.time("sampling", () -> points(table));
    Comparison comparison =
        config.methods().isEmpty()
            ? null
            : timer.time("solving", () -> compare(statistics, prepared.split()));
    CompareReport report =
        CompareReport.of(
            config,
            names,
            RowCounts.of(validation.rows(), table.dropped(), table.zeroWeight(), Map.of()),
            prepared.split(),
            fits,
            comparison,
            timer.seconds(),
            JobProvenance.of(
                spark, started, ConfigWriter.hash(config), config.folds().seed(), table.source()));
    write(out, report, fits, comparison, points);
    progress.finish();
    CompareSummary.print(report, out.toString(), progress.out());
  }

  private void write(
      OutputDirectory out,
      CompareReport report,
      List<FixedFit> fits,
      @Nullable Comparison comparison,
      List<double[]> points)
      throws IOException {
    out.write(
        "coefficients.csv",
        writer -> CompareTables.writeCoefficients(report.terms(), fits, comparison, writer));
    if (comparison != null) {
      out.write("methods.csv", writer -> CompareTables.writeMethods(report, writer));
      out.write("learning.csv", writer -> CompareTables.writeLearning(comparison, writer));
      out.write("curves.csv", writer -> CompareTables.writeCurves(comparison, writer));
    }
    out.write("job.yaml", writer -> writer.write(ConfigWriter.render(config)));
    out.write(
        "report.html",
        writer ->
            ComparePage.write(
                report,
                JobNotes.label(config.data()),
                comparison,
                points,
                ConfigWriter.render(config),
                writer));
    out.finish(report::writeTo);
  }

  /** Assigns the rows to the requested number of parts, or to fewer if memory is short. */
  private Prepared prepare() throws ConfigException {
    int slices = config.methods().isEmpty() ? 1 : 1 << config.halvings();
    Prepared prepared = prepare(split(slices));
    int fitting = fittingSlices(prepared.names().size(), slices);
    if (fitting < slices) {
      progress.note(
          "the learning curves have %d points instead of %d because memory is short"
              .formatted(Integer.numberOfTrailingZeros(fitting) + 1, config.halvings() + 1));
      prepared = prepare(split(fitting));
    }
    return prepared;
  }

  private Split split(int slices) {
    return config.methods().isEmpty()
        ? new Split(1, 0, slices)
        : new Split(config.folds().count(), config.testFolds(), slices);
  }

  private int fittingSlices(int features, int wanted) {
    for (int slices = wanted; slices >= 1; slices /= 2) {
      int parts = split(slices).parts();
      if (GramMemory.of(spark.sparkContext(), features, parts).fits()) {
        return slices;
      }
    }
    throw new UsageException(
        "the statistics of %,d features in %d folds do not fit into memory; lower folds.count or testFolds, take fewer features, or raise --driver-memory and --executor-memory"
            .formatted(features, split(1).parts()));
  }

  private Prepared prepare(Split split) throws ConfigException {
    FoldsConfig parts =
        new FoldsConfig(split.parts(), config.folds().by(), config.folds().seed(), null);
    TrainingTable table = TrainingTable.prepare(spark, config.data(), parts);
    List<String> names =
        table.names().isEmpty() ? new ElasticNetCV().featureNames(table.rows()) : table.names();
    return new Prepared(table, names, split);
  }

  private static void requireUsable(Moments all) {
    if (all.deviation(all.label()) == 0) {
      throw new DataException("the label is constant; there is nothing to fit");
    }
  }

  private List<FixedFit> fixedFits(Moments all) {
    List<FixedFit> fits = new ArrayList<>();
    if (config.fits().isEmpty()) {
      return fits;
    }
    Penalty penalty =
        Penalty.uniform(
            all.features(),
            config.objective().standardization(),
            config.objective().fitIntercept(),
            config.objective().l2Scale());
    fits.add(FixedFit.of(CompareConfig.PLAIN, 0, 0, all, penalty));
    for (FixedFitConfig fit : config.fits()) {
      fits.add(FixedFit.of(fit.name(), fit.elasticNetParam(), fit.regParam(), all, penalty));
    }
    return fits;
  }

  /** A sample of a table with one feature: its values and the label. */
  private List<double[]> points(TrainingTable table) {
    List<double[]> points = new ArrayList<>();
    for (Row row :
        TrainingRows.sample(table.rows(), config.folds().seed(), MAX_POINTS).collectAsList()) {
      points.add(new double[] {row.<Vector>getAs(0).apply(0), row.getDouble(1)});
    }
    return points;
  }

  private Comparison compare(FoldStatistics statistics, Split split) {
    if (!split.isUsable(statistics.moments())) {
      throw new DataException(
          "%,d rows are too few for %d folds and a test part that all have varying labels; lower folds.count or testFolds, or choose folds.by columns with more distinct values"
              .formatted(statistics.moments().all().rows(), split.folds()));
    }
    List<Method> methods = config.methods().stream().map(CompareJob::method).toList();
    return Comparison.of(statistics.moments(), split, methods, config.patience(), progress::note);
  }

  private static Method method(MethodChoice choice) {
    return switch (choice) {
      case NONE -> Method.NONE;
      case L1 -> Method.L1;
      case L2 -> Method.L2;
      case ELASTIC_NET -> Method.ELASTIC_NET;
      case EARLY_STOPPING -> Method.EARLY_STOPPING;
      case DROPOUT -> Method.DROPOUT;
      case NOISE -> Method.NOISE;
    };
  }
}
