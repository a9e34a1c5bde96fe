package ridgeline.job;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import ridgeline.config.ConfigException;
import ridgeline.config.ConfigWriter;
import ridgeline.config.compare.CompareConfig;
import ridgeline.config.compare.CompareConfigReader;
import ridgeline.data.table.TrainingTable;
import ridgeline.job.output.OutputDirectory;
import ridgeline.job.work.CompareJob;
import ridgeline.job.work.JobProgress;

/** The command line of a comparison. */
@Command(
    name = "compare",
    description = {
      "Compares ways of regularising a linear model: each is tuned by cross-validation on one part"
          + " of the rows and measured on the rest, or fitted at a given regParam.",
      "",
      "jobs/compare also takes --master and --deploy-mode, and passes whatever follows -- to"
          + " spark-submit."
    })
public final class CompareCommand extends RunCommand<CompareConfig> {
  /** Runs the job and ends the process with its exit code. */
  public static void main(String[] args) {
    JobCommand.executeAndExit(new CompareCommand(), args);
  }

  /** Runs the job in the Spark session of this process, or in a new one. */
  public static JobOutcome run(String... args) {
    return JobCommand.execute(new CompareCommand(), null, args);
  }

  /** Runs the job in the given session, which stays open. */
  public static JobOutcome run(SparkSession spark, String... args) {
    return JobCommand.execute(new CompareCommand(), spark, args);
  }

  /** Runs the job and returns its exit code. */
  static int execute(String... args) {
    return run(args).exitCode();
  }

  @Override
  String kind() {
    return "compare";
  }

  @Override
  CompareConfig read(String text, String sourceName, List<String> overrides)
      throws ConfigException {
    return CompareConfigReader.read(text, sourceName, overrides);
  }

  @Override
  String name(CompareConfig config) {
    return config.name();
  }

  @Override
  String render(CompareConfig config) {
    return ConfigWriter.render(config);
  }

  @Override
  String hash(CompareConfig config) {
    return ConfigWriter.hash(config);
  }

  @Override
  void check(SparkSession spark, CompareConfig config) throws ConfigException {
    TrainingTable.check(spark, config.data(), config.folds());
  }

  @Override
  void run(
      SparkSession spark, CompareConfig config, OutputDirectory directory, JobProgress progress)
      throws ConfigException, IOException {
    new CompareJob(spark, config, progress).run(directory);
  }
}
