package ridgeline.neural.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.neural.PruningConfig;
import ridgeline.config.neural.PruningConfig.Method;
import ridgeline.neural.trial.PruningRule.Curves;

/** Which settings are pruned. */
@Tag("plain")
class PruningRuleTest {
  private static final List<Curves> OTHERS =
      List.of(curves(3.0, 1.0, 0.1), curves(4.0, 2.0), curves(5.0, 3.0, 0.1, 0.1));

  private static Curves curves(Double... scores) {
    return new Curves(List.of(List.of(scores)), false);
  }

  private static boolean median(Double... scores) {
    return new PruningRule.Median(2, 3).prunes(curves(scores), OTHERS);
  }

  @Test
  void theBestIsHeldAgainstTheMedianOfTheOthersMeans() {
    // Means of the first two epochs: 2, 3, 4.
    assertThat(median(9.0, 3.1)).isTrue();
    assertThat(median(2.9, 9.0)).isFalse();
    assertThat(median(9.0, 3.0)).as("as good").isFalse();
  }

  @Test
  void theMedianTakesEpochsAndOthers() {
    assertThat(median(9.0)).isFalse();
    assertThat(new PruningRule.Median(2, 4).prunes(curves(9.0, 9.0), OTHERS)).isFalse();
  }

  @Test
  void aRungKeepsTheBestShare() {
    PruningRule asha = new PruningRule.Halving(2, 2);
    // Best of the first two epochs: 1, 2, 3; of four, two are kept.
    assertThat(asha.prunes(curves(9.0, 1.5), OTHERS)).isFalse();
    assertThat(asha.prunes(curves(9.0, 2.0), OTHERS)).as("as good").isFalse();
    assertThat(asha.prunes(curves(9.0, 2.5), OTHERS)).isTrue();
    assertThat(asha.prunes(curves(9.0), OTHERS)).as("before the rung").isFalse();
    assertThat(asha.prunes(curves(9.0, 9.0, 9.0), OTHERS)).as("after the rung").isFalse();
    // Only the third is there, with 0.1; of two, one is kept.
    assertThat(asha.prunes(curves(9.0, 9.0, 9.0, 0.05), OTHERS)).isFalse();
    assertThat(asha.prunes(curves(9.0, 9.0, 9.0, 0.2), OTHERS)).isTrue();
    List<Curves> more = List.of(curves(9.0, 9.0, 9.0, 0.1), curves(9.0, 9.0, 9.0, 0.3));
    assertThat(asha.prunes(curves(9.0, 9.0, 9.0, 0.2), more)).isFalse();
    assertThat(asha.prunes(curves(9.0, 9.0, 9.0, 0.4), more)).isTrue();
  }

  @Test
  void thoseThatEndedBeforeARungCount() {
    PruningRule asha = new PruningRule.Halving(3, 2);
    Curves ended = new Curves(List.of(List.of(0.5)), true);
    assertThat(asha.prunes(curves(9.0, 1.0, 1.0), List.of(ended))).isTrue();
    assertThat(asha.prunes(curves(9.0, 1.0, 1.0), List.of(curves(0.5)))).isFalse();
  }

  @Test
  void seedsOfSettingsAreJudgedByTheirMean() {
    PruningRule asha = new PruningRule.Halving(1, 2);
    Curves own = new Curves(List.of(List.of(0.0), List.of(4.0)), false);
    assertThat(asha.prunes(own, List.of(curves(1.9)))).isTrue();
    assertThat(asha.prunes(own, List.of(curves(2.1)))).isFalse();
  }

  /** Whatever the curves, the rule keeps settings that have the best score so far. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theBestSoFarIsNeverPruned(long seed) {
    Random random = new Random(seed);
    for (int run = 0; run < 200; run++) {
      int epochs = 1 + random.nextInt(12);
      List<Curves> all = new ArrayList<>();
      for (int i = 0; i < 2 + random.nextInt(20); i++) {
        all.add(
            curves(
                IntStream.range(0, epochs)
                    .mapToObj(epoch -> (double) random.nextInt(8))
                    .toArray(Double[]::new)));
      }
      double best = all.stream().mapToDouble(one -> one.best(epochs)).min().orElseThrow();
      for (PruningRule rule :
          List.of(
              new PruningRule.Median(1, 1),
              new PruningRule.Halving(1, 2),
              new PruningRule.Halving(epochs, 3))) {
        for (Curves one : all) {
          List<Curves> others = new ArrayList<>(all);
          others.remove(one);
          if (one.best(epochs) == best) {
            assertThat(rule.prunes(one, others)).as("seed %d, %s", seed, rule).isFalse();
          }
        }
      }
    }
  }

  private static PruningRule rule(Method method, int minEpochs, int settings, int epochs) {
    return PruningRule.of(new PruningConfig(method, minEpochs, 3), settings, epochs);
  }

  @Test
  void upToADozenSettingsAreAllTrainedByDefault() {
    assertThat(rule(Method.AUTO, 0, 12, 20)).isEqualTo(new PruningRule.None());
    assertThat(rule(Method.AUTO, 0, 13, 20)).isEqualTo(new PruningRule.Halving(5, 3));
    assertThat(rule(Method.NONE, 0, 100, 20)).isEqualTo(new PruningRule.None());
    assertThat(rule(Method.MEDIAN, 0, 4, 30)).isEqualTo(new PruningRule.Median(8, 3));
    assertThat(rule(Method.ASHA, 0, 4, 3)).isEqualTo(new PruningRule.Halving(2, 3));
    assertThat(rule(Method.ASHA, 7, 4, 3)).isEqualTo(new PruningRule.Halving(7, 3));
  }
}
