package ridgeline.neural.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ridgeline.config.ConfigException;
import ridgeline.config.neural.TrainConfig;
import ridgeline.neural.plan.TrainingPlan;
import ridgeline.neural.round.Rounds;
import ridgeline.neural.train.Networks;

/**
 * What training with penalties converges to with every optimiser, compared with scikit-learn;
 * src/test/golden/elastic-net.py has the command.
 */
@Tag("torch")
class PenaltyTest {
  private static final int ROWS = GoldenRows.ROWS;
  private static final int FEATURES = GoldenRows.FEATURES;
  private static final int STEPS = 3000;

  /** Floats, and weights that have not quite converged. */
  private static final double CLOSE = 1e-4;

  /**
   * A model of scikit-learn.
   *
   * @param penalty regParam and elasticNetParam
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Fit(String penalty, double... coefficients) {}

  private static final List<Fit> FITS =
      List.of(
          new Fit(
              "{regParam: 0.1, elasticNetParam: 0.5}",
              0.689322,
              -0.4718433,
              0.0296073,
              0.0089523,
              0),
          new Fit("{regParam: 0.1, elasticNetParam: 1}", 0.6669574, -0.4561255, 0, 0, 0),
          new Fit(
              "{regParam: 0.3, elasticNetParam: 0}",
              0.591741,
              -0.4088336,
              0.0540867,
              0.0744651,
              -0.0356635));

  private static final List<String> OPTIMISERS =
      List.of(
          "{learningRate: 0.3}",
          "{learningRate: 0.05, momentum: 0.9}",
          "{learningRate: 0.05, momentum: 0.9, nesterov: true}",
          "{method: adam, learningRate: 0.02, schedule: {kind: cosine}}",
          "{method: adamw, learningRate: 0.02, schedule: {kind: cosine}}");

  /** A way to get to a model. */
  private record Case(String optimiser, Fit fit) {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    OPTIMISERS.forEach(optimiser -> FITS.forEach(fit -> cases.add(new Case(optimiser, fit))));
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void sameNumbersMeanTheSameModel(Case tried) throws ConfigException {
    TrainConfig config =
        Networks.table(
            "network: [{dense: 1}]\nepochs: 1\n",
            "batch=" + ROWS,
            "optimiser=" + tried.optimiser(),
            "regularisation.elasticNet=" + tried.fit().penalty());
    float[] weights = trained(config);
    for (int j = 0; j < FEATURES; j++) {
      double expected = tried.fit().coefficients()[j];
      if (expected == 0) {
        assertThat(weights[j]).as("weight %d", j).isZero();
      } else {
        assertThat((double) weights[j]).as("weight %d", j).isCloseTo(expected, within(CLOSE));
      }
    }
  }

  /** The weights after many steps over all rows. */
  private static float[] trained(TrainConfig config) throws ConfigException {
    TrainingPlan plan = Networks.tablePlan(config);
    try (Replica replica = new Replica(plan, plan.initialState())) {
      Batch batch = Rounds.batch(plan, GoldenRows.numbers());
      for (int step = 0; step < STEPS; step++) {
        replica.train(batch, plan.rates().at((step + 0.5) / STEPS), new SplittableRandom(1));
      }
      return replica.state().parameters()[0];
    }
  }
}
