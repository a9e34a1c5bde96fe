package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.config.Limits;
import ridgeline.data.DataException;
import ridgeline.spark.LocalSpark;

/** Jobs that a program runs in its session, without a file and without output. */
@Tag("spark")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuietJobTest {
  private static final String BLOCK =
      """
      name: quiet
      data: {sql: SELECT * FROM quiet, label: y, numeric: [x]}
      grid: {regParam: [0.01]}
      refit: statistics
      """;
  private static final String JOB = "{" + BLOCK.strip().replace("\n", ", ") + "}";

  @TempDir private Path directory = Path.of("");
  private final SparkSession spark = LocalSpark.session().newSession();

  @BeforeAll
  void view() {
    spark.range(90).selectExpr("id AS x", "2 * id + sin(id) AS y").createOrReplaceTempView("quiet");
  }

  private JobOutcome sweep(String job, String out) {
    List<JobOutcome> outcomes = new ArrayList<>();
    JobRun run =
        JobRun.in(
            spark,
            arguments -> {
              outcomes.add(SweepCommand.run(spark, arguments));
              return outcomes.get(0).exitCode();
            },
            List.of("--progress", "none", "--out", directory.resolve(out).toString(), job));
    assertThat(run.out() + run.err()).isEmpty();
    return outcomes.get(0);
  }

  @Test
  void nothingIsPrinted() {
    assertThat(sweep(JOB, "flow").isDone()).isTrue();
    assertThat(sweep(BLOCK, "block").message()).isNull();
    assertThat(directory.resolve("block/cv.csv"))
        .hasSameTextualContentAs(directory.resolve("flow/cv.csv"));
    Path predictions = directory.resolve("scored");
    JobRun run =
        JobRun.in(
            spark,
            arguments -> PredictCommand.run(spark, arguments).exitCode(),
            List.of(
                directory.resolve("flow").toString(),
                "--sql",
                "SELECT x FROM quiet WHERE x < 7",
                "--out",
                predictions.toString(),
                "--progress",
                "none"));
    assertThat(run).isEqualTo(new JobRun(0, "", ""));
    assertThat(spark.read().parquet(predictions + "/predictions").count()).isEqualTo(7);
    assertThat(predictions.resolve("predict.json")).content().contains("SELECT x FROM quiet");
  }

  @Test
  void aFailureIsReturned() {
    assertThat(sweep(JOB.replace("label", "labl"), "refused").message())
        .isEqualTo(
            "data.labl: is not a known key; did you mean 'label'?\ndata.label: is required without a formula");
    assertThat(sweep("{name: [}", "refused").message()).startsWith("the job: ");
    assertThat(sweep("{" + " ".repeat(Limits.MAX_JOB_FILE) + "}", "refused").message())
        .isEqualTo(
            "the job cannot be read: it is larger than 1,048,576 bytes; keep tables in files of their own");
    JobOutcome missing = sweep(JOB.replace("FROM quiet", "FROM quite"), "refused");
    assertThat(missing.exitCode()).isEqualTo(3);
    assertThat(missing.cause()).isInstanceOf(DataException.class);
  }

  @Test
  void whatIsScoredIsGivenOnce() {
    assertThat(PredictCommand.run(spark, "model", "--out", "x").message())
        .isEqualTo("nothing to score is given; add a table after the model, or --sql");
    assertThat(PredictCommand.run(spark, "model", "t.csv", "--sql", "x", "--out", "x").message())
        .isEqualTo("a table (t.csv) cannot be combined with --sql; leave one of them out");
    assertThat(
            PredictCommand.run(spark, "m", "--format", "csv", "--sql", "x", "--out", "x").message())
        .isEqualTo("--format is about files and cannot be combined with --sql; leave it out");
  }
}
