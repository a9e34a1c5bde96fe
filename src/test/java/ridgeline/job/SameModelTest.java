package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.job.failure.ExitCode;

/**
 * A network of one dense layer is the same model as a sweep's with the same regParam and
 * elasticNetParam, and as scikit-learn's; src/test/golden/elastic-net.py has the command.
 */
@Tag("torch")
class SameModelTest {
  private static final double CLOSE = 1e-3;

  private static final String DATA = "{dataset: diabetes, label: %s, numeric: ['*']}";

  /** The label minus its mean, divided by its deviation. */
  private static final String STANDARDISED =
      "(progression - 152.13348416289594) / 77.00574586945044";

  private static final List<String> FEATURES =
      List.of("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6");

  /** ElasticNet(alpha=0.1, l1_ratio=0.5) on standardised features and label. */
  private static final double[] SCIKIT_LEARN = {
    0, -0.0514105, 0.3027737, 0.1467779, 0, 0, -0.1114519, 0, 0.2669403, 0.0130021
  };

  @Test
  void networksSweepsAndScikitLearnAgree(@TempDir Path directory) throws Exception {
    Path sweep = sweep(directory);
    Path train = train(directory);
    double[] weights = weights(train.resolve("model/parameters.safetensors"));
    for (int j = 0; j < FEATURES.size(); j++) {
      String name = FEATURES.get(j);
      double coefficient = coefficient(sweep, name);
      assertThat(coefficient).as(name).isCloseTo(SCIKIT_LEARN[j], within(CLOSE));
      assertThat(weights[j]).as(name).isCloseTo(SCIKIT_LEARN[j], within(CLOSE));
      assertThat(weights[j] == 0).as(name).isEqualTo(SCIKIT_LEARN[j] == 0);
    }
    List<String> history = Files.readAllLines(train.resolve("history.csv"));
    List<String> last = List.of(history.get(history.size() - 1).split(",", -1));
    assertThat(last.get(List.of(history.get(0).split(",", -1)).indexOf("zeroWeights")))
        .isEqualTo("4");
    JsonNode report = new JsonMapper().readTree(train.resolve("train.json").toFile());
    assertThat(report.at("/chosen/zeroWeights").asInt()).isEqualTo(4);
    assertThat(report.path("weights").asInt()).isEqualTo(10);
  }

  private static Path sweep(Path directory) throws Exception {
    Path job =
        Files.writeString(
            directory.resolve("sweep.yaml"),
            """
            name: same
            data: %s
            folds: {count: 3}
            grid: {elasticNetParam: [0.5], regParam: [0.1], l2Scale: plain}
            refit: statistics
            report: {heldOut: false}
            """
                .formatted(DATA.formatted(STANDARDISED)));
    Path out = directory.resolve("sweep");
    SweepRun run = SweepRun.of(job.toString(), "--out", out.toString());
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    return out;
  }

  /** Each epoch is one step over all rows. */
  private static Path train(Path directory) throws Exception {
    Path job =
        Files.writeString(
            directory.resolve("train.yaml"),
            """
            name: same
            data: %s
            network: [{dense: 1}]
            regularisation: {elasticNet: {regParam: 0.1, elasticNetParam: 0.5}}
            optimiser: {learningRate: 0.3, momentum: 0.8}
            test: 0
            validation: 0
            epochs: 80
            batch: 442
            """
                .formatted(DATA.formatted("progression")));
    Path out = directory.resolve("train");
    TrainRun run = TrainRun.of(job, out, List.of());
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    assertThat(run.out()).contains("zero weights   4 of 10");
    return out;
  }

  private static double coefficient(Path sweep, String term) throws Exception {
    return Files.readAllLines(sweep.resolve("coefficients.csv")).stream()
        .filter(line -> line.startsWith(term + ","))
        .mapToDouble(line -> Double.parseDouble(line.split(",", -1)[2]))
        .findFirst()
        .orElseThrow();
  }

  /** The weights of the only layer, from a safetensors file. */
  private static double[] weights(Path file) throws Exception {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int length = Math.toIntExact(bytes.getLong());
    JsonNode header = new JsonMapper().readTree(bytes.array(), 8, length);
    int at = 8 + length + header.at("/0.dense.weight/data_offsets/0").asInt();
    double[] weights = new double[FEATURES.size()];
    for (int j = 0; j < weights.length; j++) {
      weights[j] = bytes.getFloat(at + Float.BYTES * j);
    }
    return weights;
  }
}
