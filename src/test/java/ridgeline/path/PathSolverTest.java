package ridgeline.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static ridgeline.path.Paths.TOL;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.stats.WeightedRows;

@Tag("plain")
class PathSolverTest {
  /** Difference of two solutions of a cell, each solved to 1e-12. */
  private static final double SAME = 1e-10;

  private static final int FEATURES = 8;
  private static final int STEPS = 12;
  private static final WeightedRows DATA = WeightedRows.correlated(1, 80, FEATURES, 0.6);

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 1})
  void aPathMayBeSplitIntoSegmentsAnywhere(double elasticNetParam) {
    Penalty penalty = Paths.standardized(FEATURES);
    PathSolver solver = Paths.solver(DATA, penalty);
    double[] regParams = Paths.grid(solver, elasticNetParam, STEPS);
    regParams[STEPS - 1] = 0;
    List<LinearFit> whole = Paths.solve(solver, elasticNetParam, regParams);

    for (int split = 1; split < STEPS; split++) {
      PathSolver.Solution first = solver.solve(elasticNetParam, regParams, 0, split, null);
      PathSolver.Solution second =
          Paths.solver(DATA, penalty).solve(elasticNetParam, regParams, split, STEPS, first.end());

      List<LinearFit> parts = new ArrayList<>(first.fits());
      parts.addAll(second.fits());
      assertThat(parts).hasSize(STEPS);
      for (int step = 0; step < STEPS; step++) {
        assertThat(parts.get(step).regParam()).isEqualTo(regParams[step]);
        assertThat(parts.get(step).intercept())
            .as("step %d, split at %d", step, split)
            .isCloseTo(whole.get(step).intercept(), within(SAME));
        assertThat(parts.get(step).dense(FEATURES))
            .as("step %d, split at %d", step, split)
            .containsExactly(whole.get(step).dense(FEATURES), within(SAME));
      }
    }
  }

  /** A fit is out of tolerance if a coefficient is changed by far more than the tolerance. */
  @ParameterizedTest
  @CsvSource({"0, true, true", "0.5, true, false", "1, false, true", "0.5, false, false"})
  void aFitIsCertifiedOnTheScaleOfTheData(
      double elasticNetParam, boolean standardization, boolean fitIntercept) {
    Penalty penalty = Penalty.uniform(FEATURES, standardization, fitIntercept, L2Scale.MLLIB);
    PathSolver solver = Paths.solver(DATA, penalty);
    for (LinearFit fit :
        Paths.solve(solver, elasticNetParam, Paths.grid(solver, elasticNetParam, STEPS))) {
      assertThat(solver.kkt(fit, elasticNetParam)).isCloseTo(fit.kkt(), within(SAME));
      if (fit.nonzeros() > 0) {
        fit.values()[0] *= 1.01;
        assertThat(solver.kkt(fit, elasticNetParam)).isGreaterThan(TOL);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-4, 0.1, 1})
  void aDistantFirstCellIsReachedThroughOthers(double elasticNetParam) {
    int features = 40;
    WeightedRows rows = WeightedRows.correlated(4, 200, features, 0.95);
    PathSolver solver = Paths.solver(rows, Paths.standardized(features));
    double[] distant = {1e-6 * solver.regParamMax(elasticNetParam)};

    LinearFit near = solver.solve(elasticNetParam, distant, 0, 1, null).fits().get(0);
    LinearFit far =
        solver.solve(elasticNetParam, distant, 0, 1, new double[features]).fits().get(0);

    assertThat(near.dense(features)).containsExactly(far.dense(features), within(SAME));
    assertThat(near.iterations()).isLessThan(far.iterations());
  }

  /** Near the end of this path no coefficient becomes 0 or stops being 0. */
  @Test
  void aLassoCellOnTheLineOfTheTwoBeforeTakesNoIterations() {
    PathSolver solver = Paths.solver(DATA, Paths.standardized(FEATURES));
    double[] regParams = {5e-3, 4e-3, 3e-3, 2e-3, 1e-3};

    List<LinearFit> fits = Paths.solve(solver, 1, regParams);

    for (int step = 0; step < regParams.length; step++) {
      LinearFit alone = Paths.solve(solver, 1, regParams[step]).get(0);
      assertThat(fits.get(step).dense(FEATURES))
          .containsExactly(alone.dense(FEATURES), within(SAME));
      assertThat(fits.get(step).nonzeros()).isEqualTo(FEATURES);
      assertThat(fits.get(step).kkt()).isEqualTo(solver.kkt(fits.get(step), 1), within(SAME));
    }
    assertThat(fits).first().extracting(LinearFit::iterations).isNotEqualTo(0);
    assertThat(fits.subList(2, 5)).extracting(LinearFit::iterations).containsOnly(0);
  }

  @Test
  void theStartOfASegmentIsNotChanged() {
    PathSolver solver = Paths.solver(DATA, Paths.standardized(FEATURES));
    double[] start = new double[FEATURES];

    double[] end = solver.solve(1, Paths.grid(solver, 1, STEPS), 0, STEPS, start).end();

    assertThat(start).containsOnly(0);
    assertThat(end).isNotEqualTo(start);
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void theErrorFromMomentsIsThatOfTheHeldOutRows(boolean standardization, boolean fitIntercept) {
    Penalty penalty = Penalty.uniform(FEATURES, standardization, fitIntercept, L2Scale.MLLIB);
    WeightedRows heldOut = WeightedRows.correlated(2, 30, FEATURES, 0.2);
    RowsObjective rows = new RowsObjective(heldOut, penalty);
    PathSolver solver = Paths.solver(DATA, penalty);

    for (LinearFit fit : Paths.solve(solver, 0.5, Paths.grid(solver, 0.5, STEPS))) {
      double expected = rows.meanSquaredError(fit);
      assertThat(solver.meanSquaredError(fit, heldOut.moments()) / expected)
          .as("regParam %s", fit.regParam())
          .isCloseTo(1, within(SAME));
    }
  }

  @Test
  void theErrorOfAnExactFitIsNotNegative() {
    for (long seed = 1; seed <= 30; seed++) {
      WeightedRows data = WeightedRows.correlated(seed, 8, 20, 0.3);
      PathSolver solver = Paths.solver(data, Paths.standardized(20));

      LinearFit exact = Paths.solve(solver, 0, 0.0).get(0);

      assertThat(solver.meanSquaredError(exact, data.moments()))
          .as("seed %d", seed)
          .isBetween(0.0, SAME);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 1})
  void aCellThatRunsOutOfIterationsIsReportedAsNotConverged(double elasticNetParam) {
    WeightedRows correlated = WeightedRows.correlated(4, 80, FEATURES, 0.95);
    Penalty penalty = Paths.standardized(FEATURES);
    double regParam = 1e-3;

    LinearFit starved =
        Paths.solve(
                new PathSolver(correlated.moments(), penalty, TOL, 1), elasticNetParam, regParam)
            .get(0);

    assertThat(starved.iterations()).isEqualTo(1);
    assertThat(starved.converged()).isFalse();
    assertThat(starved.kkt())
        .isGreaterThan(TOL)
        .isCloseTo(
            new RowsObjective(correlated, penalty).violation(elasticNetParam, starved),
            within(SAME));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 11, 12, 50})
  void noCellExceedsMaxIter(int maxIter) {
    WeightedRows correlated = WeightedRows.correlated(4, 80, FEATURES, 0.999);
    PathSolver solver =
        new PathSolver(correlated.moments(), Paths.standardized(FEATURES), TOL, maxIter);

    for (LinearFit fit : Paths.solve(solver, 1, Paths.grid(solver, 1, STEPS))) {
      assertThat(fit.iterations()).isBetween(0, maxIter);
      assertThat(fit.converged()).isEqualTo(fit.kkt() <= TOL);
    }
  }

  @Test
  void refusesAConstantLabel() {
    WeightedRows constant = DATA.withLabels(y -> 0.1);

    assertThatThrownBy(() -> Paths.solver(constant, Paths.standardized(FEATURES)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the label is constant");
  }

  @Test
  void theCoefficientsOfAFitAreThoseThatAreNotZero() {
    PathSolver solver = Paths.solver(DATA, Paths.standardized(FEATURES));

    for (LinearFit fit : Paths.solve(solver, 1, Paths.grid(solver, 1, STEPS))) {
      double[] dense = fit.dense(FEATURES);
      assertThat(fit.indices())
          .isEqualTo(IntStream.range(0, FEATURES).filter(j -> dense[j] != 0).toArray());
      assertThat(fit.nonzeros()).isEqualTo(fit.values().length);
    }
  }
}
