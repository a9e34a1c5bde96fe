package ridgeline.job.work;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import ridgeline.config.ConfigException;
import ridgeline.config.ConfigWriter;
import ridgeline.config.neural.TrainConfig;
import ridgeline.config.neural.TrialConfig;
import ridgeline.data.feature.FeatureDescription;
import ridgeline.data.network.DataSplit;
import ridgeline.data.network.NetworkTable;
import ridgeline.data.sql.SparkMessage;
import ridgeline.job.output.CheckpointFiles;
import ridgeline.job.output.ModelFiles;
import ridgeline.job.output.OutputDirectory;
import ridgeline.job.summary.TrainSummary;
import ridgeline.model.LabelInverse;
import ridgeline.model.LabelTransform;
import ridgeline.model.ModelManifest;
import ridgeline.model.NetworkLabel;
import ridgeline.neural.evaluate.ConfusionMatrix;
import ridgeline.neural.model.NetworkModel;
import ridgeline.neural.network.NetworkArchitecture;
import ridgeline.neural.train.Checkpoint;
import ridgeline.neural.train.NetworkTraining;
import ridgeline.neural.train.TrainingResult;
import ridgeline.neural.trial.NetworkTrials;
import ridgeline.neural.trial.TrialChoice;
import ridgeline.neural.trial.TrialResult;
import ridgeline.profile.StarNotes;
import ridgeline.report.neural.TrainPage;
import ridgeline.report.neural.TrainReport;
import ridgeline.report.neural.TrainTables;
import ridgeline.sweep.engine.StageTimer;

/** Runs a training from its job file to its output directory. */
public final class TrainJob {
  private static final int CONFUSED_IMAGES = 24;

  private final SparkSession spark;
  private final TrainConfig config;
  private final String hash;
  private final boolean resumes;
  private final JobProgress progress;

  /**
   * Prepares the job; nothing is read or written yet.
   *
   * @param resumes whether to resume from a checkpoint
   */
  public TrainJob(SparkSession spark, TrainConfig config, boolean resumes, JobProgress progress) {
    this.spark = spark;
    this.config = config;
    hash = ConfigWriter.hash(config);
    this.resumes = resumes;
    this.progress = progress;
  }

  /**
   * The training that was chosen.
   *
   * @param config its job file
   * @param trials all trials of the job; empty if there is only one
   */
  private record Trained(
      TrainConfig config,
      TrainingResult result,
      NetworkModel model,
      ConfusionMatrix confusion,
      List<TrialResult> trials) {}

  public void run(OutputDirectory out) throws ConfigException, IOException {
    Instant started = Instant.now();
    StageTimer timer = new StageTimer(progress::stage);
    List<TrialConfig> trials = TrialConfig.of(config);
    NetworkTable table = timer.time("opening", () -> NetworkTable.open(spark, config));
    StarNotes.of(table.star()).forEach(progress::note);
    table.notes().forEach(progress::note);
    LabelTransform transform = NetworkInverse.transform(config, table, progress::note);
    List<NetworkArchitecture> architectures = NetworkTrials.architectures(trials, table);
    NetworkArchitecture last =
        architectures.get(architectures.size() - 1); // of an ablation, the one with all layers
    TrainSummary.printNetwork(last, progress.out());
    Trained trained =
        TrialConfig.areSeveral(config)
            ? trainAll(trials, table, out, timer)
            : train(table, last, out, timer);
    Optional<LabelInverse> inverse =
        transform == null
            ? Optional.empty()
            : timer.time("predicting", () -> inverse(transform, trained.model(), table));
    TrainReport report =
        TrainReport.of(
            config,
            trained.result(),
            trained.trials(),
            table.classNames(),
            trained.confusion(),
            timer.seconds(),
            JobProvenance.of(spark, started, hash, config.seed(), table.source()));
    write(out, table, trained, inverse, report);
    out.finish(report::writeTo);
    removeCheckpoint(out);
    progress.finish();
    TrainSummary.print(report, out.toString(), progress.out());
  }

  private void removeCheckpoint(OutputDirectory out) {
    try {
      out.removeCheckpoint();
    } catch (IOException e) {
      progress.note(
          "%s is no longer needed but cannot be removed: %s"
              .formatted(out.resolve(OutputDirectory.CHECKPOINT), SparkMessage.firstLine(e)));
    }
  }

  private Trained train(
      NetworkTable table, NetworkArchitecture architecture, OutputDirectory out, StageTimer timer)
      throws ConfigException, IOException {
    try (NetworkTraining training =
        timer.time(
            "reading",
            () -> NetworkTraining.prepare(spark, config, table, architecture, progress))) {
      CheckpointFiles checkpoints =
          checkpoints(out, training.tasks(), training.rows(), training.hash());
      Checkpoint start =
          load(
                  checkpoints,
                  (number, arrays, bytes, history) -> training.read(arrays, bytes, history))
              .get(1);
      TrainingResult result = timer.time("training", () -> training.run(start, checkpoints::save));
      ConfusionMatrix confusion =
          timer.time("predicting", () -> training.confusion(CONFUSED_IMAGES));
      return new Trained(config, result, training.model(), confusion, List.of());
    }
  }

  private Trained trainAll(
      List<TrialConfig> trials, NetworkTable table, OutputDirectory out, StageTimer timer)
      throws ConfigException, IOException {
    try (NetworkTrials training =
        timer.time(
            "reading", () -> NetworkTrials.prepare(spark, config, trials, table, progress))) {
      CheckpointFiles checkpoints = checkpoints(out, 1, training.rows(), training.hash());
      Map<Integer, Checkpoint> start = load(checkpoints, training::read);
      List<TrialResult> results =
          timer.time("training", () -> training.run(start, checkpoints::save));
      int chosen = TrialChoice.of(config, results);
      ConfusionMatrix confusion =
          timer.time("predicting", () -> training.confusion(chosen + 1, CONFUSED_IMAGES));
      return new Trained(
          results.get(chosen).trial().config(),
          Objects.requireNonNull(results.get(chosen).training()),
          training.model(chosen + 1),
          confusion,
          results);
    }
  }

  private CheckpointFiles checkpoints(
      OutputDirectory out, int tasks, Map<DataSplit, Long> rows, long rowsHash) {
    return new CheckpointFiles(
        out,
        new CheckpointFiles.Basis(
            hash, ConfigWriter.render(config), tasks, new TreeMap<>(rows), rowsHash));
  }

  private Map<Integer, Checkpoint> load(CheckpointFiles files, CheckpointFiles.Reader reader)
      throws IOException {
    Map<Integer, Checkpoint> checkpoints = files.load(reader);
    if (resumes && checkpoints.isEmpty()) {
      progress.note("no checkpoint found; starting from epoch 1");
    }
    checkpoints.forEach(
        (training, checkpoint) ->
            progress.note(
                "training %d resumes after epoch %d"
                    .formatted(training, checkpoint.history().size())));
    return checkpoints;
  }

  /** The inverse of the label; empty if there is no row to estimate its bias from. */
  private Optional<LabelInverse> inverse(
      LabelTransform transform, NetworkModel model, NetworkTable table) throws ConfigException {
    Optional<LabelInverse> inverse = NetworkInverse.of(transform, model, table);
    if (inverse.isEmpty()) {
      progress.note(
          "predictions are of the label, not of %s, because inverting the label needs validation rows"
              .formatted(transform.expression()));
    }
    return inverse;
  }

  /** Writes all files except the last. */
  private void write(
      OutputDirectory out,
      NetworkTable table,
      Trained trained,
      Optional<LabelInverse> inverse,
      TrainReport report)
      throws IOException {
    NetworkModel model = trained.model();
    out.writeBytes(ModelFiles.inRun(NetworkModel.PARAMETERS), model::writeParameters);
    FeatureDescription features = table.description();
    if (features != null) {
      out.write(ModelFiles.inRun(FeatureDescription.FILE), writer -> writer.write(features.text()));
    }
    if (inverse.isPresent()) {
      NetworkLabel label = NetworkLabel.of(inverse.get());
      out.write(ModelFiles.inRun(NetworkLabel.FILE), writer -> writer.write(label.text()));
    }
    out.write(ModelFiles.inRun(NetworkModel.DESCRIPTION), model::writeDescription);
    ModelFiles.finish(out, ModelManifest.Kind.NETWORK, spark.sparkContext().hadoopConfiguration());
    out.write("history.csv", writer -> TrainTables.writeHistory(trained.result(), writer));
    if (!trained.trials().isEmpty()) {
      out.write("trials.csv", writer -> TrainTables.writeTrials(trained.trials(), writer));
      out.write("curves.csv", writer -> TrainTables.writeCurves(trained.trials(), writer));
    }
    String job = ConfigWriter.render(config);
    out.write("job.yaml", writer -> writer.write(job));
    out.write(
        "report.html",
        writer ->
            TrainPage.write(
                report,
                config,
                trained.config(),
                trained.result(),
                trained.trials(),
                trained.confusion(),
                model.filters(),
                job,
                writer));
  }
}
