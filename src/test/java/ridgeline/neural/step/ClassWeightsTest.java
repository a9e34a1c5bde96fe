package ridgeline.neural.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.config.neural.TrainConfig;
import ridgeline.neural.data.RowSet;
import ridgeline.neural.plan.TrainingPlan;
import ridgeline.neural.round.Rounds;
import ridgeline.neural.train.Networks;

/** Classes with different weights, compared with scikit-learn's LogisticRegression. */
@Tag("torch")
class ClassWeightsTest {
  private static final int STEPS = 4000;

  /** Floats, and weights that have not quite converged. */
  private static final double CLOSE = 2e-4;

  /** By src/test/golden/elastic-net.py, which has the command. */
  private static final double[] SCIKIT_LEARN = {
    1.052421, -0.186234, -0.209431, 0.149745, 0.183101, -0.508977, 0.983088, 0.062213, -0.13463,
    -0.147507, -0.543445, -0.796854, 0.147218, -0.015116, -0.035594
  };

  @Test
  void areThoseOfScikitLearn() throws Exception {
    RowSet rows = GoldenRows.classes();
    double[] counts = new double[3];
    for (int i = 0; i < rows.count(); i++) {
      counts[(int) rows.label(i)]++;
    }
    List<Double> balanced =
        List.of(40 / (3 * counts[0]), 40 / (3 * counts[1]), 40 / (3 * counts[2]));
    TrainConfig config =
        Networks.table(
            "network: [{dense: 3}]\nclasses: [a, b, c]",
            "batch=40",
            "classWeights=" + balanced,
            "regularisation.l2=0.1",
            "optimiser={learningRate: 0.3, momentum: 0.8}");
    TrainingPlan plan = Networks.classesPlan(config);
    try (Replica replica = new Replica(plan, plan.initialState())) {
      Batch batch = Rounds.batch(plan, rows);
      for (int step = 0; step < STEPS; step++) {
        replica.train(batch, 0.3, new SplittableRandom(1));
      }
      float[] weights = replica.state().parameters()[0];
      for (int k = 0; k < SCIKIT_LEARN.length; k++) {
        assertThat((double) weights[k])
            .as("weight %d", k)
            .isCloseTo(SCIKIT_LEARN[k], within(CLOSE));
      }
    }
  }
}
