package ridgeline.neural.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.ConfigException;
import ridgeline.neural.data.RowSet;
import ridgeline.neural.network.ParameterShape;
import ridgeline.neural.plan.NetworkState;
import ridgeline.neural.plan.Penalty;
import ridgeline.neural.plan.TrainingPlan;
import ridgeline.neural.round.Rounds;
import ridgeline.neural.train.Networks;

/** Gradients of every smooth term of the loss against differences of the loss itself. */
@Tag("torch")
class GradientTest {
  private static final float STEP = 1e-3f;

  /** The error of a central difference of floats, over a step of that size. */
  private static final double CLOSE = 4e-3;

  private static final String NETWORK =
      """
      network: [{conv: 3, padding: 1}, relu, {maxPool: 3}, flatten, {dense: 6}, relu, dropout, {dense: 3}]
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "regularisation.dropout=0",
        "regularisation.dropout=0.5",
        "regularisation.labelSmoothing=0.3",
        "regularisation.l2=0.5",
        "regularisation.elasticNet={regParam: 0.3, elasticNetParam: 0.4}"
      })
  void ofClassesAreDifferencesOfTheLoss(String setting) throws ConfigException {
    TrainingPlan plan = Networks.imagePlan(Networks.images(NETWORK, setting));
    check(plan, 0, 2, 1, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"regularisation.l2=0", "regularisation.l2=0.5"})
  void ofNumbersAreDifferencesOfTheLoss(String setting) throws ConfigException {
    TrainingPlan plan =
        Networks.tablePlan(Networks.table("network: [{dense: 4}, relu, {dense: 1}]", setting));
    check(plan, 0.3f, -2, 1, 0.5f);
  }

  private static void check(TrainingPlan plan, float... labels) {
    float[] inputs = Networks.scattered(labels.length * plan.architecture().inputSize(), 7, 1);
    RowSet rows = Networks.weightedRows(inputs, labels, new float[] {1, 0.5f, 2, 0.25f});
    NetworkState state = plan.initialState();
    Batch batch = Rounds.batch(plan, rows);
    List<float[]> gradients;
    try (Replica replica = new Replica(plan, state)) {
      gradients = replica.gradients(batch, dropout());
    }
    for (int i = 0; i < gradients.size(); i++) {
      float[] values = state.parameters()[i];
      ParameterShape shape = plan.architecture().parameterShapes().get(i);
      for (int k = 0; k < values.length; k += Math.max(1, values.length / 7)) {
        float before = values[k];
        values[k] = before + STEP;
        double above = loss(plan, state, batch);
        values[k] = before - STEP;
        double below = loss(plan, state, batch);
        values[k] = before;
        assertThat((double) gradients.get(i)[k])
            .as("%s[%d]", shape.name(), k)
            .isCloseTo((above - below) / (2 * STEP), within(CLOSE));
      }
    }
  }

  /**
   * The loss of the batch with its ridge penalty, by a step that is too small to change anything.
   */
  private static double loss(TrainingPlan plan, NetworkState state, Batch batch) {
    try (Replica replica = new Replica(plan, state)) {
      double loss = replica.train(batch, 0, dropout());
      List<ParameterShape> shapes = plan.architecture().parameterShapes();
      for (int i = 0; i < shapes.size(); i++) {
        if (shapes.get(i).isPenalised()) {
          loss += penalty(plan.penalty(), state.parameters()[i]);
        }
      }
      return loss;
    }
  }

  private static double penalty(Penalty penalty, float[] weights) {
    double sum = 0;
    for (double w : weights) {
      sum += penalty.l2() / 2 * w * w;
    }
    return sum;
  }

  private static SplittableRandom dropout() {
    return new SplittableRandom(3);
  }
}
