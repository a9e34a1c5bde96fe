package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.feature.VectorAssembler;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.job.failure.ExitCode;
import ridgeline.spark.GrowingTable;
import ridgeline.spark.LocalSpark;

/** What a comparison writes, and what it refuses. */
@Tag("spark")
class CompareOutputsTest {
  /** The tolerance of the known answers, which have eight digits. */
  private static final double KNOWN = 1e-7;

  @TempDir private Path directory = Path.of("");

  private JobRun run(String jobFile, String... overrides) {
    List<String> arguments = new ArrayList<>(List.of(jobFile, "--out", out().toString()));
    for (String override : overrides) {
      arguments.addAll(List.of("--set", override));
    }
    return JobRun.of(CompareCommand::execute, arguments);
  }

  private Path out() {
    return directory.resolve("out");
  }

  private JsonNode report() throws IOException {
    return new JsonMapper().readTree(out().resolve("compare.json").toFile());
  }

  /**
   * scikit-learn 1.2.1 on src/main/resources/ridgeline/data/article-line.csv:
   *
   * <pre>
   * for model in LinearRegression(), Lasso(alpha=0.2), Ridge(alpha=1.0):
   *     model.fit(table[["x"]], table.y); print(model.coef_[0], model.intercept_)
   * </pre>
   */
  @Test
  void theArticlesFitsAreThoseOfScikitLearn() throws IOException {
    JobRun run = run("conf/compare-article.yaml");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    double[][] known = {
      {2.98108051, 0.06664532}, {0.5748575, 1.20429274}, {2.66093978, 0.21800589}
    };
    JsonNode fits = report().path("fits");
    assertThat(fits.findValuesAsText("name")).containsExactly("plain", "Lasso", "Ridge");
    for (int i = 0; i < known.length; i++) {
      assertThat(fits.get(i).path("coefficients").get(0).asDouble())
          .isCloseTo(known[i][0], within(KNOWN));
      assertThat(fits.get(i).path("intercept").asDouble()).isCloseTo(known[i][1], within(KNOWN));
    }
    assertThat(run.out()).contains("plain", "x 2.98108051", "Lasso", "Ridge", out().toString());
    assertThat(names())
        .containsExactlyInAnyOrder(
            "coefficients.csv", "compare.json", "job.yaml", "report.html", "status.json");
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(out())) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void tunedMethodsAndFixedFitsStandTogether() throws IOException {
    JobRun run =
        run(
            "conf/compare-diamonds.yaml",
            "halvings=1",
            "data.degree=1",
            "data.interactions=[]",
            "methods=[none, l1, earlyStopping]",
            "fits=[{name: weak, elasticNetParam: 0.5, regParam: 1.0e-3}]");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    JsonNode tuned = report().path("tuned");
    assertThat(tuned.path("trainingRows").asInt() + tuned.path("testRows").asInt())
        .isEqualTo(53_917);
    assertThat(tuned.path("testRows").asInt() / 53_917.0).isCloseTo(2 / 12.0, within(0.01));
    List<String> methods = Files.readAllLines(out().resolve("methods.csv"));
    assertThat(methods).hasSize(4);
    assertThat(methods.get(0))
        .isEqualTo(
            "method,strengthName,strength,elasticNetParam,cvm,cvsd,trainingError,testError,testSe,nzero,norm,notConverged,weakEnd");
    assertThat(methods.get(2)).startsWith("L1,regParam,");
    assertThat(methods.get(2).split(",", -1)[7])
        .isEqualTo(tuned.path("methods").get(1).path("testError").asText());
    assertThat(Files.readAllLines(out().resolve("learning.csv"))).hasSize(1 + 2 * 3);
    List<String> curves = Files.readAllLines(out().resolve("curves.csv"));
    assertThat(curves.get(0))
        .isEqualTo("method,strengthName,elasticNetParam,strength,cvm,converged");
    assertThat(curves.get(1)).startsWith("none,regParam,0.0,0.0,").endsWith(",true");
    for (JsonNode method : tuned.path("methods")) {
      assertThat(curves)
          .anyMatch(
              line ->
                  line.startsWith(method.path("method").asText() + ",")
                      && line.endsWith(
                          ",%s,%s,true"
                              .formatted(
                                  method.path("strength").asText(), method.path("cvm").asText())));
    }
    assertThat(
            Files.readAllLines(out().resolve("coefficients.csv")).stream()
                .map(l -> l.split(",", -1)[0]))
        .contains("plain", "weak", "none (tuned)", "L1 (tuned)", "early stopping (tuned)");
    assertThat(run.out()).contains("tuned on", "test RMSE", "early stopping");
  }

  /** Of a label that the feature determines. */
  @Test
  void errorsWithinRoundingAreSaidToBe() throws IOException {
    StringBuilder table = new StringBuilder("x,y\n");
    IntStream.range(0, 100).forEach(x -> table.append("%d,%d\n".formatted(x, 2 * x + 1)));
    Path csv = Files.writeString(directory.resolve("exact.csv"), table);
    Path job =
        Files.writeString(
            directory.resolve("exact.yaml"),
            "name: exact\ndata: {path: '%s', label: y, numeric: [x]}\n".formatted(csv)
                + "methods: [none, l1, l2, earlyStopping]\nhalvings: 1\n");
    JobRun run = run(job.toString());
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    assertThat(run.out())
        .contains("  <3e-06               squares within rounding error, 4e-15 of the label's")
        .doesNotContain("NaN", "+-", "still falls");
    JsonNode tuned = report().path("tuned");
    assertThat(tuned.path("rounding").asDouble()).isBetween(1e-12, 2e-11);
    for (JsonNode method : tuned.path("methods")) {
      assertThat(method.path("testError").asDouble()).isLessThan(tuned.path("rounding").asDouble());
      assertThat(method.path("testSe").isNull()).isTrue();
    }
  }

  @Test
  void theSameSeedGivesTheSameNumbers() throws IOException {
    String[] overrides = {"halvings=0", "methods=[l2]", "data.degree=1", "data.interactions=[]"};
    run("conf/compare-diamonds.yaml", overrides);
    String first = Files.readString(out().resolve("methods.csv"));
    Files.move(out(), directory.resolve("first"));
    run("conf/compare-diamonds.yaml", overrides);
    assertThat(Files.readString(out().resolve("methods.csv"))).isEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "->",
      quoteCharacter = '`',
      value = {
        "methods=[l2] folds.count=99 -> 3 -> 100 rows are too few for 99 folds and a test part that"
            + " all have varying labels; lower folds.count or testFolds, or choose folds.by columns with more"
            + " distinct values",
        "data.label=y*0 -> 3 -> the label is constant; there is nothing to fit",
        "data.weight=x*0 -> 3 -> every row has weight 0; there is nothing to fit",
        "data.label=y*1e160 -> 3 -> the sums of squares of the label overflow; divide the"
            + " values by a power of ten",
        "data.label=y*1e-200 -> 3 -> the squares of the label underflow because the values"
            + " are so small; multiply them by a power of ten",
        "data.numeric=[x*1e200] methods=[earlyStopping] -> 3 -> the sums of squares of x*1e200"
            + " overflow; divide the values by a power of ten",
        "data.label=z -> 2 -> data.label: there is no column `z`; the columns are x, y",
        "fits=[] -> 2 -> methods: is empty, and so is fits; there is nothing to compare",
      })
  void refusesWithASentence(String overrides, int exitCode, String message) {
    JobRun run = run("conf/compare-article.yaml", overrides.split(" (?=\\w+[.=])"));
    assertThat(run.err()).contains(message);
    assertThat(run.exitCode()).isEqualTo(exitCode);
    FailedRun.assertLeftOnlyItsStatus(out(), exitCode, run.err());
  }

  @Test
  void refusesMoreFeaturesThanTheStatisticsTake() throws IOException {
    Path job = directory.resolve("levels.yaml");
    Files.writeString(
        job,
        """
        name: levels
        data: {sql: "SELECT id, id % 7 AS y FROM range(33000)", label: y, categorical: [id]}
        fits: [{name: lasso, elasticNetParam: 1, regParam: 1}]
        """);
    JobRun run = run(job.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .contains("the statistics of 33,000 features in 1 folds do not fit into memory");
    FailedRun.assertLeftOnlyItsStatus(out(), ExitCode.USAGE, run.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vector: features, weight: w",
        "vector: features, where: id >= 0",
        "numeric: [x, z], weight: w",
        "numeric: [x], categorical: [k], invalid: drop",
      })
  void anySweepsDataSectionGoes(String features) throws IOException {
    LocalSpark.session()
        .sql(
            "SELECT id, sin(id) AS x, cos(id) AS z, if(id % 10 = 0, 0, 1 + id % 3) AS w,"
                + " string(id % 4) AS k, sin(id) + id % 5 AS y FROM range(600)")
        .createOrReplaceTempView("plain");
    new VectorAssembler()
        .setInputCols(new String[] {"x", "z"})
        .setOutputCol("features")
        .transform(LocalSpark.session().table("plain"))
        .createOrReplaceTempView("assembled");
    Path job = directory.resolve("job.yaml");
    Files.writeString(
        job,
        """
        name: any
        data: {sql: SELECT * FROM assembled, label: y, %s}
        methods: [none, l1, dropout]
        folds: {count: 3, by: [id %% 100]}
        halvings: 1
        """
            .formatted(features));
    JobRun run = run(job.toString());
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    JsonNode rows = report().path("rows");
    int unused = features.contains("weight") ? 60 : 0;
    assertThat(rows.path("read").asInt()).isEqualTo(600);
    assertThat(rows.path("zeroWeight").asInt()).isEqualTo(unused);
    JsonNode tuned = report().path("tuned");
    assertThat(tuned.path("trainingRows").asInt() + tuned.path("testRows").asInt())
        .isEqualTo(600 - unused);
    assertThat(tuned.path("methods")).hasSize(3);
  }

  @Test
  void aFormulaGoes() throws IOException {
    JobRun run =
        run(
            "conf/compare-article.yaml",
            "data.numeric=[]",
            "data.label=null",
            "data.formula=y ~ x",
            "methods=[l2]",
            "halvings=6",
            "folds.count=3");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    assertThat(report().path("fits").get(0).path("coefficients").get(0).asDouble())
        .isCloseTo(2.98108051, within(KNOWN));
    assertThat(Files.readAllLines(out().resolve("learning.csv")))
        .as("parts too small to tune on are left out")
        .hasSizeBetween(3, 7);
  }

  @Test
  void aFormulaLeavesOutTheInterceptOfFits() throws IOException {
    JobRun run =
        run(
            "conf/compare-article.yaml",
            "data.numeric=[]",
            "data.label=null",
            "data.formula=y ~ x - 1",
            "objective.fitIntercept=",
            "methods=[]");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    assertThat(run.err()).contains("so objective.fitIntercept is false");
    report().path("fits").forEach(fit -> assertThat(fit.path("intercept").asDouble()).isZero());
    assertThat(report().path("fits")).isNotEmpty();
  }

  @Test
  void methodsRefuseAFormulaWithoutIntercept() {
    JobRun run =
        run(
            "conf/compare-article.yaml",
            "data.numeric=[]",
            "data.label=null",
            "data.formula=y ~ x - 1",
            "objective.fitIntercept=",
            "methods=[l2]");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .contains(
            "data.formula: 'y ~ x - 1' leaves out the intercept, which every method fits; keep the"
                + " intercept, or leave out methods");
  }

  @Test
  void learningCurvesAreShortenedToFitIntoMemory() throws IOException {
    JobRun run =
        run(
            "conf/compare-diamonds.yaml",
            "halvings=10",
            "methods=[none]",
            "data.numeric=[carat, depth]",
            "data.degree=1",
            "data.interactions=[[carat, clarity]]");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    assertThat(run.err()).containsPattern("the learning curves have \\d+ points instead of 11");
  }

  @Test
  void aTableThatGrowsBetweenItsPassesIsRefused() {
    GrowingTable.create("growing_compared");
    JobRun run =
        run(
            "conf/compare-article.yaml",
            "data.dataset=null",
            "data.sql=SELECT * FROM growing_compared",
            "data.categorical=[g]");
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(run.err()).contains("it changes while it is read, so copy it first");
  }

  @Test
  void refusesToRunWithoutAJobFile() {
    JobRun run = JobRun.of(CompareCommand::execute, List.of());
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("no job file given; try conf/compare-diamonds.yaml, or --help");
  }

  @Test
  void aDryRunPrintsTheWholeJobFile() {
    JobRun run =
        JobRun.of(CompareCommand::execute, List.of("conf/compare-article.yaml", "--dry-run"));
    assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
    assertThat(run.out()).contains("testFolds: 2", "name: Lasso");
  }
}
