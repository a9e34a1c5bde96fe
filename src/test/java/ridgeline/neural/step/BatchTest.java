package ridgeline.neural.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.config.ConfigException;
import ridgeline.neural.data.RowSet;
import ridgeline.neural.plan.TrainingPlan;
import ridgeline.neural.round.Rounds;
import ridgeline.neural.torch.PyTorchRuntime;
import ridgeline.neural.train.Networks;

/** The loss of weighted rows and its derivatives, computed by hand. */
@Tag("torch")
class BatchTest {
  private static final float[] WEIGHTS = {2, 0.5f};

  @Test
  void crossEntropyOfSmoothLabels() throws ConfigException {
    TrainingPlan plan =
        Networks.imagePlan(
            Networks.images("network: [flatten, {dense: 3}]", "regularisation.labelSmoothing=0.3"));
    RowSet rows = Networks.weightedRows(new float[2 * 288], new float[] {1, 0}, WEIGHTS);
    Batch batch = Rounds.batch(plan, rows);
    // Probabilities of 1/6, 1/3 and 1/2 for targets of 0.1, 0.8 and 0.1; and thirds.
    float[] outputs = {0, (float) Math.log(2), (float) Math.log(3), 0, 0, 0};
    double first = (Math.log(6) + 8 * Math.log(3) + Math.log(2)) / 10;

    assertThat((double) batch.loss(outputs)).isCloseTo(first + Math.log(3) / 4, within(1e-6));
    assertThat(gradient(batch))
        .containsExactly(
            new float[] {1 / 15f, -7 / 15f, 2 / 5f, -7 / 60f, 7 / 120f, 7 / 120f}, within(1e-6f));

    batch.clear();
    batch.add(rows, 1, null);
    assertThat((double) batch.loss(new float[3])).isCloseTo(Math.log(3) / 2, within(1e-6));
    assertThat(gradient(batch))
        .containsExactly(new float[] {-7 / 30f, 7 / 60f, 7 / 60f}, within(1e-6f));
  }

  @Test
  void squaredErrors() throws ConfigException {
    TrainingPlan plan = Networks.tablePlan(Networks.table("network: [{dense: 1}]"));
    Batch batch =
        Rounds.batch(plan, Networks.weightedRows(new float[2 * 5], new float[] {0.5f, 1}, WEIGHTS));

    assertThat(batch.loss(new float[] {1.5f, -1})).isEqualTo(1);
    assertThat(gradient(batch)).containsExactly(1, -0.5f);
  }

  private static float[] gradient(Batch batch) {
    try (NDManager manager = PyTorchRuntime.manager()) {
      return batch.gradient(manager).toFloatArray();
    }
  }
}
