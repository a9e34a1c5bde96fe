package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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

/** Trains a network on a table of classes and predicts the classes of rows. */
@Tag("torch")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClassesTableTest {
  private static final int ROWS = 900;

  private Path table = Path.of("");
  private Path job = Path.of("");

  /** One row in six is sick, more often with greater a. */
  @BeforeAll
  void write(@TempDir Path directory) throws Exception {
    Random random = new Random(4);
    List<String> lines = new ArrayList<>(List.of("id,a,b,kind,state,number,sick"));
    for (int i = 0; i < ROWS; i++) {
      boolean sick = i % 6 == 0;
      double a = random.nextGaussian() + (sick ? 2.5 : 0);
      lines.add(
          "%d,%s,%s,%s,%s,%d,%s"
              .formatted(
                  i,
                  a,
                  random.nextGaussian(),
                  i % 2 == 0 ? "x" : "y",
                  sick ? "it's sick" : "well",
                  sick ? 1 : 0,
                  sick));
    }
    table = Files.write(directory.resolve("rows.csv"), lines);
    job =
        Files.writeString(
            directory.resolve("job.yaml"),
            """
            name: states
            data: {path: %s, label: state, numeric: [a, b], categorical: [kind]}
            classes: [well, it's sick]
            balanceClasses: true
            network: [{dense: 4}, relu, {dense: 2}]
            regularisation: {labelSmoothing: 0.01, earlyStopping: {enabled: true, metric: accuracy}}
            optimiser: {method: adam, learningRate: 0.02}
            test: 0.3
            epochs: 8
            batch: 32
            """
                .formatted(table));
  }

  @Test
  void areTrainedOnMeasuredAndPredicted(@TempDir Path directory) throws Exception {
    Path out = directory.resolve("out");
    TrainRun run = TrainRun.of(job, out, List.of());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).containsPattern("test AUC +0\\.9");
    JsonNode report = new JsonMapper().readTree(out.resolve("train.json").toFile());
    assertThat(report.path("classes").toString()).isEqualTo("[\"well\",\"it's sick\"]");
    // Two normal distributions that are 2.5 deviations apart: Phi(2.5 / sqrt(2)).
    assertThat(report.at("/areas/1").asDouble()).isCloseTo(0.961, within(0.04));
    assertThat(report.at("/areas/0").asDouble())
        .isCloseTo(report.at("/areas/1").asDouble(), within(1e-9));
    assertThat(report.at("/chosen/test/accuracy").asDouble()).isBetween(0.8, 1.0);
    assertThat(Files.readString(out.resolve("report.html"))).contains("curvesOfClasses");

    Path scored = directory.resolve("scored");
    JobRun predict =
        JobRun.of(
            PredictCommand::execute,
            List.of(out.resolve("model").toString(), table.toString(), "--out", scored.toString()));
    assertThat(predict.exitCode()).as(predict.err()).isZero();
    Dataset<Row> rows =
        LocalSpark.session().read().parquet(scored.resolve("predictions").toString());
    assertThat(rows.columns()).contains("prediction", "probability", "class");
    assertThat(rows.count()).isEqualTo(ROWS);
    assertThat(rows.filter("class <> if(prediction = 1, \"it's sick\", 'well')").count()).isZero();
    // With balanced classes, most of the rare ones are found.
    assertThat(rows.filter("prediction = 1 and sick = 'true'").count()).isGreaterThan(120);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "number | number = 1",
        "sick | sick",
        "sick -- or well | sick",
        "state -- of health | sick",
      })
  void numbersAndTruthAreClassesToo(String label, String isSecond, @TempDir Path directory)
      throws Exception {
    Path out = directory.resolve("out");
    TrainRun run = TrainRun.of(job, out, List.of("data.label=" + label, "epochs=1"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    long second =
        LocalSpark.session()
            .read()
            .option("header", true)
            .option("inferSchema", true)
            .csv(table.toString())
            .filter(isSecond)
            .count();
    assertThat(second).isEqualTo(ROWS / 6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "3 | classes=[well, ill] | the label is it's sick in a row, but must be one of well, ill; add it to classes, or filter such rows with data.where",
        "3 | data.label=id | the label is \\d+ in a row, but must be a whole number from 0 to 1, the number of a class; .*",
        "3 | data.label=a | the label is .* in a row, but must be a whole number from 0 to 1, the number of a class; .*",
        "2 | network=[{dense: 1}] | network: ends with 1 values, but needs 2; add or change the last layer, such as dense: 2",
        "2 | data.label=array(a) | data.label: is array<double>, but a class must be text, true or false, or a whole number",
        "2 | classes=[well] | classes: has one name, but needs at least two",
        "3 | data.where=state = 'well' | the label is constant .*",
      })
  void whatIsNoClassIsRefused(
      int exitCode, String override, String message, @TempDir Path directory) {
    Path out = directory.resolve("out");
    TrainRun run = TrainRun.of(job, out, List.of(override));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    assertThat(run.complaints()).singleElement().asString().matches(message);
  }

  @Test
  void theLabelOfARowOfWeightZeroIsNotLookedAt(@TempDir Path directory) {
    TrainRun run =
        TrainRun.of(
            job,
            directory.resolve("out"),
            List.of(
                "data.label=if(id = 7, 'unknown', state)",
                "data.weight=if(id = 7, 0, 1)",
                "epochs=1"));
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  @Test
  void weightsAreOneOfEachClass(@TempDir Path directory) {
    TrainRun run =
        TrainRun.of(
            job,
            directory.resolve("out"),
            List.of("balanceClasses=false", "classWeights=[1, 2, 3]"));
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.complaints())
        .containsExactly("classWeights: has 3 numbers, but there are 2 classes; give one for each");
  }
}
