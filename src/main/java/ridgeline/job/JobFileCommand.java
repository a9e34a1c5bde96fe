package ridgeline.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ridgeline.config.ConfigException;
import ridgeline.config.text.Printable;
import ridgeline.job.failure.UsageException;
import ridgeline.job.output.StatusFile;
import ridgeline.job.progress.TerminalProgress;
import ridgeline.job.run.Run;
import ridgeline.job.work.JobProgress;

/**
 * The command line of a job that a job file describes.
 *
 * @param <T> the type that the job file is read into
 */
abstract class JobFileCommand<T> implements JobCommand.Sharing {
  @Parameters(
      arity = "0..1",
      paramLabel = "JOBFILE",
      description =
          "The job file, YAML or JSON, here or on a Hadoop file system; or its text, which begins"
              + " with { or has more than one line.")
  private @Nullable String jobFile;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of the job file, such as data.label=price. Repeatable.")
  private List<String> overrides = List.of();

  @Option(
      names = "--dry-run",
      description = "Check the job file and the schema of its data, print the job file, and exit.")
  private boolean dryRun;

  @Option(names = "--print-schema", description = "Print the JSON Schema of job files, and exit.")
  private boolean printSchema;

  @Option(
      names = "--progress",
      paramLabel = "STYLE",
      defaultValue = "plain",
      description =
          "bar, plain lines, or none to print neither progress nor the summary; the launchers use"
              + " bar on a terminal.")
  private TerminalProgress.Style progressStyle = TerminalProgress.Style.plain;

  @Mixin private JobCommand job = new JobCommand();

  /** The name of the job, its launcher and its schema. */
  abstract String kind();

  /** The name of the JSON Schema of its job files. */
  String schemaName() {
    return kind();
  }

  /** An example job file of this project. */
  String example() {
    return "conf/%s-diamonds.yaml".formatted(kind());
  }

  /** What the command line requests instead of running a job file; null if nothing. */
  JobCommand.@Nullable Work instead() {
    return null;
  }

  abstract T read(String text, String sourceName, List<String> overrides) throws ConfigException;

  abstract String name(T config);

  /** The job file with all its keys. */
  abstract String render(T config);

  /** Checks a job against the schema of its data, without running it. */
  abstract void check(SparkSession spark, T config) throws Exception;

  /** Checks the options, before a session is opened for the job. */
  void requireOptions() {}

  /** Runs the job, which {@link #read(Configuration)} reads. */
  abstract void runJob(Configuration configuration) throws Exception;

  @Override
  public final JobCommand job() {
    return job;
  }

  @Override
  public final Integer call() {
    if (progressStyle == TerminalProgress.Style.none) {
      job.silence();
    }
    return job.run(this::run);
  }

  private void run() throws Exception {
    if (printSchema) {
      System.out.print(schema());
      return;
    }
    JobCommand.Work other = instead();
    if (other != null) {
      requireNoRun();
      other.run();
      return;
    }
    if (jobFile == null) {
      throw new UsageException("no job file given; try %s, or --help".formatted(example()));
    }
    requireOptions();
    Configuration configuration = SparkHadoopUtil.get().conf();
    if (dryRun) {
      T config = read(configuration);
      job.inSession(title(config), spark -> dryRun(spark, config));
    } else {
      runJob(configuration);
    }
  }

  /** Refuses arguments that only apply when a job file is run. */
  private void requireNoRun() {
    if (jobFile != null) {
      throw new UsageException(
          "a job file (%s) cannot be combined with --init; leave it out"
              .formatted(JobFile.name(jobFile)));
    }
    if (dryRun || !overrides.isEmpty()) {
      throw new UsageException(
          "%s cannot be combined with --init, which does not run a job; leave it out"
              .formatted(dryRun ? "--dry-run" : "--set"));
    }
  }

  /** Reads the job file. */
  final T read(Configuration configuration) throws ConfigException {
    String location = Objects.requireNonNull(jobFile);
    return read(JobFile.read(location, configuration), JobFile.name(location), overrides);
  }

  /** Where the results are printed. */
  final PrintStream out() {
    return progressStyle.out();
  }

  /** The name of the job's application, and of the group of its Spark jobs. */
  final String title(T config) {
    return "ridgeline %s %s".formatted(kind(), name(config));
  }

  private void dryRun(SparkSession spark, T config) throws Exception {
    check(spark, config);
    System.out.print(Printable.lines(render(config)));
  }

  /** What is done while its progress is reported. */
  @FunctionalInterface
  interface Reported {
    void run(JobProgress progress) throws ConfigException, IOException;
  }

  /** Does something, and reports its progress. */
  final void report(SparkSession spark, T config, Run run, StatusFile status, Reported work)
      throws ConfigException, IOException {
    try (TerminalProgress terminal = new TerminalProgress(progressStyle);
        JobProgress progress =
            new JobProgress(
                terminal, status, run, spark.sparkContext(), title(config), StageEnded::new)) {
      work.run(progress);
    }
  }

  private String schema() throws IOException {
    String resource = "/ridgeline/config/%s.schema.json".formatted(schemaName());
    try (InputStream in =
        Objects.requireNonNull(JobFileCommand.class.getResourceAsStream(resource))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
