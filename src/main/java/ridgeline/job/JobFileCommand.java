package ridgeline.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ridgeline.config.ConfigException;
import ridgeline.config.Printable;
import ridgeline.config.Redaction;
import ridgeline.data.SparkMessage;

/**
 * The command line of a job that a job file describes.
 *
 * @param <T> what the job file is read into
 */
abstract class JobFileCommand<T> implements Callable<Integer> {
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
      description = "Overrides a key of the job file, such as folds.count=5. Repeatable.")
  private List<String> overrides = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where to write; default runs/<name>/<UTC time>. Must not exist, be empty, or hold what a"
              + " run left that failed or died.")
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
      description = "bar or plain lines; the launchers take bar on a terminal.")
  private TerminalProgress.Style progressStyle = TerminalProgress.Style.plain;

  @Mixin private JobCommand job = new JobCommand();

  /** What the job is called: that of its launcher and its schema. */
  abstract String kind();

  /** A job file of this project. */
  String example() {
    return "conf/%s-diamonds.yaml".formatted(kind());
  }

  /** Whether the run goes on from the checkpoint in its directory. */
  boolean resumes() {
    return false;
  }

  abstract T read(String text, String sourceName, List<String> overrides) throws ConfigException;

  abstract String name(T config);

  /** The job file with every key. */
  abstract String render(T config);

  /** Tells a job from others. */
  abstract String hash(T config);

  /** Checks a job against the schema of its data. */
  abstract void check(SparkSession spark, T config) throws ConfigException;

  /** Does the job, and writes what it finds. */
  abstract void run(SparkSession spark, T config, OutputDirectory directory, JobProgress progress)
      throws ConfigException, IOException;

  @Override
  public final Integer call() {
    return job.run(this::run);
  }

  private void run() throws Exception {
    if (printSchema) {
      System.out.print(schema());
      return;
    }
    if (jobFile == null) {
      throw new UsageException("there is no job file; try %s, or --help".formatted(example()));
    }
    if (resumes() && out == null) {
      throw new UsageException("--resume needs --out, the directory of the run to go on with");
    }
    Configuration configuration = SparkHadoopUtil.get().conf();
    if (dryRun) {
      T config = read(configuration);
      job.inSession(title(config), spark -> dryRun(spark, config));
    } else if (out == null) {
      T config = read(configuration);
      String location = "runs/" + name(config) + "/" + RUN_NAME.format(Instant.now());
      runIn(OutputDirectory.create(location, kind(), configuration), () -> config);
    } else {
      runIn(OutputDirectory.create(out, kind(), configuration), () -> read(configuration));
    }
  }

  private T read(Configuration configuration) throws ConfigException {
    String location = Objects.requireNonNull(jobFile);
    return read(JobFile.read(location, configuration), location, overrides);
  }

  private String title(T config) {
    return "ridgeline %s %s".formatted(kind(), name(config));
  }

  private void dryRun(SparkSession spark, T config) throws ConfigException {
    check(spark, config);
    System.out.print(Printable.lines(render(config)));
  }

  /**
   * Does the job in its directory.
   *
   * @param source reads the job file
   */
  final void runIn(OutputDirectory directory, Callable<T> source) throws Exception {
    runIn(
        directory,
        kind(),
        result -> hash(source.call()).equals(result.path("provenance").path("configHash").asText()),
        status -> {
          if (!resumes()) {
            directory.dropCheckpoint();
          }
          T config = source.call();
          job.inSession(title(config), spark -> run(spark, config, directory, status));
        });
  }

  /** What a job does in its directory. */
  @FunctionalInterface
  interface Work {
    void run(StatusFile status) throws Exception;
  }

  /** Whether a result, as the last file of a job holds it, is the one that is asked for. */
  @FunctionalInterface
  interface Asked {
    boolean isFor(JsonNode result) throws Exception;
  }

  /**
   * Does work in a directory; if it fails, nothing but its status and a checkpoint stay there. One
   * that is whole already only gets the status that its run could not write.
   *
   * @param kind what the job is called
   * @throws UsageException if the directory is whole, with the result of another job
   */
  static void runIn(OutputDirectory directory, String kind, Asked asked, Work work)
      throws Exception {
    try (directory) {
      if (directory.isWhole()) {
        complete(directory, kind, asked);
        return;
      }
      StatusFile status = null;
      try {
        status = new StatusFile(directory, kind);
        work.run(status);
        status.done();
      } catch (Throwable e) { // some of Spark's exceptions are checked, and thrown undeclared
        tell(e, directory, status);
        throw e;
      }
      directory.release();
    }
  }

  /** Ends a run that was killed after its last file. */
  private static void complete(OutputDirectory directory, String kind, Asked asked)
      throws Exception {
    StatusFile.mend(directory, kind);
    directory.removeCheckpoint();
    JsonNode result = new JsonMapper().readTree(directory.result());
    directory.release();
    if (!asked.isFor(result)) {
      throw new UsageException(
          "--out %s holds the result of another job; choose another directory, or remove it"
              .formatted(directory));
    }
    System.err.printf(
        "note: the result in %s was whole when its run was killed; status.json says so now%n",
        directory);
  }

  /**
   * Leaves the status of a failure, for which there may be no room before the rest is gone.
   *
   * @param status null if there was no room for the first
   */
  private static void tell(
      Throwable error, OutputDirectory directory, @Nullable StatusFile status) {
    try {
      directory.discard();
      if (status != null) {
        status.end(Failure.of(error));
      }
      directory.release();
    } catch (IOException | RuntimeException e) {
      error.addSuppressed(e);
      System.err.printf(
          "%s may hold files of this run: %s%n",
          Printable.line(directory.toString()),
          Printable.line(Redaction.text(SparkMessage.firstLine(e))));
    }
  }

  private void run(SparkSession spark, T config, OutputDirectory directory, StatusFile status)
      throws ConfigException, IOException {
    try (JobProgress progress =
        new JobProgress(
            new TerminalProgress(progressStyle), status, spark.sparkContext(), title(config))) {
      run(spark, config, directory, progress);
    }
  }

  private String schema() throws IOException {
    String resource = "/ridgeline/config/%s.schema.json".formatted(kind());
    try (InputStream in =
        Objects.requireNonNull(JobFileCommand.class.getResourceAsStream(resource))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
