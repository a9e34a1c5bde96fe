package ridgeline.job;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.SparkSession;
import ridgeline.config.ConfigException;
import ridgeline.config.ConfigWriter;
import ridgeline.config.TrainConfig;
import ridgeline.config.Trial;
import ridgeline.data.NetworkTable;
import ridgeline.neural.Checkpoint;
import ridgeline.neural.ConfusedImage;
import ridgeline.neural.NetworkModel;
import ridgeline.neural.NetworkShape;
import ridgeline.neural.NetworkTraining;
import ridgeline.neural.NetworkTrials;
import ridgeline.neural.TrainingResult;
import ridgeline.neural.TrialResult;
import ridgeline.report.TrainPage;
import ridgeline.report.TrainReport;
import ridgeline.report.TrainTables;
import ridgeline.sweep.StageClock;

/** Runs a training from its job file to its output directory. */
final class TrainJob {
  /** The directory of the stages that make features of a table, in that of the model. */
  static final String FEATURES = "features";

  private static final int CONFUSED_IMAGES = 24;

  private final SparkSession spark;
  private final TrainConfig config;
  private final boolean resumes;
  private final JobProgress progress;

  /**
   * Does nothing yet.
   *
   * @param resumes whether it goes on from a checkpoint
   */
  TrainJob(SparkSession spark, TrainConfig config, boolean resumes, JobProgress progress) {
    this.resumes = resumes;
    this.spark = spark;
    this.config = config;
    this.progress = progress;
  }

  /**
   * What was trained, with the model of the training that was chosen.
   *
   * @param trials all trainings of the job; empty if there is one
   */
  private record Trained(
      TrainingResult result,
      NetworkModel model,
      List<ConfusedImage> confused,
      List<TrialResult> trials) {}

  void run(OutputDirectory out) throws ConfigException, IOException {
    Instant started = Instant.now();
    StageClock clock = new StageClock(progress);
    List<Trial> trials = Trial.of(config);
    NetworkTable table = clock.time("opening", () -> NetworkTable.open(spark, config));
    TrainSummary.printNetwork(NetworkTraining.shape(config, table), System.out);
    CheckpointFiles checkpoints = new CheckpointFiles(out, ConfigWriter.hash(config));
    Trained trained =
        trials.size() == 1 ? train(table, checkpoints, clock) : trainAll(trials, table, clock);
    TrainReport report =
        TrainReport.of(
            config,
            trained.result(),
            trained.trials(),
            clock.seconds(),
            JobProvenance.of(
                spark, started, ConfigWriter.hash(config), config.seed(), table.source()));
    write(out, table, trained, report);
    checkpoints.remove();
    out.finish("train.json", report::writeTo);
    progress.finish();
    TrainSummary.print(report, out.toString(), System.out);
  }

  private Trained train(NetworkTable table, CheckpointFiles checkpoints, StageClock clock)
      throws ConfigException, IOException {
    NetworkShape shape = NetworkTraining.shape(config, table);
    try (NetworkTraining training =
        clock.time(
            "reading", () -> NetworkTraining.prepare(spark, config, table, shape, progress))) {
      Checkpoint start = checkpoints.load(training);
      if (start != null) {
        progress.note("goes on after epoch %d".formatted(start.history().size()));
      }
      TrainingResult result = clock.time("training", () -> training.run(start, checkpoints::save));
      List<ConfusedImage> confused =
          clock.time("predicting", () -> training.confused(CONFUSED_IMAGES));
      return new Trained(result, training.model(), confused, List.of());
    }
  }

  private Trained trainAll(List<Trial> trials, NetworkTable table, StageClock clock)
      throws ConfigException {
    if (resumes) {
      throw new UsageException(
          "--resume goes on with one training, and the job file has %d; leave it out"
              .formatted(trials.size()));
    }
    try (NetworkTrials training =
        clock.time(
            "reading", () -> NetworkTrials.prepare(spark, config, trials, table, progress))) {
      List<TrialResult> results = clock.time("training", training::run);
      TrialResult chosen = chosen(results);
      List<ConfusedImage> confused =
          clock.time("predicting", () -> training.confused(chosen, CONFUSED_IMAGES));
      return new Trained(chosen.training(), training.model(chosen), confused, results);
    }
  }

  /**
   * Of ablations that with all regularisers, which is the last; else the best on validation rows.
   */
  private TrialResult chosen(List<TrialResult> results) {
    TrialResult chosen = results.get(results.size() - 1);
    for (TrialResult result : config.ablation() ? List.<TrialResult>of() : results) {
      if (result.isBetterThan(chosen, config.regularisation().earlyStopping().metric())) {
        chosen = result;
      }
    }
    return chosen;
  }

  /** Writes all files but the last. */
  private void write(OutputDirectory out, NetworkTable table, Trained trained, TrainReport report)
      throws IOException {
    NetworkModel model = trained.model();
    out.writeBytes("model/" + NetworkModel.PARAMETERS, model::writeParameters);
    out.write("model/" + NetworkModel.DESCRIPTION, model::writeDescription);
    if (!table.featureStages().isEmpty()) {
      out.requireOwned();
      new PipelineModel("ridgeline-" + config.name(), table.featureStages())
          .save(out.resolve("model/" + FEATURES));
    }
    out.write("history.csv", writer -> TrainTables.writeHistory(trained.result(), writer));
    if (!trained.trials().isEmpty()) {
      out.write("trials.csv", writer -> TrainTables.writeTrials(trained.trials(), writer));
    }
    String job = ConfigWriter.render(config);
    out.write("job.yaml", writer -> writer.write(job));
    out.write(
        "report.html",
        writer ->
            TrainPage.write(
                report,
                config,
                trained.result(),
                trained.trials(),
                trained.confused(),
                model.filters(),
                job,
                writer));
  }
}
