package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import ridgeline.job.failure.ExitCode;
import ridgeline.job.work.ModelDamage;
import ridgeline.job.work.ScoredModel;
import ridgeline.spark.LocalSpark;

/** What linear models of sweeps predict for rows of a table. */
@Tag("spark")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LinearPredictTest {
  private static final String GRID =
      """
      folds: {count: 3}
      grid: {elasticNetParam: [0.5], regParam: [0.01]}
      earlyStopping: {enabled: false}
      refit: statistics
      report: {heldOut: false}
      """;

  private Path directory = Path.of("");
  private Path run = Path.of("");

  @BeforeAll
  void sweep(@TempDir Path shared) throws IOException {
    directory = shared;
    Path table = Files.writeString(shared.resolve("train.csv"), rows(200));
    run =
        sweep(
            "mixed",
            "data: {path: %s, label: y, numeric: [a, ln(b)], categorical: [c, day, n], degree: 2, interactions: [[a, c]]}"
                .formatted(table));
  }

  private Path sweep(String name, String data) throws IOException {
    Path job =
        Files.writeString(
            directory.resolve(name + ".yaml"), "name: %s\n%s\n%s".formatted(name, data, GRID));
    Path out = directory.resolve(name);
    InProcess.sweep(job, out);
    return out;
  }

  /** With a date, and integers as a category. */
  private static String rows(int count) {
    Random random = new Random(5);
    StringBuilder rows = new StringBuilder("a,b,c,day,n,y\n");
    for (int i = 0; i < count; i++) {
      double a = random.nextGaussian();
      double b = 1 + random.nextDouble();
      String c = List.of("x", "y", "z").get(i % 3);
      double y = a + Math.log(b) + (i % 3) * (1 + a) + i % 4 + random.nextGaussian();
      rows.append("%s,%s,%s,2024-01-0%d,%d,%s\n".formatted(a, b, c, 1 + i % 2, i % 4, y));
    }
    return rows.toString();
  }

  private static JobRun predict(Path model, Path data, Path out, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of(model.toString(), data.toString(), "--out", out.toString()));
    arguments.addAll(Arrays.asList(more));
    return JobRun.of(PredictCommand::execute, arguments);
  }

  private Dataset<Row> predictions(Path model, Path data, String name) {
    Path out = directory.resolve(name);
    JobRun predicted = predict(model, data, out);
    assertThat(predicted.exitCode()).as(predicted.err()).isZero();
    return LocalSpark.session().read().parquet(out.resolve("predictions").toString());
  }

  private JsonNode report(String name) throws IOException {
    return new ObjectMapper().readTree(directory.resolve(name + "/predict.json").toFile());
  }

  private static List<Double> column(Dataset<Row> rows) {
    return rows.orderBy("y").select("prediction").collectAsList().stream()
        .map(row -> row.getDouble(0))
        .toList();
  }

  /** The saved pipeline is for plain Spark; the job computes its features itself. */
  @Test
  void theSameAsThePipelineOfPlainSpark() {
    Path data = directory.resolve("train.csv");
    Dataset<Row> raw =
        LocalSpark.session()
            .read()
            .option("header", true)
            .option("inferSchema", true)
            .csv(data.toString());
    List<Double> expected =
        column(PipelineModel.load(run.resolve("model").toString()).transform(raw));
    Dataset<Row> predicted = predictions(run, data, "p1");
    assertThat(predicted.columns()).containsExactly("a", "b", "c", "day", "n", "y", "prediction");
    List<Double> found = column(predicted);
    assertThat(found).hasSize(200);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i)).isCloseTo(expected.get(i), within(1e-12));
    }
  }

  @Test
  void aRunOrItsModel() throws IOException {
    Path data = directory.resolve("train.csv");
    assertThat(column(predictions(run.resolve("model"), data, "p2")))
        .isEqualTo(column(predictions(run, data, "p3")));
    assertThat(report("p2").path("modelSha256").asText())
        .hasSize(64)
        .isEqualTo(report("p3").path("modelSha256").asText());
  }

  /** Equal numbers of any type are the same level, and so are dates and their midnights. */
  @ParameterizedTest
  @CsvSource({
    "0, double(n), day",
    "1, decimal(n), day",
    "2, tinyint(n), timestamp(day)",
    "3, float(n), day"
  })
  void levelsKeepTheirType(int number, String n, String day) {
    Dataset<Row> raw =
        LocalSpark.session()
            .read()
            .option("header", true)
            .option("inferSchema", true)
            .csv(directory.resolve("train.csv").toString());
    Dataset<Row> other =
        raw.selectExpr(
            "a",
            "b",
            "c",
            day + " AS day",
            n.replace("decimal(n)", "CAST(n AS DECIMAL(10, 3))") + " AS n",
            "y");
    List<Double> expected =
        column(PipelineModel.load(run.resolve("model").toString()).transform(raw));
    Path data = directory.resolve("other-" + number);
    other.write().parquet(data.toString());
    Path out = directory.resolve("of-other-" + number);
    JobRun predicted = predict(run, data, out);
    assertThat(predicted.exitCode()).as(predicted.err()).isZero();
    assertThat(predicted.out()).doesNotContain("not seen");
    List<Double> found =
        column(LocalSpark.session().read().parquet(out.resolve("predictions").toString()));
    List<Double> stock =
        column(PipelineModel.load(run.resolve("model").toString()).transform(other));
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i)).isCloseTo(expected.get(i), within(1e-12));
      assertThat(stock.get(i)).isCloseTo(expected.get(i), within(1e-12));
    }
  }

  @Test
  void unseenLevelsAreCounted() throws IOException {
    Path data =
        Files.writeString(
            directory.resolve("unseen.csv"),
            "a,b,c,day,n,y\n0,1,x,2024-01-01,1,1\n0,1,w,2024-01-01,9,2\n0,1,v,2024-01-02,1,3\n");
    Path out = directory.resolve("p4");
    JobRun predicted = predict(run, data, out);
    assertThat(predicted.exitCode()).as(predicted.err()).isZero();
    assertThat(predicted.out())
        .contains("c: 2 rows with a level not seen in training, such as v, which has no feature")
        .contains("n: 1 rows with a level not seen in training, such as 9, which has no feature")
        .contains("3 rows, predictions written to");
    JsonNode inputs = report("p4").path("inputs");
    assertThat(inputs.get(2).toString())
        .isEqualTo("{\"name\":\"c\",\"invalid\":0,\"unseen\":2,\"example\":\"v\"}");
  }

  @Test
  void aTextThatIsNoNumberIsReportedWithItsColumn() throws IOException {
    Path data =
        Files.writeString(directory.resolve("text.csv"), "a,b,c,day,n,y\nabc,1,x,2024-01-01,1,1\n");
    JobRun predicted = predict(run, data, directory.resolve("p-text"));
    assertThat(predicted.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(predicted.err().strip())
        .startsWith("the data cannot be read: The value 'abc'")
        .endsWith("; the expression is a");
  }

  @Test
  void nullsAreRefusedAsInTraining() throws IOException {
    Path data =
        Files.writeString(
            directory.resolve("nulls.csv"),
            "a,b,c,day,n,y\n0,1,x,2024-01-01,1,1\n,1,,2024-01-01,1,2\n0,1,,2024-01-02,1,3\n");
    Path out = directory.resolve("p5");
    JobRun predicted = predict(run, data, out);
    assertThat(predicted.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(predicted.err().strip())
        .isEqualTo(
            "of 3 rows, 1 have a value of a that is null, NaN or infinite; 2 have a value of c that"
                + " is null, NaN or infinite; fix them, or leave out such rows");
    assertThat(out.resolve("predictions")).doesNotExist();
  }

  /** The pipeline that plain Spark loads has no feature for an unseen level, and refuses null. */
  @Test
  void plainSparkRefusesNullCategoriesToo() {
    Dataset<Row> row =
        LocalSpark.session()
            .sql(
                "SELECT 0D a, 1D b, string(null) c, date '2024-01-01' day, 1 n UNION ALL"
                    + " SELECT 0D a, 1D b, 'x' c, date '2024-01-01' day, 1 n");
    PipelineModel model = PipelineModel.load(run.resolve("model").toString());
    assertThat(model.transform(row.filter("c IS NOT NULL")).count()).isOne();
    assertThatFails(() -> model.transform(row).select("prediction").collectAsList());
  }

  private static void assertThatFails(Runnable work) {
    try {
      work.run();
    } catch (Exception e) {
      assertThat(e.getClass().getName()).contains("Spark");
      assertThat(String.valueOf(e.getMessage())).contains("a value of c is null, NaN or infinite");
      return;
    }
    throw new AssertionError("null was accepted");
  }

  @Test
  void rowsAreDroppedOrImputedAsInTraining() throws IOException {
    String train = "data: {path: %s, label: y, numeric: [a, b], categorical: [c], invalid: %s}";
    Path table = directory.resolve("train.csv");
    Path data =
        Files.writeString(
            directory.resolve("gaps.csv"), "a,b,c,y\n0,1,x,1\n,1,y,2\n0,1,,3\n0,1,w,4\n");
    Path drops = sweep("drops", train.formatted(table, "drop"));
    assertThat(predictions(drops, data, "p6").select("y").collectAsList())
        .extracting(row -> row.getInt(0))
        .containsExactlyInAnyOrder(1, 4);
    assertThat(report("p6").path("leftOut").asInt()).isEqualTo(2);
    assertThat(report("p6").path("rows").asInt()).isEqualTo(2);
    Path imputes = sweep("imputes", train.formatted(table, "impute"));
    Dataset<Row> raw =
        LocalSpark.session()
            .read()
            .option("header", true)
            .option("inferSchema", true)
            .csv(data.toString());
    List<Double> stock =
        column(PipelineModel.load(imputes.resolve("model").toString()).transform(raw));
    List<Double> found = column(predictions(imputes, data, "p7"));
    assertThat(found).hasSize(4);
    for (int i = 0; i < 4; i++) {
      assertThat(found.get(i)).isCloseTo(stock.get(i), within(1e-12));
    }
    assertThat(column(PipelineModel.load(drops.resolve("model").toString()).transform(raw)))
        .hasSize(2);
  }

  /** The row with an a whose square is infinite. */
  @Test
  void productsThatOverflowAreRefusedOrLeftOut() throws IOException {
    Path data =
        Files.writeString(
            directory.resolve("large.csv"),
            "a,b,c,day,n,y\n1e200,1,x,2024-01-01,1,1\n2,1,x,2024-01-01,1,2\n");
    JobRun predicted = predict(run, data, directory.resolve("p11"));
    assertThat(predicted.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(predicted.err().strip())
        .isEqualTo(
            "of 2 rows, 1 have a value of a^2 that is NaN or infinite; fix them, or leave out such rows");
    Path drops =
        sweep(
            "drops-large",
            "data: {path: %s, label: y, numeric: [a, b], degree: 2, invalid: drop}"
                .formatted(directory.resolve("train.csv")));
    assertThat(predictions(drops, data, "p12").select("y").collectAsList())
        .extracting(row -> row.getInt(0))
        .containsExactly(2);
    assertThat(report("p12").path("leftOut").asInt()).isOne();
    assertThat(report("p12").path("inputs").get(2).toString())
        .isEqualTo("{\"name\":\"a^2\",\"invalid\":1,\"unseen\":0,\"example\":null}");
  }

  @Test
  void aColumnThatIsLost() throws IOException {
    Path data =
        Files.writeString(directory.resolve("lost.csv"), "a,b,c,days,n,y\n0,1,x,2024-01-01,1,1\n");
    JobRun predicted = predict(run, data, directory.resolve("p8"));
    assertThat(predicted.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(predicted.err().strip())
        .isEqualTo("the table has no column day, which the model needs; did you mean 'days'?");
  }

  @Test
  void aFormula() throws IOException {
    Path table = directory.resolve("train.csv");
    Path formula =
        sweep("formula", "data: {path: %s, formula: 'y ~ a + c + a:c'}".formatted(table));
    Dataset<Row> raw =
        LocalSpark.session()
            .read()
            .option("header", true)
            .option("inferSchema", true)
            .csv(table.toString());
    List<Double> stock =
        column(PipelineModel.load(formula.resolve("model").toString()).transform(raw));
    List<Double> found = column(predictions(formula, table, "p9"));
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i)).isCloseTo(stock.get(i), within(1e-12));
    }
    Path unseen = Files.writeString(directory.resolve("level.csv"), "a,c,y\n0,w,1\n");
    JobRun predicted = predict(formula, unseen, directory.resolve("p10"));
    assertThat(predicted.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(predicted.err().strip())
        .isEqualTo(
            "of 1 rows, 1 have a level of `c` not seen in training, such as w; fix them, or leave out such rows");
  }

  /** What a rerun checks of a result that was complete when its run was killed. */
  @Test
  void aResultIsThatOfOneCommandAndOneModel(@TempDir Path own) throws IOException {
    Path model = own.resolve("model");
    FileUtils.copyDirectory(run.resolve("model").toFile(), model.toFile());
    Path data = directory.resolve("train.csv");
    String[] settings = {"--as", "csv", "--option", "header=true", "--option", "password=secret"};
    Path out = own.resolve("out");
    JobRun predicted = predict(model, data, out, settings);
    assertThat(predicted.exitCode()).as(predicted.err()).isZero();
    String written = Files.readString(out.resolve("predict.json"));
    assertThat(written).doesNotContain("secret");
    JsonNode result = new ObjectMapper().readTree(written);

    assertThat(isFor(result, model, data, settings)).isTrue();
    assertThat(isFor(result, run, data, settings)).isFalse();
    assertThat(isFor(result, model, run, settings)).isFalse();
    assertThat(isFor(result, model, data)).isFalse();
    String[] others = {
      "--as=json", "--option=header=false", "--option=sep=;", "--format=csv", "--column=pixels"
    };
    for (String other : others) {
      String[] more = Arrays.copyOf(settings, settings.length + 1);
      more[settings.length] = other;
      assertThat(isFor(result, model, data, more)).as(other).isFalse();
    }
    Path manifest = model.resolve("manifest.json");
    Files.writeString(manifest, Files.readString(manifest) + "\n");
    assertThat(isFor(result, model, data, settings)).isFalse();
  }

  private static boolean isFor(JsonNode result, Path model, Path data, String... settings) {
    PredictCommand command = new PredictCommand();
    new CommandLine(command)
        .setOverwrittenOptionsAllowed(true)
        .parseArgs(
            Stream.concat(
                    Stream.of(model.toString(), data.toString(), "--out", "out"),
                    Arrays.stream(settings))
                .toArray(String[]::new));
    return command.isFor(new ScoredModel(model.toString(), null, null), result);
  }

  /** Nothing in the directory is loaded except the files that were checked. */
  @Test
  void theStagesOfPlainSparkAreNotLoaded(@TempDir Path own) throws IOException {
    FileUtils.copyDirectory(run.toFile(), own.resolve("run").toFile());
    Path stages = own.resolve("run/model/stages");
    FileUtils.deleteDirectory(stages.toFile());
    JobRun predicted =
        predict(own.resolve("run"), directory.resolve("train.csv"), own.resolve("out"));
    assertThat(predicted.exitCode()).as(predicted.err()).isZero();
  }

  /** Each damaged file is refused, or the model is the same. */
  @Test
  void damagedModels(@TempDir Path own) throws IOException {
    Path model = own.resolve("model");
    FileUtils.copyDirectory(run.resolve("model").toFile(), model.toFile());
    ModelDamage.check(model, 60);
  }

  @Test
  void aNanInACategoryIsRefused() throws IOException {
    Path job =
        Files.writeString(
            directory.resolve("nan.yaml"),
            """
            name: nan
            data: {sql: "SELECT double(id) y, IF(id = 7, double('NaN'), id %% 3.0D) c FROM range(60)", label: y, categorical: [c]}
            %s
            """
                .formatted(GRID));
    JobRun sweep =
        JobRun.of(
            SweepCommand::execute,
            List.of(job.toString(), "--out", directory.resolve("nan").toString()));
    assertThat(sweep.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(sweep.err())
        .contains("of 60 rows, 1 have a value of c that is null, NaN or infinite; ");
  }
}
