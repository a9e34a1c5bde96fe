package ridgeline.job;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ridgeline.config.ConfigException;
import ridgeline.config.ConfigWriter;
import ridgeline.config.neural.TrainConfig;
import ridgeline.config.neural.TrainConfigReader;
import ridgeline.config.neural.TrialConfig;
import ridgeline.data.network.NetworkTable;
import ridgeline.job.output.OutputDirectory;
import ridgeline.job.work.JobProgress;
import ridgeline.job.work.TrainJob;
import ridgeline.neural.trial.NetworkTrials;

/** The command line that trains networks. */
@Command(
    name = "train",
    description = {
      "Trains a network on images or on a table, in parallel over their partitions, and writes its"
          + " weights and its training history.",
      "",
      "jobs/train also takes --master and --deploy-mode, and passes whatever follows -- to"
          + " spark-submit."
    })
public final class TrainCommand extends RunCommand<TrainConfig> {
  @Option(
      names = "--resume",
      description = "Resume the interrupted run in --out after its last epoch.")
  private boolean resume;

  /** Runs the job and ends the process with its exit code. */
  public static void main(String[] args) {
    JobCommand.executeAndExit(new TrainCommand(), args);
  }

  /** Runs the job in the Spark session of this process, or in a new one. */
  public static JobOutcome run(String... args) {
    return JobCommand.execute(new TrainCommand(), null, args);
  }

  /** Runs the job in the given session, which stays open. */
  public static JobOutcome run(SparkSession spark, String... args) {
    return JobCommand.execute(new TrainCommand(), spark, args);
  }

  /** Runs the job and returns its exit code. */
  static int execute(String... args) {
    return run(args).exitCode();
  }

  @Override
  String kind() {
    return "train";
  }

  @Override
  String example() {
    return "conf/train-diamonds-mlp.yaml";
  }

  @Override
  boolean resumes() {
    return resume;
  }

  @Override
  TrainConfig read(String text, String sourceName, List<String> overrides) throws ConfigException {
    return TrainConfigReader.read(text, sourceName, overrides);
  }

  @Override
  String name(TrainConfig config) {
    return config.name();
  }

  @Override
  String render(TrainConfig config) {
    return ConfigWriter.render(config);
  }

  @Override
  String hash(TrainConfig config) {
    return ConfigWriter.hash(config);
  }

  @Override
  void check(SparkSession spark, TrainConfig config) throws ConfigException {
    List<TrialConfig> trials = TrialConfig.of(config);
    NetworkTrials.architectures(trials, NetworkTable.open(spark, config));
  }

  @Override
  void run(SparkSession spark, TrainConfig config, OutputDirectory directory, JobProgress progress)
      throws ConfigException, IOException {
    new TrainJob(spark, config, resume, progress).run(directory);
  }
}
