package ridgeline.job;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ridgeline.config.ConfigException;

/** What the command lines of jobs with a job file share. */
final class JobFileOptions {
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
      description = "bar or plain lines; the launchers take bar on a terminal.")
  private TerminalProgress.Style progressStyle = TerminalProgress.Style.plain;

  /** Reads the text of a job file. */
  @FunctionalInterface
  interface Reader<T> {
    T read(String text, String sourceName, List<String> overrides) throws ConfigException;
  }

  /** What a job writes to its directory. */
  @FunctionalInterface
  interface Work {
    void run(OutputDirectory directory, TerminalProgress progress)
        throws ConfigException, IOException;
  }

  /**
   * Reads the job file.
   *
   * @param example a job file to try
   * @throws UsageException if there is none
   */
  <T> T read(Reader<T> reader, String example) throws ConfigException {
    if (jobFile == null) {
      throw new UsageException("there is no job file; try %s, or --help".formatted(example));
    }
    return reader.read(JobFile.read(jobFile), jobFile, overrides);
  }

  /** Whether only the job file is to be checked. */
  boolean isDryRun() {
    return dryRun;
  }

  /** Prints the schema, a resource, if that is asked for; whether it is. */
  boolean printsSchema(String resource) throws IOException {
    if (printSchema) {
      try (InputStream in =
          Objects.requireNonNull(JobFileOptions.class.getResourceAsStream(resource))) {
        System.out.print(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return printSchema;
  }

  /** Does the work in the output directory, which is gone if it fails. */
  void inDirectory(SparkSession spark, String job, String name, Work work)
      throws ConfigException, IOException {
    String location = out == null ? "runs/" + name + "/" + RUN_NAME.format(Instant.now()) : out;
    OutputDirectory directory =
        OutputDirectory.create(location, spark.sparkContext().hadoopConfiguration());
    try (TerminalProgress progress = new TerminalProgress(progressStyle)) {
      spark.sparkContext().addSparkListener(progress);
      spark.sparkContext().setJobGroup(name, "ridgeline " + job + " " + name, false);
      try {
        work.run(directory, progress);
      } finally {
        spark.sparkContext().removeSparkListener(progress);
      }
    } catch (Throwable e) { // some of Spark's exceptions are checked, and thrown undeclared
      directory.discard();
      throw e;
    }
  }
}
