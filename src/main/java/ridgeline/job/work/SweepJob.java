package ridgeline.job.work;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import ridgeline.aggregate.HeldOutPredictions;
import ridgeline.config.ConfigException;
import ridgeline.config.ConfigWriter;
import ridgeline.config.linear.SweepConfig;
import ridgeline.data.TrainingRows;
import ridgeline.data.columns.RawTable;
import ridgeline.data.table.TrainingTable;
import ridgeline.job.output.OutputDirectory;
import ridgeline.job.summary.SweepSummary;
import ridgeline.model.LabelInverse;
import ridgeline.model.LabelTransform;
import ridgeline.model.UnitErrors;
import ridgeline.path.LinearFit;
import ridgeline.profile.StarNotes;
import ridgeline.report.linear.Coefficients;
import ridgeline.report.linear.HeldOutCounts;
import ridgeline.report.linear.RowCounts;
import ridgeline.report.linear.SweepPage;
import ridgeline.report.linear.SweepReport;
import ridgeline.stats.residual.AbsoluteErrors;
import ridgeline.stats.residual.Curvature;
import ridgeline.stats.residual.Histogram2d;
import ridgeline.stats.residual.PairTally;
import ridgeline.stats.residual.ResidualMeans;
import ridgeline.stats.residual.ResidualSummary;
import ridgeline.sweep.ElasticNetCV;
import ridgeline.sweep.ElasticNetCVModel;
import ridgeline.sweep.SweepResult;
import ridgeline.sweep.engine.StageTimer;

/** Runs a sweep from its job file to its output directory. */
public final class SweepJob {
  /** How far the bins of the held-out rows reach to each side, in standard deviations. */
  private static final double CHART_DEVIATIONS = 5;

  private static final int CHART_BINS = 120;

  private static final int PREDICTION_BINS = 200;

  /** Predictions of a model with a smaller R2 are assumed to spread as with this one. */
  private static final double MIN_R2 = 1e-4;

  /** Above this R2, residuals are due to the penalty rather than to noise. */
  private static final double NOISELESS = 1 - 1e-6;

  private final SparkSession spark;
  private final SweepConfig config;
  private final boolean saves;
  private final JobProgress progress;

  /**
   * Which function of the quantity the label is; null if it is the quantity itself or has no
   * inverse.
   */
  private @Nullable LabelTransform transform;

  /**
   * A sweep that has not run yet.
   *
   * @param saves whether the model is written
   */
  public SweepJob(SparkSession spark, SweepConfig config, boolean saves, JobProgress progress) {
    this.spark = spark;
    this.config = config;
    this.saves = saves;
    this.progress = progress;
  }

  public void run(OutputDirectory out) throws ConfigException, IOException {
    Instant started = Instant.now();
    StageTimer timer = new StageTimer(progress::stage);
    TrainingTable table =
        timer.time("reading", () -> TrainingTable.prepare(spark, config.data(), config.folds()));
    StarNotes.of(table.star()).forEach(progress::note);
    if (table.leavesOutIntercept()) {
      progress.note(JobNotes.NO_INTERCEPT.formatted("grid"));
    }
    String label = config.data().label();
    transform = label == null ? null : LabelUnit.of(label, table::hasNegative, progress::note);
    run(table, started, timer, out);
  }

  private void run(TrainingTable table, Instant started, StageTimer timer, OutputDirectory out)
      throws ConfigException, IOException {
    ElasticNetCVModel model = estimator(table).fit(table);
    SweepResult result = model.result();
    TrainingTable.requireSameRows(
        table.read().orElse(result.rows().read()) - table.dropped(), result.rows().read());
    progress.rows(result.rows().read());
    timer.add(result.seconds());
    Coefficients coefficients = SweepFiles.coefficients(model.regression());
    HeldOut heldOut =
        collectsFoldFits() ? timer.time("predicting", () -> heldOut(table, result)) : HeldOut.NONE;
    timer.run("writing", () -> write(table, model, coefficients, heldOut.inverse(), out));
    SweepReport report =
        SweepReport.of(
            config.name(),
            result,
            heldOut.errors(),
            heldOut.quantity(),
            RowCounts.of(
                result.rows().read(), table.dropped(), table.zeroWeight(), table.imputed()),
            timer.seconds(),
            JobProvenance.of(
                spark, started, ConfigWriter.hash(config), config.folds().seed(), table.source()));
    out.write(
        "report.html",
        writer ->
            SweepPage.write(
                report,
                result,
                coefficients,
                JobNotes.label(config.data()),
                ConfigWriter.render(config),
                config.report().heldOut() ? heldOut.counts() : null,
                writer));
    out.finish(report::writeTo);
    progress.finish();
    SweepSummary.print(config, result, coefficients, report, out.toString(), progress.out());
  }

  /** Whether the selected cell is also fitted outside each fold, to predict held-out rows. */
  private boolean collectsFoldFits() {
    return config.report().heldOut() || transform != null;
  }

  /**
   * The results on held-out rows.
   *
   * @param errors in the unit of the label
   * @param inverse of the label, for errors in the unit of its quantity; null if there is none
   */
  private record HeldOut(
      @Nullable HeldOutCounts counts,
      SweepReport.@Nullable HeldOut errors,
      @Nullable LabelInverse inverse,
      SweepReport.@Nullable Quantity quantity) {
    static final HeldOut NONE = new HeldOut(null, null, null, null);
  }

  /** Predicts each fold with the selected cell as fitted on the other folds. */
  private static HeldOutPredictions predictHeldOut(
      TrainingTable table, SweepResult result, List<PairTally> tallies) {
    int features = result.features().names().size();
    List<LinearFit> fits = result.validation().foldFits();
    HeldOutPredictions.FoldFits folds =
        new HeldOutPredictions.FoldFits(
            fits.stream().mapToDouble(LinearFit::intercept).toArray(),
            fits.stream().map(fit -> fit.dense(features)).toArray(double[][]::new));
    Histogram2d.Axis label =
        Histogram2d.Axis.around(
            result.label().mean(), result.label().deviation(), CHART_DEVIATIONS, CHART_BINS);
    Histogram2d.Axis residual =
        Histogram2d.Axis.around(0, result.selected().rmse(), CHART_DEVIATIONS, CHART_BINS);
    RawTable raw = table.raw();
    HeldOutPredictions predictions =
        raw == null
            ? HeldOutPredictions.collect(table.rows(), folds, label, residual, tallies)
            : HeldOutPredictions.collect(raw, folds, label, residual, tallies);
    TrainingTable.requireSameRows(result.rows().read(), predictions.observed().total());
    return predictions;
  }

  /**
   * Takes two passes if the label has an inverse: errors in the unit of its quantity need the
   * residuals first.
   */
  private HeldOut heldOut(TrainingTable table, SweepResult result) {
    double unit = Math.max(result.selected().rmse(), Double.MIN_NORMAL);
    List<PairTally> tallies = new ArrayList<>();
    tallies.add(new AbsoluteErrors());
    tallies.add(new ResidualMeans(predictions(result), unit));
    if (transform != null) {
      tallies.add(new ResidualSummary(unit, transform.rate()));
    }
    HeldOutPredictions first = predictHeldOut(table, result, tallies);
    List<ResidualMeans.Group> means = first.tally(ResidualMeans.class).groups();
    HeldOutCounts counts =
        new HeldOutCounts(CHART_DEVIATIONS, first.observed(), first.residuals(), means);
    SweepReport.HeldOut errors =
        SweepReport.HeldOut.of(
            JobNotes.label(config.data()),
            first.tally(AbsoluteErrors.class),
            result.selected().r2() > NOISELESS
                ? null
                : Curvature.of(means, result.selected().cvm()));
    if (transform == null) {
      return new HeldOut(counts, errors, null, null);
    }
    LabelInverse inverse = LabelInverse.of(transform, first.tally(ResidualSummary.class));
    UnitErrors unitErrors =
        predictHeldOut(table, result, List.of(new UnitErrors(inverse))).tally(UnitErrors.class);
    return new HeldOut(counts, errors, inverse, quantity(transform, inverse, unitErrors));
  }

  /**
   * Bins of the predictions, whose deviation is about that of the label times the square root of
   * R2.
   */
  private static Histogram2d.Axis predictions(SweepResult result) {
    double deviation =
        result.label().deviation() * Math.sqrt(Math.max(result.selected().r2(), MIN_R2));
    return Histogram2d.Axis.around(
        result.label().mean(), deviation, CHART_DEVIATIONS, PREDICTION_BINS);
  }

  private static SweepReport.Quantity quantity(
      LabelTransform transform, LabelInverse inverse, UnitErrors errors) {
    return new SweepReport.Quantity(
        transform.expression(),
        errors.rmse(),
        errors.absolute().mean(),
        errors.absolute().quantile(0.5),
        errors.absolute().quantile(0.9),
        errors.absolute().quantile(0.95),
        errors.bias(),
        errors.r2(),
        inverse.factor() == 0 ? null : inverse.factor());
  }

  /** Writes all files except the last. */
  private void write(
      TrainingTable table,
      ElasticNetCVModel model,
      Coefficients coefficients,
      @Nullable LabelInverse inverse,
      OutputDirectory out)
      throws IOException {
    SweepFiles.write(model.result(), coefficients, out);
    out.write("job.yaml", writer -> writer.write(ConfigWriter.render(config)));
    if (saves) {
      new SavedModel(config.name(), table.features(), model, inverse)
          .write(out, spark.sparkContext().hadoopConfiguration());
    }
  }

  private ElasticNetCV estimator(TrainingTable table) throws ConfigException {
    ElasticNetCV estimator =
        SweepEstimator.of(config, spark, progress)
            .setFeaturesCol(TrainingRows.FEATURES)
            .setLabelCol(TrainingRows.LABEL)
            .setWeightCol(TrainingRows.WEIGHT)
            .setFoldCol(TrainingRows.FOLD)
            .setCollectFoldFits(collectsFoldFits());
    if (!config.grid().penaltyFactor().isEmpty()) {
      List<String> names =
          table.names().isEmpty() ? estimator.featureNames(table.rows()) : table.names();
      estimator.setPenaltyFactors(SweepEstimator.penaltyFactors(config.grid(), names));
    }
    return estimator;
  }
}
