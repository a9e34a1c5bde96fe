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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.linear.SweepConfig;
import ridgeline.config.linear.SweepConfigReader;
import ridgeline.job.failure.ExitCode;
import ridgeline.spark.LocalSpark;

/** The files that a sweep writes, and how they agree with each other. */
@Tag("spark")
class SweepOutputsTest {
  /** Both refits solve the same convex problem to a tolerance of 1e-7 or better. */
  private static final double REFIT = 1e-6;

  /** Predictions of order 100 from sums of 11 products. */
  private static final double ROUNDING = 1e-9;

  private static final String JOB =
      """
      name: diabetes
      data: {dataset: diabetes, label: progression, numeric: ["*"]}
      folds: {count: 4}
      grid: {elasticNetParam: [0.5, 1], regParam: {count: 8, minRatio: 1.0e-2}}
      refit: statistics
      """;

  private static Path directory;
  private static Path job;

  /** The run and output of the unchanged job. */
  private static SweepRun run;

  private static Path written;

  @BeforeAll
  static void sweep(@TempDir Path shared) throws IOException {
    directory = shared;
    job = Files.writeString(directory.resolve("job.yaml"), JOB);
    written = directory.resolve("plain");
    run = run(written, List.of());
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void everyFileIsThere() throws IOException {
    try (var files = Files.list(written)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "coefficients.csv",
              "cv.csv",
              "job.yaml",
              "model",
              "path.csv",
              "status.json",
              "report.html",
              "sweep.json");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cv.csv | elasticNetParam,step,regParam,cvm,cvsd,nzero,r2,kkt,iterations,converged",
        "path.csv | elasticNetParam,step,regParam,term,coefficient",
        "coefficients.csv | term,coefficient,standardized"
      })
  void tablesHaveTheirHeaders(String file, String header) throws IOException {
    assertThat(Files.readAllLines(written.resolve(file))).first().isEqualTo(header);
  }

  @Test
  void theMinimumIsTheLeastErrorOfTheCurves() throws IOException {
    JsonNode min = report(written).path("min");
    Record least = least(table(written, "cv.csv"));
    for (String key : List.of("elasticNetParam", "regParam", "cvm", "cvsd", "r2")) {
      assertThat(min.path(key).doubleValue()).as(key).isEqualTo(least.getDouble(key));
    }
    for (String key : List.of("step", "nzero")) {
      assertThat(min.path(key).intValue()).as(key).isEqualTo(least.getInt(key));
    }
    assertThat(min.path("rmse").doubleValue()).isEqualTo(Math.sqrt(least.getDouble("cvm")));
  }

  @Test
  void theLeastErrorIsSelected() throws IOException {
    assertThat(report(written).path("rule").asText()).isEqualTo("min");
    assertThat(report(written).path("selected")).isEqualTo(report(written).path("min"));
  }

  @Test
  void theRuleOfOneStandardErrorSelectsAccordingly() throws IOException {
    JsonNode report = report(swept("1se", "select.rule=1se"));
    assertThat(report.path("rule").asText()).isEqualTo("1se");
    assertThat(report.path("selected")).isEqualTo(report.path("oneSe"));
    assertThat(report.path("oneSe")).isNotEqualTo(report.path("min"));
  }

  @Test
  void oneStandardErrorIsTheStrongestPenaltyWithinIt() throws IOException {
    JsonNode report = report(written);
    JsonNode min = report.path("min");
    double bound = min.path("cvm").doubleValue() + min.path("cvsd").doubleValue();
    double strongest =
        table(written, "cv.csv").stream()
            .filter(cell -> cell.getDouble("cvm") <= bound)
            .filter(
                cell ->
                    cell.getDouble("elasticNetParam") == min.path("elasticNetParam").doubleValue())
            .mapToDouble(cell -> cell.getDouble("regParam"))
            .max()
            .getAsDouble();
    assertThat(report.path("oneSe").path("regParam").doubleValue()).isEqualTo(strongest);
  }

  @Test
  void rowsAndCellsAreCounted() throws IOException {
    JsonNode report = report(written);
    assertThat(report.path("rows").path("read").intValue()).isEqualTo(442);
    assertThat(report.path("rows").path("used").intValue()).isEqualTo(442);
    assertThat(report.path("features").intValue()).isEqualTo(10);
    assertThat(report.path("folds").intValue()).isEqualTo(4);
    // Two paths of eight steps, in four folds and over all rows.
    assertThat(report.path("cells").path("planned").intValue()).isEqualTo(2 * 8 * 5);
    assertThat(report.path("cells").path("solved").intValue())
        .isEqualTo(table(written, "cv.csv").size() * 5);
  }

  @Test
  void droppedAndWeightlessRowsAreCounted() throws IOException {
    JsonNode rows =
        report(
                swept(
                    "dropped",
                    "data.numeric=['nullif(bmi, 32.1D)', bp]",
                    "data.weight=if(age < 30, 0, 1)",
                    "data.invalid=drop"))
            .path("rows");
    Dataset<Row> diabetes = diabetes();
    long dropped = diabetes.filter("bmi = 32.1 AND age >= 30").count();
    long weightless = diabetes.filter("age < 30").count();
    assertThat(List.of(dropped, weightless)).doesNotContain(0L);
    assertThat(rows.path("read").longValue()).isEqualTo(442);
    assertThat(rows.path("dropped").longValue()).isEqualTo(dropped);
    assertThat(rows.path("zeroWeight").longValue()).isEqualTo(weightless);
    assertThat(rows.path("used").longValue()).isEqualTo(442 - dropped - weightless);
  }

  @ParameterizedTest
  @ValueSource(strings = {"z - 1", "0 + z"})
  void aFormulaLeavesOutTheIntercept(String terms) throws IOException {
    // As R's lm(y ~ z - 1): sum of y z divided by sum of z^2, with a negligible penalty.
    String[] least = {
      "data={sql: 'SELECT sin(id) AS z, cos(id) + 5 AS y FROM range(60)', formula: 'y ~ %s'}"
          .formatted(terms),
      "grid={elasticNetParam: [0], regParam: [1.0e-12]}",
      "folds.count=3"
    };
    Path out = swept("no-intercept-" + terms.charAt(0), least);
    double yz = 0;
    double zz = 0;
    for (int id = 0; id < 60; id++) {
      yz += (Math.cos(id) + 5) * Math.sin(id);
      zz += Math.sin(id) * Math.sin(id);
    }
    assertThat(coefficients(out).get("(Intercept)")).isZero();
    assertThat(coefficients(out).get("z")).isCloseTo(yz / zz, within(REFIT));
    assertThat(out.resolve("job.yaml")).content().contains("fitIntercept: false");
    Path again = directory.resolve("again-" + terms.charAt(0));
    assertThat(SweepRun.of(out.resolve("job.yaml").toString(), "--out", again + "").exitCode())
        .isEqualTo(ExitCode.DONE);
    assertThat(again.resolve("cv.csv")).hasSameBinaryContentAs(out.resolve("cv.csv"));
  }

  @Test
  void coefficientsStartWithTheIntercept() throws IOException {
    assertThat(coefficients(written).keySet())
        .containsExactly(
            "(Intercept)", "age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6");
  }

  @Test
  void thePathPassesThroughTheSelectedCoefficients() throws IOException {
    int step = report(written).path("selected").path("step").intValue();
    double share = report(written).path("selected").path("elasticNetParam").doubleValue();
    Map<String, Double> onPath = new LinkedHashMap<>();
    for (Record row : table(written, "path.csv")) {
      if (row.getInt("step") == step && row.getDouble("elasticNetParam") == share) {
        onPath.put(row.getString("term"), row.getDouble("coefficient"));
      }
    }
    Map<String, Double> nonzero = coefficients(written);
    nonzero.values().removeIf(value -> value == 0);
    assertThat(onPath).isEqualTo(nonzero);
  }

  @Test
  void theSameJobWritesTheSameBytes() throws IOException {
    Path again = swept("again");
    for (String file : List.of("cv.csv", "path.csv", "coefficients.csv", "job.yaml")) {
      assertThat(again.resolve(file)).hasSameBinaryContentAs(written.resolve(file));
    }
  }

  @Test
  void bothRefitsAgree() throws IOException {
    Path mllib = directory.resolve("mllib");
    SweepRun refitted = run(mllib, List.of(), "refit=mllib");
    assertThat(refitted.exitCode()).as(refitted.err()).isEqualTo(ExitCode.DONE);
    Map<String, Double> ours = standardized(written);
    standardized(mllib)
        .forEach((term, value) -> assertThat(ours.get(term)).isCloseTo(value, within(REFIT)));
    assertThat(report(mllib).path("refit").asText()).isEqualTo("mllib");
    assertThat(report(mllib).path("refitDifference").doubleValue()).isLessThan(REFIT);
    assertThat(ours).hasSize(10);
    assertThat(refitted.out()).contains("by MLlib from the statistics, within");
  }

  @Test
  void theModelScoresAsTheCoefficientsSay() throws IOException {
    Dataset<Row> raw = diabetes();
    Dataset<Row> scored = PipelineModel.load(written.resolve("model").toString()).transform(raw);
    List<String> columns = new ArrayList<>(List.of(raw.columns()));
    columns.add("prediction");
    assertThat(scored.columns()).containsExactlyElementsOf(columns);

    Map<String, Double> coefficients = coefficients(written);
    double intercept = coefficients.remove("(Intercept)");
    List<Row> rows = scored.collectAsList();
    for (Row row : rows) {
      double expected = intercept;
      for (Map.Entry<String, Double> term : coefficients.entrySet()) {
        expected += term.getValue() * row.<Double>getAs(term.getKey());
      }
      assertThat(row.<Double>getAs("prediction")).isCloseTo(expected, within(ROUNDING));
    }
    assertThat(rows).hasSize(442);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{dataset: diabetes, label: progression, numeric: [bmi, log(bp)], categorical: [sex],"
            + " degree: 2, interactions: [[bmi, sex]], invalid: impute}",
        "{dataset: diabetes, formula: 'progression ~ bmi + bp + bmi:bp'}"
      })
  void theModelNeedsNoLabelAndAddsOnlyThePrediction(String data) {
    Path out = swept(data.contains("formula") ? "formula" : "columns", "data=" + data);
    PipelineModel model = PipelineModel.load(out.resolve("model").toString());
    Dataset<Row> raw = diabetes();
    Dataset<Row> unlabelled = raw.drop("progression");
    Dataset<Row> scored = model.transform(unlabelled);
    List<String> columns = new ArrayList<>(List.of(unlabelled.columns()));
    columns.add("prediction");
    assertThat(scored.columns()).containsExactlyElementsOf(columns);
    assertThat(scored.select("prediction").collectAsList())
        .isEqualTo(model.transform(raw).select("prediction").collectAsList());
  }

  @Test
  void featuresOfAPlainVectorAreNamedByPosition() throws IOException {
    Path table = directory.resolve("vectors.parquet");
    double[][] features = {{1, 0}, {0, 1}, {1, 1}, {2, 1}, {1, 3}, {4, 1}, {2, 2}, {3, 5}};
    double[] label = {1, 2, 3, 5, 7, 11, 13, 17};
    LocalSpark.rows(features, label, 2, 1).write().parquet(table.toString());
    Path out =
        swept(
            "vectors",
            "data={path: " + table + ", label: label, vector: features}",
            "folds={count: 2, column: fold}");
    assertThat(coefficients(out).keySet())
        .containsExactly("(Intercept)", "features[0]", "features[1]");
  }

  @Test
  void theJobFileReadsBackToTheJob() throws Exception {
    assertThat(readBack(Files.readString(written.resolve("job.yaml"))))
        .isEqualTo(SweepConfigReader.read(JOB, "job", List.of()));
  }

  @Test
  void aDryRunPrintsTheJobAndWritesNothing() throws Exception {
    Path out = directory.resolve("dry");
    SweepRun run = run(out, List.of("--dry-run"), "grid.regParam.count=9");
    assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(run.err()).isEmpty();
    assertThat(readBack(run.out()))
        .isEqualTo(SweepConfigReader.read(JOB, "job", List.of("grid.regParam.count=9")));
    assertThat(out).doesNotExist();
  }

  @Test
  void aDryRunChecksTheColumns() {
    SweepRun run = run(directory.resolve("dry"), List.of("--dry-run"), "data.label=nowhere");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.complaints())
        .singleElement()
        .asString()
        .startsWith("data.label: there is no column `nowhere`");
  }

  @Test
  void theSchemaIsPrintedAsJson() throws IOException {
    SweepRun run = SweepRun.of("--print-schema");
    assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(new JsonMapper().readTree(run.out()))
        .isEqualTo(new JsonMapper().readTree(Path.of("conf/sweep.schema.json").toFile()));
  }

  @Test
  void helpListsTheOptionsAndExitCodes() {
    SweepRun run = SweepRun.of("--help");
    assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(run.out()).contains("--dry-run", "--set", "--out", "Exit codes:");
  }

  @Test
  void setOverridesTheJobFile() throws IOException {
    Path out = swept("set", "grid.regParam=[10, 1]", "grid.elasticNetParam=[1]", "name=other");
    assertThat(table(out, "cv.csv"))
        .extracting(cell -> cell.getDouble("regParam"))
        .containsExactly(10.0, 1.0);
    assertThat(report(out).path("name").asText()).isEqualTo("other");
  }

  @Test
  void aSummaryIsPrinted() {
    assertThat(run.out())
        .contains("diabetes: 442 rows, 10 features, 4 folds, engine gram")
        .contains("chosen (min)", "CV RMSE", "the sweep's own fit", "written to");
    assertThat(run.complaints()).isEmpty();
  }

  private static Path swept(String name, String... overrides) {
    Path out = directory.resolve(name);
    SweepRun run = run(out, List.of(), overrides);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    return out;
  }

  private static SweepRun run(Path out, List<String> options, String... overrides) {
    List<String> arguments = new ArrayList<>(List.of(job.toString(), "--out", out.toString()));
    arguments.addAll(options);
    for (String override : overrides) {
      arguments.addAll(List.of("--set", override));
    }
    return SweepRun.of(arguments);
  }

  private static SweepConfig readBack(String text) throws Exception {
    return SweepConfigReader.read(text, "read back", List.of());
  }

  private static Dataset<Row> diabetes() {
    return LocalSpark.session()
        .read()
        .option("header", true)
        .option("inferSchema", true)
        .csv("src/main/resources/ridgeline/data/diabetes.csv")
        .selectExpr(
            "double(age)",
            "double(sex)",
            "bmi",
            "double(bp)",
            "double(s1)",
            "s2",
            "double(s3)",
            "double(s4)",
            "s5",
            "double(s6)",
            "double(progression)");
  }

  private static JsonNode report(Path out) throws IOException {
    return new JsonMapper().readTree(out.resolve("sweep.json").toFile());
  }

  private static List<Record> table(Path out, String file) {
    CsvParserSettings settings = new CsvParserSettings();
    settings.setHeaderExtractionEnabled(true);
    return new CsvParser(settings).parseAllRecords(out.resolve(file).toFile());
  }

  private static Record least(List<Record> cells) {
    return cells.stream().min(Comparator.comparingDouble(cell -> cell.getDouble("cvm"))).get();
  }

  private static Map<String, Double> coefficients(Path out) {
    return column(out, "coefficient");
  }

  private static Map<String, Double> standardized(Path out) {
    Map<String, Double> values = column(out, "standardized");
    values.remove("(Intercept)");
    return values;
  }

  private static Map<String, Double> column(Path out, String name) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (Record row : table(out, "coefficients.csv")) {
      values.put(row.getString("term"), row.getDouble(name));
    }
    return values;
  }
}
