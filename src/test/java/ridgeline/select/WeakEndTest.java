package ridgeline.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.path.LinearFit;

/** Paths whose error is a function of the regParam, which starts at 1 and halves at every step. */
@Tag("plain")
class WeakEndTest {
  private static final int FOLDS = 3;
  private static final int ASKED = 20;
  private static final StoppingRule EARLY = new StoppingRule(true, 3, 0, 1);

  private static double[] halves(int count) {
    double[] values = new double[count];
    Arrays.setAll(values, step -> Math.scalb(1.0, -step));
    return values;
  }

  private static double logarithm(double regParam) {
    return Math.log(regParam) / Math.log(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 1000})
  void aPathIsExtendedUntilItsErrorRises(int stepsAtOnce) {
    for (StoppingRule rule : List.of(StoppingRule.exhaustive(), EARLY)) {
      CvCurve curve =
          run(at -> 1 + Math.abs(23 + logarithm(at)), rule, stepsAtOnce, true, halves(ASKED));

      assertThat(SelectionRule.MIN.select(List.of(curve)).step()).isEqualTo(23);
      assertThat(curve.regParams()).containsExactly(halves(26), within(1e-15));
      assertThat(curve.cells()).extracting(CvCell::regParam).containsExactly(boxed(halves(26)));
      assertThat(curve.added()).isEqualTo(6);
      assertThat(curve.weakEnd()).isEqualTo(WeakEnd.INSIDE);
    }
  }

  @Test
  void aPathIsExtendedUntilItsErrorIsLevel() {
    CvCurve curve = run(at -> 1 + at, StoppingRule.exhaustive(), 10, true, halves(ASKED));

    assertThat(curve.added()).isEqualTo(2);
    assertThat(curve.weakEnd()).isEqualTo(WeakEnd.LEVEL);
    assertThat(SelectionRule.MIN.select(List.of(curve)).step()).isEqualTo(21);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 1, 1e9})
  void whetherAnErrorIsLevelDoesNotDependOnItsUnit(double unit) {
    double[] errors = {3 * unit, 2 * unit, unit};

    assertThat(WeakEnd.of(errors, 3, 0.1, () -> unit * (1 - 1e-8))).isEqualTo(WeakEnd.LEVEL);
    assertThat(WeakEnd.of(errors, 3, 0.1, () -> unit * (1 - 1e-4))).isEqualTo(WeakEnd.FALLING);
  }

  @Test
  void theLastStepDecidesIfLeastSquaresIsUnknown() {
    DoubleUnaryOperator error = at -> at == 0 ? Double.NaN : 1 + at;
    CvCurve curve = run(error, StoppingRule.exhaustive(), 10, true, halves(ASKED));
    assertThat(curve.weakEnd()).isEqualTo(WeakEnd.LEVEL);
    assertThat(curve.added()).isEqualTo(2);
    CvCurve ended = run(error, StoppingRule.exhaustive(), 10, false, 1, 1e-3);
    assertThat(ended.weakEnd()).isEqualTo(WeakEnd.FALLING);
  }

  @Test
  void leastSquaresIsNotSolvedIfItIsNotUnique() {
    List<Double> solved = new ArrayList<>();
    SegmentSolver solver =
        segments ->
            segments.stream()
                .map(
                    segment ->
                        solve(
                            segment,
                            at -> {
                              solved.add(at);
                              return 1 + at;
                            }))
                .toList();
    CvCurve curve =
        new CrossValidation(
                new double[] {1, 1, 1}, 1, StoppingRule.exhaustive(), 1, solver, p -> {})
            .withoutLeastSquares()
            .run(new double[] {1}, new double[][] {halves(ASKED)}, false)
            .get(0);
    assertThat(curve.weakEnd()).isEqualTo(WeakEnd.FALLING);
    assertThat(solved).isNotEmpty().doesNotContain(0.0);
  }

  /** The last step lowers the error by a tenth of a millionth; least squares, by 1e-4. */
  @Test
  void aStepThatHardlyLowersTheErrorIsNotLevelIfLeastSquaresIsBetter() {
    double[] small = {1e-3, 0.999e-3};
    CvCurve curve = run(at -> 1 + 0.1 * at, StoppingRule.exhaustive(), 10, false, small);
    assertThat(curve.weakEnd()).isEqualTo(WeakEnd.FALLING);
  }

  @Test
  void aLongStepToLeastSquaresIsLevel() {
    double[] far = {1, 1e-300};
    CvCurve curve = run(at -> 1 + at, StoppingRule.exhaustive(), 10, false, far);
    assertThat(curve.weakEnd()).isEqualTo(WeakEnd.LEVEL);
  }

  /** The smallest error is at 2^-30; that of least squares is 2. */
  @Test
  void aPathIsExtendedIfLeastSquaresIsWorse() {
    DoubleUnaryOperator error = at -> 1 + Math.min(1, Math.abs(30 + logarithm(at)) / 1e9);
    CvCurve ended = run(error, StoppingRule.exhaustive(), 10, false, halves(ASKED));
    assertThat(ended.weakEnd()).isEqualTo(WeakEnd.FALLING);
    CvCurve curve = run(error, StoppingRule.exhaustive(), 10, true, halves(ASKED));
    assertThat(curve.weakEnd()).isEqualTo(WeakEnd.INSIDE);
    assertThat(SelectionRule.MIN.select(List.of(curve)).step()).isEqualTo(30);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 7, ASKED})
  void aPathIsExtendedToAtMostTwiceItsLength(int asked) {
    CvCurve curve =
        run(at -> 100 + logarithm(at), StoppingRule.exhaustive(), 10, true, halves(asked));

    assertThat(curve.regParams()).containsExactly(halves(2 * asked), within(1e-15));
    assertThat(curve.cells()).hasSize(2 * asked);
    assertThat(curve.added()).isEqualTo(asked);
    assertThat(curve.weakEnd()).isEqualTo(WeakEnd.FALLING);
  }

  @Test
  void aPathEndsWhereRequested() {
    CvCurve curve =
        run(at -> 100 + logarithm(at), StoppingRule.exhaustive(), 10, false, halves(ASKED));

    assertThat(curve.cells()).hasSize(ASKED);
    assertThat(curve.added()).isZero();
    assertThat(curve.weakEnd()).isEqualTo(WeakEnd.FALLING);
  }

  @Test
  void aPathThatStopsEarlyIsNotExtended() {
    CvCurve curve = run(at -> 1 + Math.abs(5 + logarithm(at)), EARLY, 10, true, halves(ASKED));

    assertThat(curve.cells()).hasSize(5 + 1 + 3);
    assertThat(curve.added()).isZero();
    assertThat(curve.weakEnd()).isEqualTo(WeakEnd.INSIDE);
  }

  @Test
  void neitherAPathToLeastSquaresNorASingleValueIsExtended() {
    for (double[] regParams : List.of(new double[] {1, 0.5, 0}, new double[] {1})) {
      CvCurve curve = run(at -> 1 + at, StoppingRule.exhaustive(), 10, true, regParams);

      assertThat(curve.regParams()).isEqualTo(regParams);
      assertThat(curve.weakEnd()).isEqualTo(WeakEnd.INSIDE);
    }
  }

  @Test
  void equalErrorsDoNotFall() {
    CvCurve curve = run(at -> 1, StoppingRule.exhaustive(), 10, true, halves(ASKED));

    assertThat(curve.added()).isZero();
    assertThat(curve.weakEnd()).isEqualTo(WeakEnd.INSIDE);
  }

  @Test
  void aPathIsNotExtendedBeyondAnUncertifiedEnd() {
    CvCurve curve =
        run(
            at -> at == Math.scalb(1.0, 1 - ASKED) ? Double.NaN : 100 + logarithm(at),
            StoppingRule.exhaustive(),
            10,
            true,
            halves(ASKED));

    assertThat(curve.added()).isZero();
    assertThat(curve.weakEnd()).isEqualTo(WeakEnd.UNKNOWN);
  }

  @Test
  void progressCountsTheAddedValues() {
    List<CvProgress> reports = new ArrayList<>();
    run(
        at -> 1 + Math.abs(23 + logarithm(at)),
        StoppingRule.exhaustive(),
        1,
        true,
        reports,
        halves(ASKED));

    CvProgress first = reports.get(0);
    CvProgress last = reports.get(reports.size() - 1);
    assertThat(first.planned()).isEqualTo(4L * ASKED);
    assertThat(last.planned()).isEqualTo(4L * 26);
    assertThat(last.solved()).isEqualTo(last.planned());
  }

  private static Double[] boxed(double[] values) {
    return Arrays.stream(values).boxed().toArray(Double[]::new);
  }

  private static CvCurve run(
      DoubleUnaryOperator error, StoppingRule rule, int stepsAtOnce, boolean extend, double... at) {
    return run(error, rule, stepsAtOnce, extend, new ArrayList<>(), at);
  }

  private static CvCurve run(
      DoubleUnaryOperator error,
      StoppingRule rule,
      int stepsAtOnce,
      boolean extend,
      List<CvProgress> reports,
      double... at) {
    SegmentSolver solver =
        segments -> segments.stream().map(segment -> solve(segment, error)).toList();
    return new CrossValidation(new double[] {1, 1, 1}, 1, rule, stepsAtOnce, solver, reports::add)
        .run(new double[] {1}, new double[][] {at}, extend)
        .get(0);
  }

  private static Segment.Solved solve(Segment segment, DoubleUnaryOperator error) {
    List<Segment.FoldCell> cells = new ArrayList<>();
    List<LinearFit> fits = new ArrayList<>();
    for (int step = segment.from(); step < segment.to(); step++) {
      double regParam = segment.regParams()[step];
      cells.add(new Segment.FoldCell(error.applyAsDouble(regParam), 0, 1, true));
      fits.add(new LinearFit(regParam, 0, new int[0], new double[0], 0, 1, true));
    }
    return new Segment.Solved(cells, segment.fold() == FOLDS ? fits : List.of(), null);
  }
}
