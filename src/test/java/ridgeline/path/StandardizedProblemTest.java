package ridgeline.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.stats.WeightedRows;

@Tag("plain")
class StandardizedProblemTest {
  private static final double ROUNDING = 1e-12;

  private static final WeightedRows ROWS =
      WeightedRows.correlated(1, 50, 10, 0.4).withFeature(3, value -> 7);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 10})
  void theGradientIsThatOfItsDefinitionHoweverManyCoefficientsThereAre(int nonzeros) {
    StandardizedProblem problem = problem(true, true, Paths.filled(10, 1));
    double[] beta = new double[10];
    SplittableRandom random = new SplittableRandom(nonzeros);
    for (int j = 0; j < nonzeros; j++) {
      beta[9 - j] = random.nextDouble(-1, 1);
    }

    double[] gradient = Paths.gradient(problem, beta);

    for (int i = 0; i < 10; i++) {
      double expected = problem.cross()[i];
      for (int j = 0; j < 10; j++) {
        expected -= problem.gram(i, j) * beta[j];
      }
      assertThat(gradient[i]).isCloseTo(expected, within(ROUNDING));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theGramMatrixIsThatOfTheRows(boolean fitIntercept) {
    StandardizedProblem problem = problem(true, fitIntercept, Paths.filled(10, 1));
    for (int i = 0; i < 10; i++) {
      for (int j = 0; j < 10; j++) {
        double expected = i == 3 || j == 3 ? 0 : product(i, j, fitIntercept);
        assertThat(problem.gram(i, j)).as("%d, %d", i, j).isCloseTo(expected, within(ROUNDING));
      }
      assertThat(problem.cross()[i])
          .isCloseTo(i == 3 ? 0 : product(i, 10, fitIntercept), within(ROUNDING));
    }
  }

  @Test
  void constantFeaturesNeedNoPenalty() {
    assertThat(problem(true, true, Paths.filled(10, 1)).allShrunk()).isTrue();
    double[] factors = Paths.filled(10, 1);
    factors[3] = 0;
    assertThat(problem(true, true, factors).allShrunk()).isTrue();
    factors[4] = 0;
    assertThat(problem(true, true, factors).allShrunk()).isFalse();
  }

  @Test
  void theShrunkGramHasThePenaltyOnItsDiagonalAndOneForConstants() {
    StandardizedProblem problem = problem(true, true, Paths.filled(10, 1));
    CellPenalty cell = problem.cell(0.3, 0.5);
    double[] shrunk = problem.shrunkGram(cell);
    for (int i = 0; i < 10; i++) {
      for (int j = 0; j < 10; j++) {
        double added = i != j ? 0 : i == 3 ? 1 : cell.l2()[i];
        assertThat(shrunk[j * 10 + i]).isEqualTo(problem.gram(i, j) + added);
      }
    }
  }

  /** The objective has u_j s_j and u_j s_j^2 in units of the data; here all deviations are 1. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void thePenaltyOfACellIsThatOfTheObjective(boolean standardization) {
    double[] factors = Paths.filled(10, 1);
    factors[1] = 2.5;
    StandardizedProblem problem = problem(standardization, true, factors);
    CellPenalty cell = problem.cell(0.3, 0.25);
    double labelDeviation = ROWS.deviation(10);
    for (int j = 0; j < 10; j++) {
      double s = standardization || j == 3 ? 1 : ROWS.deviation(j);
      assertThat(cell.l1()[j])
          .isCloseTo(0.3 * 0.25 * factors[j] / s / labelDeviation, within(ROUNDING));
      assertThat(cell.l2()[j])
          .isCloseTo(0.3 * 0.75 * factors[j] / (s * s) / labelDeviation, within(ROUNDING));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theErrorOnOtherRowsIsThatOfTheirResiduals(boolean fitIntercept) {
    StandardizedProblem problem = problem(true, fitIntercept, Paths.filled(10, 1));
    double[] beta = new SplittableRandom(5).doubles(10, -1, 1).toArray();
    beta[3] = 0;
    beta[6] = 0;
    LinearFit fit = problem.toFit(0.1, beta, 0, 1, true);
    WeightedRows other = WeightedRows.correlated(2, 30, 10, 0.4);
    double sum = 0;
    for (int i = 0; i < other.rows(); i++) {
      double residual = other.y()[i] - fit.intercept();
      for (int j = 0; j < 10; j++) {
        residual -= fit.dense(10)[j] * other.x()[i][j];
      }
      sum += other.w()[i] * residual * residual;
    }

    assertThat(problem.meanSquaredError(fit, other.moments()))
        .isCloseTo(sum / other.weight(), within(1e-9));
    assertThat(problem.standardized(fit)).containsExactly(beta, within(ROUNDING));
  }

  /** The weighted mean of the products of two standardised variables. */
  private static double product(int i, int j, boolean centred) {
    double uncentred = centred ? 0 : ROWS.mean(i) * ROWS.mean(j);
    return (ROWS.covariance(i, j) + uncentred) / (ROWS.deviation(i) * ROWS.deviation(j));
  }

  private static StandardizedProblem problem(
      boolean standardization, boolean fitIntercept, double[] factors) {
    return new StandardizedProblem(
        ROWS.moments(), new Penalty(standardization, fitIntercept, L2Scale.MLLIB, factors));
  }
}
