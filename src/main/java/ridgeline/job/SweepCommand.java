package ridgeline.job;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import ridgeline.config.ConfigException;
import ridgeline.config.ConfigWriter;
import ridgeline.config.linear.SweepConfig;
import ridgeline.config.linear.SweepConfigReader;
import ridgeline.data.table.TrainingTable;
import ridgeline.job.failure.UsageException;
import ridgeline.job.output.OutputDirectory;
import ridgeline.job.work.JobProgress;
import ridgeline.job.work.SweepJob;

/** The command line of the sweep. */
@Command(
    name = "sweep",
    description = {
      "Chooses a regularised linear model by cross-validation over whole paths of regParam and"
          + " elasticNetParam, refits it with MLlib, and writes the model with the results behind the choice.",
      "",
      "jobs/sweep also takes --master and --deploy-mode, and passes whatever follows -- to"
          + " spark-submit."
    })
public final class SweepCommand extends RunCommand<SweepConfig> {
  @Option(
      names = "--init",
      paramLabel = "TABLE",
      description =
          "Profile a table (a path or the name of a bundled one) and write a first job file for it:"
              + " <name>.yaml here, or the file given by --out. An existing file is not overwritten.")
  private @Nullable String table;

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description =
          "The label in that job file; default a column named label, target, response, outcome or"
              + " price, else the last numeric column.")
  private @Nullable String label;

  @Option(
      names = "--no-model",
      description = "Write no model, only what is to be known of it: the tables and the report.")
  private boolean withoutModel;

  /** Runs the job and ends the process with its exit code. */
  public static void main(String[] args) {
    JobCommand.executeAndExit(new SweepCommand(), args);
  }

  /** Runs the job in the Spark session of this process, or in a new one. */
  public static JobOutcome run(String... args) {
    return JobCommand.execute(new SweepCommand(), null, args);
  }

  /** Runs the job in the given session, which stays open. */
  public static JobOutcome run(SparkSession spark, String... args) {
    return JobCommand.execute(new SweepCommand(), spark, args);
  }

  /** Runs the job and returns its exit code. */
  public static int execute(String... args) {
    return run(args).exitCode();
  }

  @Override
  JobCommand.@Nullable Work instead(JobCommand command, @Nullable String location) {
    if (table == null) {
      if (label != null) {
        throw new UsageException("--label only applies with --init; in a job file, set data.label");
      }
      return null;
    }
    if (withoutModel) {
      throw new UsageException(
          "--no-model cannot be combined with --init, which does not run a job; leave it out");
    }
    return new InitJob(table, label, location, command)::run;
  }

  @Override
  String kind() {
    return "sweep";
  }

  @Override
  SweepConfig read(String text, String sourceName, List<String> overrides) throws ConfigException {
    return SweepConfigReader.read(text, sourceName, overrides);
  }

  @Override
  String name(SweepConfig config) {
    return config.name();
  }

  @Override
  String render(SweepConfig config) {
    return ConfigWriter.render(config);
  }

  @Override
  String hash(SweepConfig config) {
    return ConfigWriter.hash(config);
  }

  @Override
  void check(SparkSession spark, SweepConfig config) throws ConfigException {
    TrainingTable.check(spark, config.data(), config.folds());
  }

  @Override
  void run(SparkSession spark, SweepConfig config, OutputDirectory directory, JobProgress progress)
      throws ConfigException, IOException {
    new SweepJob(spark, config, !withoutModel, progress).run(directory);
  }
}
