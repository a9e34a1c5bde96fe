package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.univocity.parsers.common.record.Record;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.job.failure.ExitCode;
import ridgeline.spark.LocalSpark;

/** A weight is a number of rows: 0 is none, 3 is three. */
@Tag("spark")
class WeightsTest {
  /** Sums of a hundred rows in another order. */
  private static final double ROUNDING = 1e-9;

  /** Without weights of 0, which are added separately, and with integer weights for replication. */
  private static final String ROWS =
      """
      SELECT id, if(id % 11 = 3, null, sin(id)) AS x, cos(3 * id) AS z, string(id % 5) AS k,
        2 * sin(id) + id % 5 + cos(7 * id) AS y, 1D AS unit, int(1 + id % 3 + 4 * int(id % 5 = 4))
        AS w, int(id % 4) AS f FROM range(97)
      """;

  /** Every value is unusable, and the expression y / unit fails. */
  private static final String ABSENT =
      """
      SELECT id, if(id % 2 = 0, null, 1e9) AS x, double('NaN') AS z, 'absent' AS k,
        if(id % 3 = 0, null, 1e9) AS y, 0D AS unit, int(0) AS w, int(99) AS f FROM range(40)
      """;

  @TempDir private static Path directory = Path.of("");

  @BeforeAll
  static void createTables() {
    view("plain", ROWS);
    view("padded", ABSENT + " UNION ALL " + ROWS + " UNION ALL " + ABSENT);
    view("replicated", "SELECT *, explode(sequence(1, w)) AS copy FROM (" + ROWS + ")");
  }

  private static void view(String name, String query) {
    Dataset<Row> rows = LocalSpark.session().sql(query);
    new VectorAssembler()
        .setInputCols(new String[] {"z", "unit"})
        .setHandleInvalid("keep")
        .setOutputCol("v")
        .transform(rows)
        .createOrReplaceTempView("weights_" + name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "label: y / unit, numeric: [x, z], invalid: impute",
        "label: y / unit, numeric: [z], degree: 2",
        "label: y / unit, numeric: [x], categorical: [k], invalid: drop",
        "label: y, vector: v",
        "formula: y ~ z + k, where: x is not null or w = 0",
      })
  void aRowOfWeightZeroIsAbsent(String features) throws IOException {
    Path with = sweep("padded", features + ", weight: w", "refit=statistics");
    Path without = sweep("plain", features + ", weight: w", "refit=statistics");
    assertSameFit(with, without);
    JsonNode rows = report(with).path("rows");
    JsonNode expected = report(without).path("rows");
    assertThat(rows.path("used")).isEqualTo(expected.path("used"));
    assertThat(rows.path("dropped")).isEqualTo(expected.path("dropped"));
    assertThat(rows.path("zeroWeight").intValue()).isEqualTo(80);
    assertThat(rows.path("read").intValue()).isEqualTo(expected.path("read").intValue() + 80);
  }

  @Test
  void aRowOfWeightZeroIsAbsentForMllib() throws IOException {
    String features = "label: y / unit, numeric: [z], categorical: [k], weight: w";
    String[] mllib = {"engine=mllib", "grid.elasticNetParam=[0]", "grid.regParam=[0.1]"};
    assertSameFit(sweep("padded", features, mllib), sweep("plain", features, mllib));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "label: y, numeric: [x, z], invalid: impute",
        "label: y, numeric: [x], categorical: [k], invalid: drop",
        "formula: y ~ z + k",
      })
  void aWholeWeightIsAsManyRows(String features) throws IOException {
    Path weighted = sweep("plain", features + ", weight: w", "refit=mllib");
    assertSameFit(weighted, sweep("replicated", features, "refit=mllib"));
  }

  @Test
  void imputedMeansAreThoseOfTheWeightedRows() throws IOException {
    // src/test/golden/impute-weights.py
    for (String file : List.of("impute-weights.csv", "impute-weights-without-zero.csv")) {
      Path job =
          Files.writeString(
              directory.resolve(file + ".yaml"),
              """
              name: impute
              data: {path: src/test/resources/ridgeline/job/%s, numeric: [a, b, c, d], label: y,
                weight: w, invalid: impute}
              folds: {count: 3, column: f}
              grid: {elasticNetParam: [0, 0.5, 1], regParam: {count: 20}}
              refit: statistics
              report: {heldOut: false}
              """
                  .formatted(file));
      JsonNode report = report(run(job, directory.resolve(file)));
      assertThat(report.path("min").path("rmse").doubleValue())
          .as(file)
          .isCloseTo(1.4414727258638338, within(1e-6));
      assertThat(report.path("rows").path("imputed")).as(file).hasToString("{\"a\":5}");
    }
  }

  @Test
  void everyWeightZeroIsSaid() throws IOException {
    for (String features : List.of("numeric: [z]", "numeric: [x], categorical: [k]", "vector: v")) {
      Path job = job("padded", "label: y, weight: 0 * w, " + features);
      SweepRun run = SweepRun.of(job.toString(), "--out", directory.resolve("never").toString());
      assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
      assertThat(run.err()).contains("every row has weight 0; there is nothing to fit");
    }
  }

  private static Path job(String table, String features) throws IOException {
    return Files.writeString(
        Files.createTempFile(directory, table, ".yaml"),
        """
        name: weights
        data: {sql: SELECT * FROM weights_%s, %s}
        folds: {count: 4, column: f}
        grid: {elasticNetParam: [0, 0.5], regParam: [1, 0.1, 0.01]}
        report: {heldOut: false}
        """
            .formatted(table, features));
  }

  private static Path sweep(String table, String features, String... overrides) throws IOException {
    Path job = job(table, features);
    return run(job, directory.resolve(job.getFileName() + ".out"), overrides);
  }

  private static Path run(Path job, Path out, String... overrides) {
    List<String> arguments = new ArrayList<>(List.of(job.toString(), "--out", out + ""));
    for (String override : overrides) {
      arguments.addAll(List.of("--set", override));
    }
    SweepRun run = SweepRun.of(arguments);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    return out;
  }

  private static void assertSameFit(Path actual, Path expected) {
    assertSame(column(actual, "cv.csv", "cvm"), column(expected, "cv.csv", "cvm"));
    assertSame(column(actual, "cv.csv", "cvsd"), column(expected, "cv.csv", "cvsd"));
    assertSame(
        column(actual, "coefficients.csv", "coefficient"),
        column(expected, "coefficients.csv", "coefficient"));
  }

  private static void assertSame(Map<String, Double> actual, Map<String, Double> expected) {
    assertThat(actual.keySet()).containsExactlyElementsOf(expected.keySet());
    actual.forEach(
        (key, value) -> assertThat(value).as(key).isCloseTo(expected.get(key), within(ROUNDING)));
  }

  /** A column by the term of each line, or by its place. */
  private static Map<String, Double> column(Path out, String file, String name) {
    CsvParserSettings settings = new CsvParserSettings();
    settings.setHeaderExtractionEnabled(true);
    Map<String, Double> values = new LinkedHashMap<>();
    for (Record row : new CsvParser(settings).parseAllRecords(out.resolve(file).toFile())) {
      values.put(
          file.equals("cv.csv") ? "cell " + values.size() : row.getString("term"),
          row.getDouble(name));
    }
    return values;
  }

  private static JsonNode report(Path out) throws IOException {
    return new JsonMapper().readTree(out.resolve("sweep.json").toFile());
  }
}
