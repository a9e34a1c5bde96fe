package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.job.failure.ExitCode;
import ridgeline.job.work.ModelDamage;
import ridgeline.spark.LocalSpark;

/** Models of a label that is a function of the quantity of interest. */
@Tag("torch")
class TransformedLabelTest {
  /** For 2,000 rows with normal noise of deviation 0.8. */
  private static Path rents(Path directory, String label) {
    Path table = directory.resolve("rents.parquet");
    LocalSpark.session()
        .sql(
            "SELECT x, IF('%s' = 'sqrt(rent)', pow(3 + x / 3 + e, 2), exp(3 + x / 3 + e)) AS rent FROM (SELECT randn(3) AS x, 0.8 * randn(4) AS e FROM range(0, 2000, 1, 1))"
                .formatted(label))
        .write()
        .parquet(table.toString());
    return table;
  }

  private static Dataset<Row> scored(Path run, Path table, Path out) {
    JobRun predicted =
        JobRun.of(
            PredictCommand::execute,
            List.of(run.toString(), table.toString(), "--out", out.toString()));
    assertThat(predicted.exitCode()).as(predicted.err()).isZero();
    return LocalSpark.session().read().parquet(out.resolve("predictions").toString());
  }

  private static void assertInTheUnitOfRent(Dataset<Row> scored, String label) {
    Row means =
        scored
            .selectExpr(
                "avg(prediction)",
                "avg(rent)",
                "avg(abs(predictionTransformed - %s))".formatted(label))
            .head();
    // Without the factor, exp(0.8^2 / 2) = 1.38 is missing.
    assertThat(means.getDouble(0) / means.getDouble(1)).isBetween(0.93, 1.07);
    assertThat(means.getDouble(2)).isBetween(0.55, 0.75);
  }

  /** For a model without bias. */
  @ParameterizedTest
  @CsvSource({"ln(rent), true", "sqrt(rent), true", "ln(rent), false"})
  void predictionsAreInTheUnitOfTheQuantity(String label, boolean heldOut, @TempDir Path directory)
      throws IOException {
    Path table = rents(directory, label);
    Path job =
        Files.writeString(
            directory.resolve("job.yaml"),
            """
            name: rents
            data: {path: %s, label: %s, numeric: [x]}
            folds: {count: 5}
            grid: {elasticNetParam: [0], regParam: [0]}
            earlyStopping: {enabled: false}
            refit: statistics
            report: {heldOut: %s}
            """
                .formatted(table, label, heldOut));
    Path run = directory.resolve("run");
    JobRun sweep =
        JobRun.of(SweepCommand::execute, List.of(job.toString(), "--out", run.toString()));
    assertThat(sweep.exitCode()).as(sweep.err()).isZero();
    assertThat(sweep.out()).contains("in rent        RMSE ");

    Dataset<Row> scored = scored(run, table, directory.resolve("scored"));
    assertInTheUnitOfRent(scored, label);

    Dataset<Row> stock =
        PipelineModel.load(run.resolve("model").toString())
            .transform(LocalSpark.session().read().parquet(table.toString()));
    List<Row> ofStock =
        stock.orderBy("rent").select("prediction", "predictionTransformed").collectAsList();
    List<Row> ofJob =
        scored.orderBy("rent").select("prediction", "predictionTransformed").collectAsList();
    for (int i = 0; i < ofJob.size(); i++) {
      double value = ofJob.get(i).getDouble(0);
      assertThat(value).isCloseTo(ofStock.get(i).getDouble(0), within(1e-10 * value));
      assertThat(ofJob.get(i).getDouble(1)).isCloseTo(ofStock.get(i).getDouble(1), within(1e-12));
    }

    JsonNode quantity =
        new ObjectMapper().readTree(run.resolve("sweep.json").toFile()).path("quantity");
    assertThat(quantity.path("expression").asText()).isEqualTo("rent");
    double rmse =
        Math.sqrt(scored.selectExpr("avg(pow(prediction - rent, 2))").head().getDouble(0));
    assertThat(quantity.path("rmse").asDouble()).isBetween(rmse * 0.98, rmse * 1.05);
    assertThat(quantity.path("smearingFactor").isNull()).isEqualTo(label.equals("sqrt(rent)"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "pow(x, 2); its power loses the sign of negative values, so it cannot be inverted to x",
        "abs(x); because its inverse is not known",
        "pow(x, 3); ''"
      })
  void aLabelWithoutAWayBackIsPredictedAsItIs(String label, String why, @TempDir Path directory)
      throws IOException {
    Path table = rents(directory, "ln(rent)");
    Path job =
        Files.writeString(
            directory.resolve("job.yaml"),
            """
            name: rents
            data: {path: %s, label: '%s', numeric: [rent]}
            folds: {count: 3}
            grid: {elasticNetParam: [0], regParam: [0.1]}
            refit: statistics
            """
                .formatted(table, label));
    JobRun sweep =
        JobRun.of(
            SweepCommand::execute,
            List.of(job.toString(), "--out", directory.resolve("run").toString()));
    assertThat(sweep.exitCode()).as(sweep.err()).isZero();
    assertThat(sweep.err()).contains(why);
    assertThat(sweep.err().contains("predictions are of the label, " + label))
        .isEqualTo(!why.isEmpty());
    assertThat(sweep.out().contains("in x ")).isEqualTo(why.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ln(rent)", "sqrt(rent)"})
  void thoseOfANetworkToo(String label, @TempDir Path directory) throws IOException {
    Path table = rents(directory, label);
    Path run = directory.resolve("run");
    InProcess.train(network(directory, table, label, 0.3), run);
    Dataset<Row> scored = scored(run, table, directory.resolve("scored"));
    assertThat(scored.columns())
        .containsExactly("x", "rent", "prediction", "predictionTransformed");
    assertInTheUnitOfRent(scored, label);
    ModelDamage.check(run.resolve("model"), 20);

    Path again = directory.resolve("scored/predictions");
    JobRun predicted =
        JobRun.of(
            PredictCommand::execute,
            List.of(run.toString(), again.toString(), "--out", directory.resolve("none") + ""));
    assertThat(predicted.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aNetworkWithoutValidationRowsPredictsTheLabel(@TempDir Path directory) throws IOException {
    Path table = rents(directory, "ln(rent)");
    Path run = directory.resolve("run");
    TrainRun training =
        TrainRun.of(
            network(directory, table, "ln(rent)", 0),
            run,
            List.of("regularisation.earlyStopping.enabled=false"));
    assertThat(training.exitCode()).as(training.err()).isZero();
    assertThat(training.err())
        .contains(
            "predictions are of the label, not of rent, because inverting the label needs validation rows");
    Dataset<Row> scored = scored(run, table, directory.resolve("scored"));
    assertThat(scored.columns()).containsExactly("x", "rent", "prediction");
    assertThat(scored.selectExpr("avg(abs(prediction - ln(rent)))").head().getDouble(0))
        .isLessThan(0.75);
  }

  private static Path network(Path directory, Path table, String label, double validation)
      throws IOException {
    return Files.writeString(
        directory.resolve("network.yaml"),
        """
        name: rents
        data: {path: %s, label: %s, numeric: [x]}
        validation: %s
        test: 0
        network: [{dense: 1}]
        optimiser: {learningRate: 0.05}
        epochs: 5
        """
            .formatted(table, label, validation));
  }
}
