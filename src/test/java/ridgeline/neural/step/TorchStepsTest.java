package ridgeline.neural.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ridgeline.config.ConfigException;
import ridgeline.config.neural.TrainConfig;
import ridgeline.neural.network.ParameterShape;
import ridgeline.neural.plan.NetworkState;
import ridgeline.neural.plan.TrainingPlan;
import ridgeline.neural.round.Rounds;
import ridgeline.neural.train.Networks;

/**
 * Training steps compared with those of Python's PyTorch; src/test/golden/torch-steps.py has the
 * command.
 */
@Tag("torch")
class TorchStepsTest {
  /** Six steps of another release of PyTorch, which sums in another order. */
  private static final Offset<Float> CLOSE = within(2e-4f);

  private static final String IMAGE_NETWORK =
      """
      network:
        - {conv: 4, padding: 1}
        - batchNorm
        - relu
        - {maxPool: 2}
        - {conv: 6, stride: 2}
        - relu
        - flatten
        - {dense: 8}
        - batchNorm
        - relu
        - {dense: 3}
      batch: 5
      optimiser: {learningRate: 0.05}
      """;

  private static final String TABLE_NETWORK =
      """
      network: [{dense: 7}, relu, {dense: 1}]
      batch: 5
      optimiser: {learningRate: 0.05}
      """;

  private static final Map<String, List<String>> SETTINGS =
      Map.of(
          "sgd",
          List.of(),
          "momentum",
          List.of(
              "optimiser.momentum=0.9",
              "regularisation.labelSmoothing=0.1",
              "regularisation.weightDecay=0.2",
              "regularisation.gradientClipping=0.5"),
          "nesterov",
          List.of("optimiser.momentum=0.9", "optimiser.nesterov=true", "regularisation.l2=0.02"),
          "adam",
          List.of(
              "optimiser.method=adam",
              "regularisation.elasticNet.regParam=0.1",
              "regularisation.elasticNet.elasticNetParam=0.3"),
          "lasso",
          List.of("optimiser.method=adam", "regularisation.l1=0.004"),
          "adamw",
          List.of("optimiser.method=adamw", "regularisation.weightDecay=0.4"));

  /** Python's results. */
  @SuppressWarnings("ArrayRecordComponent")
  record Case(String name, float[] losses, float[] outputs, float[][] state) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(TorchStepsTest.class.getResourceAsStream("/torch/steps.json"))) {
      return Arrays.asList(new ObjectMapper().readValue(in, Case[].class));
    }
  }

  @Test
  void everyCaseIsThere() throws IOException {
    assertThat(cases())
        .extracting(Case::name)
        .containsExactlyInAnyOrderElementsOf(SETTINGS.keySet());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void stepsAreThoseOfPyTorch(Case expected) throws ConfigException {
    boolean images = expected.state().length > 4;
    String[] overrides =
        Objects.requireNonNull(SETTINGS.get(expected.name())).toArray(String[]::new);
    TrainConfig config =
        images
            ? Networks.images(IMAGE_NETWORK, overrides)
            : Networks.table(TABLE_NETWORK, overrides);
    TrainingPlan plan = images ? Networks.imagePlan(config) : Networks.tablePlan(config);
    int width = plan.architecture().inputSize();
    try (Replica replica = new Replica(plan, start(plan))) {
      for (int step = 0; step < expected.losses().length; step++) {
        float[] rows = Networks.scattered(5 * width, 100 + step, 1);
        float[] labels = images ? classes(step) : Networks.scattered(5, 300 + step, 2);
        Batch batch = Rounds.batch(plan, Networks.rows(rows, labels));
        float loss = replica.train(batch, 0.05, new SplittableRandom(1));
        assertThat(loss).as("step %d", step).isCloseTo(expected.losses()[step], CLOSE);
      }
      float[] rows = Networks.scattered(4 * width, 200, 1);
      Batch batch = Rounds.batch(plan, Networks.rows(rows, new float[4]));
      assertThat(replica.outputs(batch)).containsExactly(expected.outputs(), CLOSE);
      float[][] state = replica.state().parameters();
      assertThat(state.length).isEqualTo(expected.state().length);
      for (int i = 0; i < state.length; i++) {
        String name = plan.architecture().parameterShapes().get(i).name();
        assertThat(state[i]).as(name).containsExactly(expected.state()[i], CLOSE);
      }
    }
  }

  private static float[] classes(int step) {
    float[] labels = new float[5];
    for (int i = 0; i < 5; i++) {
      labels[i] = (i * i + step) % 3;
    }
    return labels;
  }

  /** Scattered weights and biases of 0, as in torch-steps.py. */
  private static NetworkState start(TrainingPlan plan) {
    NetworkState state = plan.initialState();
    int learned = 0;
    for (int i = 0; i < state.parameters().length; i++) {
      ParameterShape shape = plan.architecture().parameterShapes().get(i);
      if (shape.role() == ParameterShape.Role.WEIGHT) {
        float[] values = Networks.scattered(shape.size(), learned, 0.3);
        System.arraycopy(values, 0, state.parameters()[i], 0, values.length);
      } else if (isBias(shape.role())) {
        Arrays.fill(state.parameters()[i], 0);
      }
      learned += shape.role().isLearned() || isBias(shape.role()) ? 1 : 0;
    }
    return state;
  }

  private static boolean isBias(ParameterShape.Role role) {
    return role == ParameterShape.Role.BIAS || role == ParameterShape.Role.UNUSED_BIAS;
  }
}
