package ridgeline.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import ridgeline.config.secret.Redaction;
import ridgeline.data.score.ScoringInput;
import ridgeline.data.source.TableReader;
import ridgeline.job.failure.UsageException;
import ridgeline.job.output.ModelFiles;
import ridgeline.job.output.OutputDirectory;
import ridgeline.job.progress.TerminalProgress;
import ridgeline.job.work.PredictJob;
import ridgeline.job.work.ScoredModel;
import ridgeline.model.ModelDirectory;

/** The command line that scores rows with a saved model. */
@Command(
    name = "predict",
    description = {
      "Scores a table with a linear model of jobs/sweep or a network of jobs/train, or a directory"
          + " of images with a network: adds a prediction to each row.",
      "",
      "jobs/predict also takes --master and --deploy-mode, and passes whatever follows -- to"
          + " spark-submit."
    })
public final class PredictCommand implements JobCommand.Sharing {
  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description =
          "The directory of a run of jobs/sweep or jobs/train, or its model/, here or on a Hadoop"
              + " file system; or a version of jobs/retrain: STORE/NAME@champion, STORE/NAME:7.")
  private String model = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "DATA",
      description = "A table with the columns used in training, or a directory of images.")
  private @Nullable String data;

  @Option(
      names = "--sql",
      paramLabel = "QUERY",
      description =
          "Score the rows of a query on the session's catalog instead; other statements are"
              + " refused.")
  private @Nullable String sql;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description =
          "The output directory. It must be new, empty, or left behind by a run that failed or was"
              + " killed.")
  private String out = "";

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description = "Spark data source of the table; guessed from its name when left out.")
  private @Nullable String format;

  @Option(
      names = "--option",
      paramLabel = "KEY=VALUE",
      description = "An option of the data source. Repeatable.")
  private Map<String, String> options = new LinkedHashMap<>();

  @Option(
      names = "--column",
      paramLabel = "NAME",
      description =
          "The column of a table that holds the images; default " + ScoringInput.IMAGE + ".")
  private @Nullable String column;

  @Option(
      names = "--as",
      paramLabel = "FORMAT",
      defaultValue = "parquet",
      description =
          "Output format: parquet, json, or csv without array columns; default ${DEFAULT-VALUE}.")
  private PredictJob.Format as = PredictJob.Format.parquet;

  @Option(
      names = "--partition-by",
      paramLabel = "COLUMN",
      split = ",",
      description =
          "Write the predictions in directories by these columns, as a partitioned table.")
  private List<String> partitionBy = List.of();

  @Option(
      names = "--progress",
      paramLabel = "STYLE",
      defaultValue = "plain",
      description = "none prints no summary; there is no bar in any case.")
  private TerminalProgress.Style progressStyle = TerminalProgress.Style.plain;

  @Mixin private JobCommand job = new JobCommand();

  /** Runs the job and ends the process with its exit code. */
  public static void main(String[] args) {
    JobCommand.executeAndExit(new PredictCommand(), args);
  }

  /** Runs the job in the Spark session of this process, or in a new one. */
  public static JobOutcome run(String... args) {
    return JobCommand.execute(new PredictCommand(), null, args);
  }

  /** Runs the job in the given session, which stays open. */
  public static JobOutcome run(SparkSession spark, String... args) {
    return JobCommand.execute(new PredictCommand(), spark, args);
  }

  /** Runs the job and returns its exit code. */
  static int execute(String... args) {
    return run(args).exitCode();
  }

  @Override
  public JobCommand job() {
    return job;
  }

  @Override
  public @Nullable String location() {
    return out.isEmpty() ? null : out;
  }

  @Override
  public Integer call() {
    if (progressStyle == TerminalProgress.Style.none) {
      job.silence();
    }
    return job.run(this::run);
  }

  private void run() throws Exception {
    requireInput();
    ScoredModel scored = ScoredModel.of(model, SparkHadoopUtil.get().conf());
    OutputDirectory directory =
        OutputDirectory.create(out, "predict", SparkHadoopUtil.get().conf());
    job.current()
        .in(
            directory,
            "predict",
            result -> isFor(scored, result),
            status -> {
              directory.dropCheckpoint();
              job.inSession(
                  "ridgeline predict",
                  spark -> {
                    status.application(spark.sparkContext().applicationId());
                    new PredictJob(spark, scored, input(), output(), progressStyle.out())
                        .run(directory);
                  });
            });
  }

  private void requireInput() {
    if ((data == null) == (sql == null)) {
      throw new UsageException(
          data == null
              ? "nothing to score is given; add a table after the model, or --sql"
              : "a table (%s) cannot be combined with --sql; leave one of them out"
                  .formatted(Redaction.location(data)));
    }
    if (sql != null && (format != null || !options.isEmpty())) {
      throw new UsageException(
          "%s is about files and cannot be combined with --sql; leave it out"
              .formatted(format != null ? "--format" : "--option"));
    }
  }

  private PredictJob.Input input() {
    return sql == null
        ? new PredictJob.Input(Objects.requireNonNull(data), format, options, column)
        : new PredictJob.Input(sql, TableReader.QUERY, options, column);
  }

  private PredictJob.Output output() {
    return new PredictJob.Output(as, partitionBy);
  }

  /**
   * Whether a result belongs to this command and to the model in its current state.
   *
   * @throws UsageException if the model cannot be read
   */
  boolean isFor(ScoredModel scored, JsonNode result) {
    return RunCommand.isOf(result, input().hash(scored.location(), output()))
        && ModelFiles.read(scored.location(), SparkHadoopUtil.get().conf(), ModelDirectory::sha256)
            .equals(result.path("modelSha256").asText());
  }
}
