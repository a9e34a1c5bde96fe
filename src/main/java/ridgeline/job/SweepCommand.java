package ridgeline.job;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ridgeline.config.ConfigException;
import ridgeline.config.SweepConfig;
import ridgeline.config.SweepConfigReader;
import ridgeline.config.SweepConfigWriter;
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
  private static final DateTimeFormatter RUN_NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  @Parameters(
      arity = "0..1",
      paramLabel = "JOBFILE",
      description = "The job file, YAML or JSON, here or on a Hadoop file system.")
  private @Nullable String jobFile;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of the job file, such as grid.regParam.count=50. Repeatable.")
  private List<String> overrides = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to write; default runs/<name>/<UTC time>. Must not exist, or be empty.")
  private @Nullable String out;

  @Option(
      names = "--dry-run",
      description = "Check the job file and the schema of its data, print the job file, and end.")
  private boolean dryRun;

  @Option(names = "--print-schema", description = "Print the JSON Schema of job files, and end.")
  private boolean printSchema;

  @Option(
      names = "--progress",
      paramLabel = "STYLE",
      defaultValue = "plain",
      description = "bar or plain lines; jobs/sweep takes bar on a terminal.")
  private TerminalProgress.Style progressStyle = TerminalProgress.Style.plain;

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
    if (printSchema) {
      System.out.print(schema());
      return;
    }
    if (jobFile == null) {
      throw new UsageException("there is no job file; try conf/sweep-diamonds.yaml, or --help");
    }
    SweepConfig config = SweepConfigReader.read(JobFile.read(jobFile), jobFile, overrides);
    job.inSession("ridgeline sweep " + config.name(), spark -> run(spark, config));
  }

  private void run(SparkSession spark, SweepConfig config) throws ConfigException, IOException {
    if (dryRun) {
      TrainingTable.check(spark, config.data(), config.folds());
      System.out.print(SweepConfigWriter.render(config));
      return;
    }
    sweep(spark, config);
  }

  private void sweep(SparkSession spark, SweepConfig config) throws ConfigException, IOException {
    String location =
        out == null ? "runs/" + config.name() + "/" + RUN_NAME.format(Instant.now()) : out;
    OutputDirectory directory =
        OutputDirectory.create(location, spark.sparkContext().hadoopConfiguration());
    try (TerminalProgress progress = new TerminalProgress(progressStyle)) {
      spark.sparkContext().addSparkListener(progress);
      spark.sparkContext().setJobGroup(config.name(), "ridgeline sweep " + config.name(), false);
      try {
        new SweepJob(spark, config, progress).run(directory);
      } finally {
        spark.sparkContext().removeSparkListener(progress);
      }
    } catch (Throwable e) { // some of Spark's exceptions are checked, and thrown undeclared
      directory.discard();
      throw e;
    }
  }

  private static String schema() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            SweepCommand.class.getResourceAsStream("/ridgeline/config/sweep.schema.json"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
