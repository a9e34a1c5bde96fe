package ridgeline.job;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import ridgeline.config.CompareConfig;
import ridgeline.config.CompareConfigReader;
import ridgeline.config.ConfigException;
import ridgeline.config.ConfigWriter;
import ridgeline.data.TrainingTable;

/** The command line of a comparison. */
@Command(
    name = "compare",
    description = {
      "Compares ways of regularising a linear model: each is tuned by cross-validation on one part of"
          + " the rows and measured on the rest, or fitted at a given strength.",
      "",
      "jobs/compare also takes --master and --deploy-mode, and hands whatever follows -- to"
          + " spark-submit."
    })
public final class CompareCommand implements Callable<Integer> {
  @Mixin private JobFileOptions options = new JobFileOptions();
  @Mixin private JobCommand job = new JobCommand();

  /** Runs the job and ends the process with its exit code. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    System.exit(execute(args));
  }

  /** Runs the job; the exit code. */
  static int execute(String... args) {
    return JobCommand.execute(new CompareCommand(), args);
  }

  @Override
  public Integer call() {
    return job.run(this::run);
  }

  private void run() throws Exception {
    if (options.printsSchema("/ridgeline/config/compare.schema.json")) {
      return;
    }
    CompareConfig config = options.read(CompareConfigReader::read, "conf/compare-diamonds.yaml");
    job.inSession("ridgeline compare " + config.name(), spark -> run(spark, config));
  }

  private void run(SparkSession spark, CompareConfig config) throws ConfigException, IOException {
    if (options.isDryRun()) {
      TrainingTable.check(spark, config.data(), config.folds());
      System.out.print(ConfigWriter.render(config));
      return;
    }
    options.inDirectory(
        spark,
        "compare",
        config.name(),
        (directory, progress) -> new CompareJob(spark, config, progress).run(directory));
  }
}
