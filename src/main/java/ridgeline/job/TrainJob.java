package ridgeline.job;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.SparkSession;
import ridgeline.config.ConfigException;
import ridgeline.config.ConfigWriter;
import ridgeline.config.TrainConfig;
import ridgeline.data.NetworkTable;
import ridgeline.neural.Checkpoint;
import ridgeline.neural.ConfusedImage;
import ridgeline.neural.NetworkModel;
import ridgeline.neural.NetworkShape;
import ridgeline.neural.NetworkTraining;
import ridgeline.neural.TrainingResult;
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
  private final JobProgress progress;

  TrainJob(SparkSession spark, TrainConfig config, JobProgress progress) {
    this.spark = spark;
    this.config = config;
    this.progress = progress;
  }

  void run(OutputDirectory out) throws ConfigException, IOException {
    Instant started = Instant.now();
    StageClock clock = new StageClock(progress);
    NetworkTable table = clock.time("opening", () -> NetworkTable.open(spark, config));
    NetworkShape shape = NetworkTraining.shape(config, table);
    TrainSummary.printNetwork(shape, System.out);
    try (NetworkTraining training =
        clock.time(
            "reading", () -> NetworkTraining.prepare(spark, config, table, shape, progress))) {
      CheckpointFiles checkpoints = new CheckpointFiles(out, ConfigWriter.hash(config));
      Checkpoint start = checkpoints.load(training);
      if (start != null) {
        progress.note("goes on after epoch %d".formatted(start.history().size()));
      }
      TrainingResult result = clock.time("training", () -> training.run(start, checkpoints::save));
      NetworkModel model = training.model();
      List<ConfusedImage> confused =
          clock.time("predicting", () -> training.confused(CONFUSED_IMAGES));
      TrainReport report =
          TrainReport.of(
              config,
              result,
              clock.seconds(),
              JobProvenance.of(
                  spark, started, ConfigWriter.hash(config), config.seed(), table.source()));
      out.writeBytes("model/" + NetworkModel.PARAMETERS, model::writeParameters);
      out.write("model/" + NetworkModel.DESCRIPTION, model::writeDescription);
      if (!table.featureStages().isEmpty()) {
        out.requireOwned();
        new PipelineModel("ridgeline-" + config.name(), table.featureStages())
            .save(out.resolve("model/" + FEATURES));
      }
      out.write("history.csv", writer -> TrainTables.writeHistory(result, writer));
      String job = ConfigWriter.render(config);
      out.write("job.yaml", writer -> writer.write(job));
      out.write(
          "report.html",
          writer ->
              TrainPage.write(report, config, result, confused, model.filters(), job, writer));
      checkpoints.remove();
      out.finish("train.json", report::writeTo);
      progress.finish();
      TrainSummary.print(report, out.toString(), System.out);
    }
  }
}
