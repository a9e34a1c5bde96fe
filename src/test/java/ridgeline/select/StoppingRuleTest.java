package ridgeline.select;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("plain")
class StoppingRuleTest {
  private static final int NOT_YET = -1;
  private static final StoppingRule PATIENCE_OF_3 = new StoppingRule(true, 3, 0, 1);

  @Test
  void patienceEndsAfterThatManyStepsWithoutAnImprovement() {
    assertThat(ends(PATIENCE_OF_3, 5, 4, 3, 6, 7)).isEqualTo(NOT_YET);
    assertThat(ends(PATIENCE_OF_3, 5, 4, 3, 6, 7, 8)).isEqualTo(6);
    assertThat(ends(PATIENCE_OF_3, 5, 4, 3, 6, 7, 8, 9, 1)).isEqualTo(6);
  }

  @Test
  void anImprovementRestoresPatience() {
    assertThat(ends(PATIENCE_OF_3, 5, 6, 7, 4, 6, 7)).isEqualTo(NOT_YET);
    assertThat(ends(PATIENCE_OF_3, 5, 6, 7, 4, 6, 7, 8)).isEqualTo(7);
  }

  @Test
  void fallingWithoutANewBestIsNotAnImprovement() {
    assertThat(ends(PATIENCE_OF_3, 5, 9, 8, 7)).isEqualTo(4);
  }

  @Test
  void anEqualErrorIsNotAnImprovement() {
    assertThat(ends(PATIENCE_OF_3, 5, 5, 5, 5)).isEqualTo(4);
  }

  @Test
  void aNaNErrorIsNotAnImprovement() {
    assertThat(ends(PATIENCE_OF_3, 5, Double.NaN, Double.NaN, Double.NaN)).isEqualTo(4);
  }

  @Test
  void theFirstStepsAreAlwaysSolved() {
    StoppingRule rule = new StoppingRule(true, 2, 0, 6);

    assertThat(ends(rule, 1, 2, 3, 4, 5)).isEqualTo(NOT_YET);
    assertThat(ends(rule, 1, 2, 3, 4, 5, 6)).isEqualTo(6);
  }

  @Test
  void patienceDoesNotEndBeforeTheStepsThatAreSolvedInAnyCase() {
    double[] cvm = {1, 2, 3, 4, 5, 6};

    assertThat(PATIENCE_OF_3.patienceEnds(cvm, 6, 0)).isEqualTo(4);
    assertThat(PATIENCE_OF_3.patienceEnds(cvm, 6, 5)).isEqualTo(5);
    assertThat(PATIENCE_OF_3.patienceEnds(cvm, 6, 7)).isEqualTo(NOT_YET);
  }

  @Test
  void stepsThatAreNotSolvedAreNotRead() {
    assertThat(PATIENCE_OF_3.patienceEnds(new double[] {5, 0, 0, 0, 0}, 1, 0)).isEqualTo(NOT_YET);
  }

  @Test
  void smallGainsAddUp() {
    StoppingRule rule = new StoppingRule(true, 3, 0.01, 1);
    double[] slowlyFalling = falling(0.996, 100);
    double[] tooSlowlyFalling = falling(0.998, 100);

    assertThat(ends(rule, slowlyFalling)).isEqualTo(NOT_YET);
    assertThat(ends(rule, tooSlowlyFalling)).isEqualTo(4);
  }

  @Test
  void aGainBelowTheMinimumIsNotAnImprovement() {
    StoppingRule rule = new StoppingRule(true, 2, 0.1, 1);

    assertThat(ends(rule, 100, 91, 90)).isEqualTo(3);
    assertThat(ends(rule, 100, 91, 89.9)).isEqualTo(NOT_YET);
  }

  @Test
  void theExhaustiveRuleNeverEnds() {
    assertThat(ends(StoppingRule.exhaustive(), IntStream.range(0, 99).asDoubleStream().toArray()))
        .isEqualTo(NOT_YET);
  }

  @ParameterizedTest
  @CsvSource({
    "5, 14, '7 10 13'",
    "5, 15, '7 10 13 14'",
    "5, 16, '7 10 13 15'",
    "5, 7, '6'",
    "5, 6, '5'"
  })
  void looksAheadAtEveryPatienceThStepAndAtTheLast(int steps, int planned, String positions) {
    int[] expected = Arrays.stream(positions.split(" ")).mapToInt(Integer::parseInt).toArray();

    assertThat(PATIENCE_OF_3.lookAhead(steps, planned)).containsExactly(expected);
  }

  private static int ends(StoppingRule rule, double... cvm) {
    return rule.patienceEnds(cvm, cvm.length, 0);
  }

  private static double[] falling(double ratio, int steps) {
    return IntStream.range(0, steps).mapToDouble(step -> Math.pow(ratio, step)).toArray();
  }
}
