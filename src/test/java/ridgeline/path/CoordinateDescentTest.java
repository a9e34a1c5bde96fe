package ridgeline.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.stats.WeightedRows;

@Tag("plain")
class CoordinateDescentTest {
  private static final double TARGET = 1e-10;
  private static final int ENOUGH = 10_000;

  /** Each coefficient of uncorrelated features is its correlation less the threshold. */
  @Test
  void oneSweepSolvesUncorrelatedFeatures() {
    StandardizedProblem problem =
        Paths.problem(CorrelatedDesign.of(CorrelatedDesign.equal(4, 0), 0.6, -0.4, 0.2, 0));
    CoordinateDescent descent = descent(problem, ENOUGH);

    CoordinateDescent.End end = descent.solve(cell(4, 0.3, 0.5), null);

    assertThat(end.iterations()).isEqualTo(1);
    assertThat(end.kkt()).isLessThan(TARGET);
    assertThat(descent.beta())
        .containsExactly(new double[] {0.3 / 1.5, -0.1 / 1.5, 0, 0}, within(1e-14));
  }

  @Test
  void aSolvedCellTakesNoIterations() {
    StandardizedProblem problem = Paths.problem(WeightedRows.correlated(1, 200, 20, 0.5));
    CoordinateDescent descent = descent(problem, ENOUGH);
    CellPenalty cell = cell(20, 0.05, 0.01);
    assertThat(descent.solve(cell, null).iterations()).isPositive();
    double[] solved = descent.beta().clone();

    assertThat(descent.solve(cell, cell).iterations()).isZero();
    assertThat(
            new CoordinateDescent(problem, TARGET, ENOUGH, solved).solve(cell, null).iterations())
        .isZero();
    assertThat(descent.beta()).containsExactly(solved);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.95})
  void takesNoMoreThanItMay(double correlation) {
    StandardizedProblem problem = Paths.problem(WeightedRows.correlated(2, 200, 60, correlation));
    CellPenalty cell = cell(60, 0.002, 0);
    int needed = descent(problem, ENOUGH).solve(cell, null).iterations();
    assertThat(needed).isGreaterThan(10);

    for (int limit = 1; limit < needed; limit++) {
      CoordinateDescent descent = descent(problem, limit);
      CoordinateDescent.End end = descent.solve(cell, null);
      assertThat(end.iterations()).isLessThanOrEqualTo(limit);
      assertThat(end.kkt())
          .as("the certificate after %d", limit)
          .isEqualTo(KktResidual.of(problem, descent.beta(), cell), within(1e-12));
    }
    assertThat(descent(problem, needed).solve(cell, null).kkt()).isLessThanOrEqualTo(TARGET);
  }

  /** The strong rule leaves out what the next cell needs, and the certificate finds it. */
  @Test
  void aStepThatIsTooLongForTheStrongRuleIsSolvedAsWell() {
    StandardizedProblem problem = Paths.problem(WeightedRows.correlated(3, 200, 60, 0.8));
    CoordinateDescent descent = descent(problem, ENOUGH);
    descent.solve(cell(60, 0.9, 0), null);

    CoordinateDescent.End end = descent.solve(cell(60, 0.001, 0), cell(60, 0.9, 0));

    assertThat(end.kkt()).isLessThanOrEqualTo(TARGET);
    assertThat(descent.gradient())
        .containsExactly(Paths.gradient(problem, descent.beta()), within(1e-13));
  }

  private static CoordinateDescent descent(StandardizedProblem problem, int maxIter) {
    return new CoordinateDescent(problem, TARGET, maxIter, new double[problem.features()]);
  }

  private static CellPenalty cell(int features, double threshold, double shrinkage) {
    return new CellPenalty(Paths.filled(features, threshold), Paths.filled(features, shrinkage));
  }
}
