package ridgeline.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.path.L2Scale;
import ridgeline.path.LinearFit;
import ridgeline.path.PathSolver;
import ridgeline.path.Penalty;
import ridgeline.path.RegParamGrid;
import ridgeline.stats.FoldMoments;
import ridgeline.stats.WeightedRows;

@Tag("plain")
class FoldPathTest {
  private static final double TOL = 1e-7;
  private static final int MAX_ITER = 10_000;

  /** Difference of two solutions of a cell, each solved to 1e-12. */
  private static final double SAME = 1e-10;

  private static final int FOLDS = 3;
  private static final int FEATURES = 5;
  private static final int STEPS = 20;
  private static final WeightedRows DATA = WeightedRows.correlated(1, 60, FEATURES, 0.6);
  private static final FoldMoments MOMENTS =
      new FoldMoments(
          DATA.split(FOLDS, i -> i % FOLDS).stream().map(WeightedRows::moments).toList());
  private static final Penalty PENALTY = Penalty.uniform(FEATURES, true, true, L2Scale.MLLIB);
  private static final double[] REG_PARAMS =
      RegParamGrid.logSpaced(path(FOLDS).regParamMax(0.5), 1e-3, STEPS);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aFoldIsFittedToTheOtherRowsAndMeasuredOnItsOwn(int fold) {
    WeightedRows heldOut = DATA.split(FOLDS, i -> i % FOLDS).get(fold);
    WeightedRows training = DATA.split(2, i -> i % FOLDS == fold ? 1 : 0).get(0);
    List<LinearFit> fits =
        new PathSolver(training.moments(), PENALTY, TOL, MAX_ITER)
            .solve(0.5, REG_PARAMS, 0, STEPS, null)
            .fits();

    Segment.Solved solved = path(fold).solve(segment(fold));

    assertThat(solved.fits()).isEmpty();
    for (int step = 0; step < STEPS; step++) {
      assertThat(solved.cells().get(step).mse() / error(heldOut, fits.get(step)))
          .as("step %d", step)
          .isCloseTo(1, within(SAME));
    }
  }

  @Test
  void aPathStartsWhereEveryCoefficientIsZero() {
    double start = path(FOLDS).regParamMax(0.5);
    Segment segment = new Segment(0.5, FOLDS, new double[] {start, start * 0.99}, 0, 2, null);

    assertThat(path(FOLDS).solve(segment).fits())
        .extracting(LinearFit::nonzeros)
        .containsExactly(0, 1);
    assertThat(path(1).regParamMax(1)).isPositive().isNotEqualTo(path(FOLDS).regParamMax(1));
  }

  @Test
  void theAllDataPathHasFitsAndNoErrors() {
    Segment.Solved solved = path(FOLDS).solve(segment(FOLDS));

    assertThat(solved.fits()).hasSize(STEPS);
    assertThat(solved.fits()).extracting(LinearFit::regParam).contains(REG_PARAMS[STEPS - 1]);
    assertThat(solved.cells()).hasSize(STEPS).allMatch(cell -> Double.isNaN(cell.mse()));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 10, STEPS})
  void howManyStepsAreSolvedAtOnceDoesNotMatter(int stepsAtOnce) {
    List<CvCell> one = crossValidate(1, MAX_ITER).cells();
    List<CvCell> many = crossValidate(stepsAtOnce, MAX_ITER).cells();

    assertThat(many).hasSameSizeAs(one);
    for (int step = 0; step < one.size(); step++) {
      assertThat(many.get(step).cvm() / one.get(step).cvm())
          .as("cvm at step %d", step)
          .isCloseTo(1, within(SAME));
      assertThat(many.get(step).fit().dense(FEATURES))
          .as("coefficients at step %d", step)
          .containsExactly(one.get(step).fit().dense(FEATURES), within(SAME));
    }
  }

  /** The path looks ahead several times. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, STEPS})
  void aCellThatRunsOutOfIterationsIsNotConvergedInTheCurve(int stepsAtOnce) {
    CvCurve curve = crossValidate(stepsAtOnce, 1);

    assertThat(curve.lookedAhead()).isPositive();
    assertThat(curve.cells()).hasSizeGreaterThan(1);
    assertThat(curve.cells()).allMatch(cell -> cell.converged() == cell.kkt() <= TOL);
    assertThat(curve.cells()).extracting(CvCell::converged).contains(false);
    assertThat(crossValidate(stepsAtOnce, MAX_ITER).cells()).allMatch(CvCell::converged);
  }

  private static CvCurve crossValidate(int stepsAtOnce, int maxIter) {
    List<FoldPath> paths =
        IntStream.rangeClosed(0, FOLDS)
            .mapToObj(fold -> FoldPath.of(MOMENTS, fold, PENALTY, TOL, maxIter))
            .toList();
    return new CrossValidation(
            new double[] {1, 1, 1},
            1,
            new StoppingRule(true, 1, 0.5, 1), // looks ahead several times
            stepsAtOnce,
            segments -> segments.stream().map(s -> paths.get(s.fold()).solve(s)).toList(),
            progress -> {})
        .run(new double[] {0.5}, new double[][] {REG_PARAMS}, false)
        .get(0);
  }

  private static FoldPath path(int fold) {
    return FoldPath.of(MOMENTS, fold, PENALTY, TOL, MAX_ITER);
  }

  private static Segment segment(int fold) {
    return new Segment(0.5, fold, REG_PARAMS, 0, STEPS, null);
  }

  private static double error(WeightedRows data, LinearFit fit) {
    double sum = 0;
    for (int i = 0; i < data.rows(); i++) {
      double residual = data.y()[i] - fit.intercept();
      for (int k = 0; k < fit.nonzeros(); k++) {
        residual -= data.x()[i][fit.indices()[k]] * fit.values()[k];
      }
      sum += data.w()[i] * residual * residual;
    }
    return sum / data.weight();
  }
}
