package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.job.failure.ExitCode;
import ridgeline.spark.LocalSpark;

/** Predictions in directories by the values of columns, of which Spark names some alike. */
@Tag("spark")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PartitionedPredictionsTest {
  private Path directory = Path.of("");
  private Path run = Path.of("");
  private int tables;

  @BeforeAll
  void sweep(@TempDir Path shared) throws IOException {
    directory = shared;
    run = shared.resolve("run");
    Path job =
        Files.writeString(
            shared.resolve("job.yaml"),
            """
            name: partitioned
            data:
              sql: "SELECT double(id) y, double(id * id % 7) a FROM range(40)"
              timeZone: Europe/Paris
              label: y
              numeric: [a]
            folds: {count: 3}
            grid: {elasticNetParam: [0.5], regParam: [0.01]}
            earlyStopping: {enabled: false}
            refit: statistics
            report: {heldOut: false}
            """);
    InProcess.sweep(job, run);
  }

  private Path out() {
    return directory.resolve("out-" + tables);
  }

  /** Scores a table of one file. */
  private JobRun predict(String sql, String... more) {
    tables++;
    Path table = directory.resolve("table-%d.parquet".formatted(tables));
    LocalSpark.session().sql(sql).coalesce(1).write().parquet(table.toString());
    List<String> arguments =
        new ArrayList<>(List.of(run.toString(), table.toString(), "--out", out().toString()));
    arguments.addAll(Arrays.asList(more));
    return JobRun.of(PredictCommand::execute, arguments);
  }

  private List<String> read(String... columns) {
    Dataset<Row> rows =
        LocalSpark.session().read().parquet(out().resolve("predictions").toString());
    return rows.selectExpr(columns).collectAsList().stream().map(Row::toString).sorted().toList();
  }

  /** Rows of a column s, and the value that would be lost. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '~',
      value = {
        "VALUES ('u'), (null), ('__HIVE_DEFAULT_PARTITION__'), (null) -> '__HIVE_DEFAULT_PARTITION__', whose directory is that of null",
        "VALUES ('__HIVE_DEFAULT_PARTITION__') -> '__HIVE_DEFAULT_PARTITION__', whose directory is that of null",
        "VALUES ('u'), (''), (null) -> '', whose directory is that of null",
        "SELECT string(x) FROM VALUES (x'ff'), (x'fe'), (x'ff') t(x) -> '\ufffd', which is not text in UTF-8",
        "SELECT timestamp_seconds(x) FROM VALUES (1729989000), (1729992600) t(x)"
            + " -> '2024-10-27 02:30:00', which clocks showed twice",
      })
  void aValueThatWouldBeReadAsAnother(String rows, String value) {
    JobRun predicted =
        predict("SELECT 1D a, s FROM (%s) t(s)".formatted(rows), "--partition-by", "s");
    assertThat(predicted.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(predicted.err().strip())
        .isEqualTo(
            "the data is refused: the column s has the value %s; replace it, or leave s out of --partition-by"
                .formatted(value));
    assertThat(out().resolve("predictions")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      value = {
        "s,s -> names s twice; name it once",
        "S -> S is not a column of the predictions; did you mean 's'?",
        "s,a,b,l,prediction -> names all columns, so none is left for the files; leave one out",
        "l -> l is array, which names no directory; use a column of text, numbers, booleans, dates or times",
        "b -> b is binary, which names no directory; use a column of text, numbers, booleans, dates or times",
      })
  void aColumnThatMakesNoDirectories(String columns, String reason) {
    boolean all = columns.contains("prediction");
    JobRun predicted =
        predict(
            "SELECT 1D a, 's' s, %s".formatted(all ? "1 b, 2 l" : "binary('x') b, array(1) l"),
            "--partition-by",
            columns);
    assertThat(predicted.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(predicted.err().strip()).isEqualTo("--partition-by " + reason);
  }

  /** Which csv files cannot hold, so it is left out before. */
  @Test
  void aColumnThatCsvLeavesOut() {
    JobRun predicted = predict("SELECT 1D a, array(1) list", "--partition-by=list", "--as=csv");
    assertThat(predicted.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(predicted.err().strip())
        .isEqualTo("--partition-by list is not a column of the predictions; known: a, prediction");
  }

  @Test
  void otherValuesAreReadAsTheyWere() {
    JobRun predicted =
        predict(
            "SELECT 1D a, n, s, z FROM VALUES (1, 'a/b=c%', 0D), (2, null, -0D), (3, ' ', 0D), (4, 'ä', -0D), (5, null, 0.5D)"
                + " t(n, s, z)",
            "--partition-by", "z,s");
    assertThat(predicted.exitCode()).as(predicted.err()).isZero();
    assertThat(read("n", "s", "z"))
        .containsExactly(
            "[1,a/b=c%,0.0]", "[2,null,0.0]", "[3, ,0.0]", "[4,ä,0.0]", "[5,null,0.5]");
  }
}
