package ridgeline.job;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import ridgeline.config.ConfigException;
import ridgeline.config.ConfigWriter;
import ridgeline.config.SweepConfig;
import ridgeline.config.SweepConfigReader;
import ridgeline.data.TrainingTable;

/** The command line of the sweep. */
@Command(
    name = "sweep",
    description = {
      "Chooses a regularised linear model by cross-validation over whole paths of regParam and"
          + " elasticNetParam, refits it with MLlib, and writes the model and its evidence.",
      "",
      "jobs/sweep also takes --master and --deploy-mode, and hands whatever follows -- to"
          + " spark-submit."
    })
public final class SweepCommand implements Callable<Integer> {
  @Mixin private JobFileOptions options = new JobFileOptions();
  @Mixin private JobCommand job = new JobCommand();

  /** Runs the job and ends the process with its exit code. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    System.exit(execute(args));
  }

  /** Runs the job; the exit code. */
  static int execute(String... args) {
    return JobCommand.execute(new SweepCommand(), args);
  }

  @Override
  public Integer call() {
    return job.run(this::run);
  }

  private void run() throws Exception {
    if (options.printsSchema("/ridgeline/config/sweep.schema.json")) {
      return;
    }
    SweepConfig config = options.read(SweepConfigReader::read, "conf/sweep-diamonds.yaml");
    job.inSession("ridgeline sweep " + config.name(), spark -> run(spark, config));
  }

  private void run(SparkSession spark, SweepConfig config) throws ConfigException, IOException {
    if (options.isDryRun()) {
      TrainingTable.check(spark, config.data(), config.folds());
      System.out.print(ConfigWriter.render(config));
      return;
    }
    options.inDirectory(
        spark,
        "sweep",
        config.name(),
        (directory, progress) -> new SweepJob(spark, config, progress).run(directory));
  }
}
