package ridgeline.report.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.report.linear.CoefficientMoves.Feature;
import ridgeline.report.linear.CoefficientMoves.Move;

/** Which coefficients moved, and how certain they are. */
@Tag("plain")
class CoefficientMovesTest {
  private static final double ROUNDING = 1e-12;

  private static final double[] UNKNOWN = {};

  /** Leaving out one value at a time gives the standard error of a mean, exactly. */
  @Test
  void theJackknifeOfAMeanIsItsStandardError() {
    double[] values = new Random(1).doubles(20).toArray();
    double sum = Arrays.stream(values).sum();
    double[] without = Arrays.stream(values).map(value -> (sum - value) / 19).toArray();
    double mean = sum / 20;
    double variance =
        Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum() / 19;

    assertThat(CoefficientMoves.standardError(without))
        .isCloseTo(Math.sqrt(variance / 20), within(ROUNDING));
  }

  @Test
  void standardisesAndSortsByTheMove() {
    CoefficientMoves moves =
        CoefficientMoves.of(
            List.of(
                new Feature("small", 1, 0.9, 1, UNKNOWN),
                new Feature("large", -3, 1.0, 0.5, UNKNOWN),
                new Feature("none", 0, 0.0, 1, UNKNOWN),
                new Feature("new", 0.5, 0.0, 2, UNKNOWN)));

    assertThat(moves.moves())
        .containsExactly(
            new Move("large", -1.5, 0.5, null),
            new Move("new", 1, 0.0, null),
            new Move("small", 1, 0.9, null));
    assertThat(moves.folds()).isZero();
    assertThat(moves.outside()).isZero();
  }

  @Test
  void sortsBySizeWithoutAChampion() {
    CoefficientMoves moves =
        CoefficientMoves.of(
            List.of(
                new Feature("a", 1, null, 1, UNKNOWN),
                new Feature("b", -2, null, 1, UNKNOWN),
                new Feature("c", 0, null, 1, UNKNOWN)));

    assertThat(moves.moves()).extracting(Move::term).containsExactly("b", "a");
  }

  @Test
  void countsTheChampionsOutsideOfTheInterval() {
    double[] folds = {0.9, 1.0, 1.1};
    double se = Math.sqrt(2.0 / 3 * 0.02);
    CoefficientMoves moves =
        CoefficientMoves.of(
            List.of(
                new Feature("inside", 1, 1 + 1.95 * se, 3, folds),
                new Feature("outside", 1, 1 - 1.97 * se, 3, folds)));

    assertThat(moves.outside()).isEqualTo(1);
    assertThat(moves.folds()).isEqualTo(3);
    assertThat(moves.moves())
        .allSatisfy(move -> assertThat(move.standardError()).isCloseTo(3 * se, within(ROUNDING)));
  }

  @Test
  void leavesOutTheSmallest() {
    List<Feature> features =
        IntStream.range(0, 1_200)
            .mapToObj(j -> new Feature("x" + j, j, 0.0, 1, new double[] {j, j}))
            .toList();

    CoefficientMoves moves = CoefficientMoves.of(features);

    assertThat(moves.moves()).hasSize(1_000);
    assertThat(moves.moves().get(0).term()).isEqualTo("x1199");
    assertThat(moves.omitted()).isEqualTo(199);
    assertThat(moves.outside()).isEqualTo(1_199);
  }
}
