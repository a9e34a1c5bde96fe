package ridgeline.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
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
import ridgeline.job.output.OutputDirectory;
import ridgeline.job.output.StatusFile;
import ridgeline.job.progress.TerminalProgress;
import ridgeline.job.work.JobProgress;

/**
 * The command line of a job that a job file describes.
 *
 * @param <T> the type that the job file is read into
 */
abstract class JobFileCommand<T> implements JobCommand.Sharing {
  private static final DateTimeFormatter RUN_NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** Locations already given to runs of this process. */
  private static final Set<String> GIVEN = ConcurrentHashMap.newKeySet();

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
          "The output directory; default runs/<name>/<UTC time>. It must be new, empty, or left"
              + " behind by a run that failed or was killed.")
  private @Nullable String out;

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
      description = "bar or plain lines; the launchers use bar on a terminal.")
  private TerminalProgress.Style progressStyle = TerminalProgress.Style.plain;

  @Mixin private JobCommand job = new JobCommand();

  private @Nullable String directory;

  /** The name of the job, its launcher and its schema. */
  abstract String kind();

  /** An example job file of this project. */
  String example() {
    return "conf/%s-diamonds.yaml".formatted(kind());
  }

  /** Whether the run resumes from the checkpoint in its directory. */
  boolean resumes() {
    return false;
  }

  /** What the command line requests instead of running a job file; null if nothing. */
  JobCommand.@Nullable Work instead(JobCommand command, @Nullable String location) {
    return null;
  }

  abstract T read(String text, String sourceName, List<String> overrides) throws ConfigException;

  abstract String name(T config);

  /** The job file with all its keys. */
  abstract String render(T config);

  /** A hash that identifies a job. */
  abstract String hash(T config);

  /** Checks a job against the schema of its data. */
  abstract void check(SparkSession spark, T config) throws ConfigException;

  /** Runs the job and writes its results. */
  abstract void run(SparkSession spark, T config, OutputDirectory directory, JobProgress progress)
      throws ConfigException, IOException;

  @Override
  public final JobCommand job() {
    return job;
  }

  @Override
  public final @Nullable String location() {
    return directory;
  }

  @Override
  public final Integer call() {
    return job.run(this::run);
  }

  private void run() throws Exception {
    if (printSchema) {
      System.out.print(schema());
      return;
    }
    JobCommand.Work other = instead(job, out);
    if (other != null) {
      requireNoRun();
      other.run();
      return;
    }
    if (jobFile == null) {
      throw new UsageException("no job file given; try %s, or --help".formatted(example()));
    }
    if (resumes() && out == null) {
      throw new UsageException("--resume needs --out, the directory of the run to resume");
    }
    Configuration configuration = SparkHadoopUtil.get().conf();
    if (dryRun) {
      T config = read(configuration);
      job.inSession(title(config), spark -> dryRun(spark, config));
    } else if (out == null) {
      T config = read(configuration);
      directory = fresh("runs/" + name(config) + "/" + RUN_NAME.format(Instant.now()));
      runIn(OutputDirectory.create(directory, kind(), configuration), () -> config);
    } else {
      directory = out;
      runIn(OutputDirectory.create(out, kind(), configuration), () -> read(configuration));
    }
  }

  /** Refuses arguments that only apply when a job file is run. */
  private void requireNoRun() {
    if (jobFile != null) {
      throw new UsageException(
          "a job file (%s) cannot be combined with --init; leave it out".formatted(jobFile));
    }
    if (dryRun || !overrides.isEmpty()) {
      throw new UsageException(
          "%s cannot be combined with --init, which does not run a job; leave it out"
              .formatted(dryRun ? "--dry-run" : "--set"));
    }
  }

  /**
   * A location unused by other runs of this process, because several may start in the same second.
   */
  static String fresh(String location) {
    String fresh = location;
    for (int number = 2; !GIVEN.add(fresh); number++) {
      fresh = location + "-" + number;
    }
    return fresh;
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

  private void runIn(OutputDirectory into, Callable<T> source) throws Exception {
    job.current()
        .in(
            into,
            kind(),
            result -> isOf(result, hash(source.call())),
            status -> {
              if (!resumes()) {
                into.dropCheckpoint();
              }
              T config = source.call();
              job.inSession(title(config), spark -> run(spark, config, into, status));
            });
  }

  /** Whether a result belongs to the job with a hash. */
  static boolean isOf(JsonNode result, String hash) {
    return hash.equals(result.path("provenance").path("configHash").asText());
  }

  private void run(SparkSession spark, T config, OutputDirectory into, StatusFile status)
      throws ConfigException, IOException {
    try (TerminalProgress terminal = new TerminalProgress(progressStyle);
        JobProgress progress =
            new JobProgress(
                terminal,
                status,
                job.current(),
                spark.sparkContext(),
                title(config),
                StageEnded::new)) {
      run(spark, config, into, progress);
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
