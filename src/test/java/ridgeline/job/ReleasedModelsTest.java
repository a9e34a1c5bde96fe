package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.linear.EngineChoice;
import ridgeline.config.linear.RefitChoice;
import ridgeline.job.failure.ExitCode;
import ridgeline.select.SelectionRule;
import ridgeline.spark.LocalSpark;
import ridgeline.sweep.ElasticNetCV;
import ridgeline.sweep.ElasticNetCVModel;
import ridgeline.sweep.SweepResult;

/** Models that earlier releases saved; see {@code src/test/resources/releases/README.md}. */
@Tag("torch")
class ReleasedModelsTest {
  private static final Path RELEASES = Path.of("src/test/resources/releases");

  /** Of a dot product of few terms, in another order. */
  private static final double LINEAR = 1e-12;

  /** Of single-precision arithmetic, relative to the label. */
  private static final double NETWORK = 1e-5;

  @BeforeAll
  static void startSession() {
    LocalSpark.session();
  }

  @ParameterizedTest
  @CsvSource({"0.1.0, linear", "0.1.0, network"})
  void aModelPredictsWhatItDid(String release, String kind, @TempDir Path directory)
      throws IOException {
    Path released = RELEASES.resolve(release);
    Path out = directory.resolve("predictions");
    JobRun run =
        JobRun.of(
            PredictCommand::execute,
            List.of(
                released.resolve(kind).toString(),
                released.resolve("table.csv").toString(),
                "--out",
                out.toString(),
                "--as",
                "csv"));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    List<String> predicted = lines(out.resolve("predictions"));
    List<String> expected = Files.readAllLines(released.resolve(kind + "-predictions.csv"));
    assertThat(predicted.get(0)).isEqualTo(expected.get(0));
    assertThat(predicted).hasSameSizeAs(expected);
    int prediction = List.of(expected.get(0).split(",")).indexOf("prediction");
    for (int i = 1; i < expected.size(); i++) {
      double value = Double.parseDouble(expected.get(i).split(",", -1)[prediction]);
      double tolerance = kind.equals("linear") ? LINEAR : NETWORK;
      assertThat(Double.parseDouble(predicted.get(i).split(",", -1)[prediction]))
          .isEqualTo(value, within(tolerance * Math.abs(value)));
    }
  }

  private static List<String> lines(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return Files.readAllLines(
          files.filter(file -> file.toString().endsWith(".csv")).findFirst().orElseThrow());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = "0.1.0")
  void aPipelineLoadsAndPredictsWhatItDid(String release) throws IOException {
    Path released = RELEASES.resolve(release);
    PipelineModel pipeline = PipelineModel.load(released.resolve("pipeline").toString());
    List<Row> predicted = pipeline.transform(table(released)).select("prediction").collectAsList();
    List<String> expected = Files.readAllLines(released.resolve("pipeline-predictions.csv"));
    assertThat(predicted).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      double value = Double.parseDouble(expected.get(i));
      assertThat(predicted.get(i).getDouble(0)).isEqualTo(value, within(LINEAR * Math.abs(value)));
    }

    SweepResult result = ((ElasticNetCVModel) pipeline.stages()[1]).result();
    assertThat(result.engine()).isEqualTo(EngineChoice.GRAM);
    assertThat(result.refit().by()).isEqualTo(RefitChoice.MLLIB);
    assertThat(result.validation().rule()).isEqualTo(SelectionRule.ONE_SE);
    assertThat(result.features().names()).containsExactly("x", "size");
    assertThat(result.rows()).isEqualTo(new SweepResult.Rows(expected.size(), 0));
    assertThat(result.selected().cvm())
        .isLessThanOrEqualTo(result.min().cvm() + result.min().cvsd());
  }

  /** The estimator finds what the release's did, which the saved pipeline has. */
  @ParameterizedTest
  @ValueSource(strings = "0.1.0")
  void anUnfittedPipelineLoadsAndFitsWhatItDid(String release) {
    Path released = RELEASES.resolve(release);
    Pipeline pipeline = Pipeline.load(released.resolve("unfitted-pipeline").toString());
    assertThat(pipeline.getStages()[1]).isInstanceOf(ElasticNetCV.class);
    SweepResult result = ((ElasticNetCVModel) pipeline.fit(table(released)).stages()[1]).result();
    PipelineModel fitted = PipelineModel.load(released.resolve("pipeline").toString());
    SweepResult then = ((ElasticNetCVModel) fitted.stages()[1]).result();
    assertThat(result.selected().regParam()).isEqualTo(then.selected().regParam(), within(LINEAR));
    assertThat(result.selected().cvm()).isEqualTo(then.selected().cvm(), within(LINEAR));
  }

  private static Dataset<Row> table(Path released) {
    return LocalSpark.session()
        .read()
        .option("header", true)
        .option("inferSchema", true)
        .csv(released.resolve("table.csv").toString())
        .withColumnRenamed("size cm", "size");
  }
}
