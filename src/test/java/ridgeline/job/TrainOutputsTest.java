package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.config.neural.TrainConfigReader;
import ridgeline.data.network.IdxFiles;
import ridgeline.job.failure.ExitCode;

/** What a training prints and writes. */
@Tag("torch")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrainOutputsTest {
  private static final JsonMapper JSON = new JsonMapper();

  private Path job;
  private Path out;
  private TrainRun run;

  @BeforeAll
  void train(@TempDir Path directory) throws Exception {
    Path idx = IdxFiles.write(directory.resolve("idx"), 200, 60);
    job =
        Files.writeString(
            directory.resolve("job.yaml"),
            """
            name: thirds
            data: {idx: %s}
            network: [{conv: 4}, batchNorm, relu, {maxPool: 2}, flatten, dropout, {dense: 3}]
            regularisation: {dropout: 0.1, earlyStopping: {enabled: true}}
            optimiser: {learningRate: 0.05, momentum: 0.9}
            epochs: 2
            batch: 20
            """
                .formatted(idx));
    out = directory.resolve("out");
    run = TrainRun.of(job, out, List.of());
  }

  @Test
  void endsWell() {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    assertThat(run.complaints()).isEmpty();
    try (var files = Files.list(out)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "train.json", "history.csv", "job.yaml", "model", "report.html", "status.json");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theNetworkIsShownBeforeItIsTrained() {
    assertThat(run.out())
        .containsPattern("network +1 x 12 x 12 +347 parameters")
        .containsPattern("conv: 4, kernel: 3, padding: 0, stride: 1 +4 x 10 x 10 +36");
  }

  @Test
  void stepsAndEpochsAreReported() {
    assertThat(run.err())
        .containsPattern("epoch 1 of 2, step \\d+ of \\d+: loss \\d\\.\\d{3}, [\\d,]+ rows/s")
        .containsPattern("epoch 2 done: training loss .*accuracy.*; validation loss .*; test loss");
  }

  @Test
  void aSweepOfOneCombinationIsTrainedAsItSays(@TempDir Path directory) throws IOException {
    Path swept = directory.resolve("swept");
    TrainRun ofOne =
        TrainRun.of(
            job,
            swept,
            List.of("sweep={batch: [30], regularisation.earlyStopping.enabled: [false]}"));
    assertThat(ofOne.exitCode()).as(ofOne.err()).isEqualTo(ExitCode.DONE);
    assertThat(Files.readAllLines(swept.resolve("trials.csv"))).hasSize(2);
    long rows = JSON.readTree(swept.resolve("train.json").toFile()).at("/rows/training").asLong();
    assertThat(Files.readAllLines(swept.resolve("history.csv")).get(1))
        .startsWith("1,%d,".formatted((rows + 29) / 30));
    assertThat(Files.readString(swept.resolve("report.html"))).contains("\"takesBest\":true");
    assertThat(Files.readString(out.resolve("report.html"))).contains("\"takesBest\":true");
  }

  @Test
  void historyHasEveryEpoch() throws IOException {
    List<String> lines = Files.readAllLines(out.resolve("history.csv"));
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0))
        .isEqualTo(
            "epoch,steps,trainingLoss,trainingAccuracy,validationLoss,validationAccuracy,testLoss,"
                + "testAccuracy,learningRate,zeroWeights,seconds");
    assertThat(lines.get(2)).matches("2,\\d+(,\\d\\.\\d+(E-\\d+)?){7},0,\\d\\.\\d+(E-\\d+)?");
  }

  @Test
  void theReportShowsTheChosenEpoch() throws IOException {
    JsonNode report = JSON.readTree(out.resolve("train.json").toFile());
    assertThat(report.path("parameters").asLong()).isEqualTo(347);
    assertThat(report.path("rows").path("test").asLong()).isEqualTo(60);
    assertThat(report.path("epochs").asInt()).isEqualTo(2);
    assertThat(report.path("chosen").path("test").path("accuracy").asDouble()).isBetween(0.5, 1.0);
    assertThat(report.path("provenance").path("configHash").asText()).hasSize(64);
    assertThat(report.path("layers").get(0).path("layer").path("conv").asInt()).isEqualTo(4);
  }

  @Test
  void theJobFileReadsBack() throws Exception {
    String text = Files.readString(out.resolve("job.yaml"));
    assertThat(TrainConfigReader.read(text, "job.yaml", List.of()).epochs()).isEqualTo(2);
  }

  /** The safetensors format: a length of 8 bytes, a header in JSON, the values. */
  @Test
  void otherToolsCanReadTheWeights() throws IOException {
    byte[] file = Files.readAllBytes(out.resolve("model/parameters.safetensors"));
    int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt();
    JsonNode header = JSON.readTree(file, 8, length);
    assertThat(header.path("0.conv.weight").path("dtype").asText()).isEqualTo("F32");
    assertThat(header.path("0.conv.weight").path("shape").toString()).isEqualTo("[4,1,3,3]");
    assertThat(header.path("1.batchNorm.running_var").path("shape").toString()).isEqualTo("[4]");
    assertThat(header.has("moment0.0.conv.weight")).isFalse();
  }

  @Test
  void theDescriptionSaysHowToUseThem() throws IOException {
    JsonNode description = JSON.readTree(out.resolve("model/network.json").toFile());
    assertThat(description.path("input").toString()).isEqualTo("[1,12,12]");
    assertThat(description.path("classes").asInt()).isEqualTo(3);
    assertThat(description.path("scaling").path("mean").get(0).asDouble()).isBetween(0.3, 0.6);
    assertThat(description.path("layers").get(5).path("dropout").asDouble()).isEqualTo(0.1);
  }

  /** The last of the trials is worst. */
  @Test
  void aSweepKeepsTheBestOnValidationRows(@TempDir Path directory) throws IOException {
    Path swept = directory.resolve("swept");
    TrainRun sweep =
        TrainRun.of(job, swept, List.of("sweep={optimiser.learningRate: [1.0e-6, 0.05, 1.0e-7]}"));
    assertThat(sweep.exitCode()).as(sweep.err()).isEqualTo(ExitCode.DONE);
    JsonNode trials = JSON.readTree(swept.resolve("train.json").toFile()).get("trials");
    assertThat(trials)
        .extracting(trial -> trial.get("isChosen").asBoolean())
        .containsExactly(false, true, false);
    assertThat(Files.readAllLines(swept.resolve("trials.csv"))).hasSize(4);
    List<String> history = Files.readAllLines(swept.resolve("history.csv"));
    assertThat(history.get(1)).contains(",0.05,");
    List<String> curves = Files.readAllLines(swept.resolve("curves.csv"));
    assertThat(curves).hasSize(1 + 3 * 2).contains("trial," + history.get(0));
    assertThat(curves.subList(3, 5))
        .containsExactlyElementsOf(
            history.subList(1, 3).stream().map(line -> "learningRate 0.05," + line).toList());
  }
}
