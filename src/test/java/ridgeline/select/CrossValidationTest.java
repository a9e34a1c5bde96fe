package ridgeline.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.path.LinearFit;

@Tag("plain")
class CrossValidationTest {
  /** A few rounding errors. */
  private static final double ROUNDING = 1e-14;

  private static final int STEPS = 60;
  private static final int PATIENCE = 5;
  private static final StoppingRule EARLY = new StoppingRule(true, PATIENCE, 0, 1);

  /** Falls to 50 at step 10, rises, and falls again to 20 at step 40, over 20 steps. */
  private static double twoDips(int step) {
    return step < 25 ? 50 + 2 * Math.abs(step - 10) : 20 + 4 * Math.abs(step - 40);
  }

  /**
   * Falls to 50 at step 10, then rises, except at the three steps around step 30, where it is 20.
   */
  private static double narrowSecondDip(int step) {
    return Math.abs(step - 30) <= 1 ? 20 + Math.abs(step - 30) : 50 + Math.abs(step - 10);
  }

  @Test
  void theExhaustiveRuleSolvesEveryCell() {
    CvCurve curve = run(StoppingRule.exhaustive(), 7, step -> step);

    assertThat(curve.cells()).extracting(CvCell::step).containsExactlyElementsOf(range(STEPS));
    assertThat(curve.lookedAhead()).isEqualTo(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 1000})
  void aPathThatOnlyRisesEndsWhenPatienceEnds(int stepsAtOnce) {
    CvCurve curve = run(EARLY, stepsAtOnce, step -> 50 + Math.abs(step - 10));

    assertThat(curve.cells())
        .extracting(CvCell::step)
        .containsExactlyElementsOf(range(10 + 1 + PATIENCE));
    assertThat(curve.lookedAhead()).isEqualTo(EARLY.lookAhead(10 + 1 + PATIENCE, STEPS).length);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 1000})
  void aSecondDipThatIsWiderThanPatienceIsFound(int stepsAtOnce) {
    CvCurve curve = run(EARLY, stepsAtOnce, CrossValidationTest::twoDips);

    assertThat(SelectionRule.MIN.select(List.of(curve)).step()).isEqualTo(40);
    assertEndsAfterTheDipAhead(curve, 40);
  }

  /** One look ahead from the end of the first dip, at step 10, and one from that of the second. */
  private static void assertEndsAfterTheDipAhead(CvCurve curve, int second) {
    assertThat(curve.cells())
        .extracting(CvCell::step)
        .containsExactlyElementsOf(range(second + 1 + PATIENCE));
    assertThat(curve.lookedAhead())
        .isEqualTo(
            EARLY.lookAhead(10 + 1 + PATIENCE, STEPS).length
                + EARLY.lookAhead(second + 1 + PATIENCE, STEPS).length);
  }

  /** After patience ends at step 16, the rule looks ahead at the steps 20, 25, 30, ... */
  @ParameterizedTest
  @CsvSource({"5, 30", "9, 10", "20, 30"})
  void aSecondDipThatIsNarrowerThanPatienceMayBeMissed(int patience, int selected) {
    CvCurve curve =
        run(new StoppingRule(true, patience, 0, 1), 3, CrossValidationTest::narrowSecondDip);

    assertThat(SelectionRule.MIN.select(List.of(curve)).step()).isEqualTo(selected);
    CvCurve exhaustive = run(StoppingRule.exhaustive(), 3, CrossValidationTest::narrowSecondDip);
    assertThat(SelectionRule.MIN.select(List.of(exhaustive)).step()).isEqualTo(30);
  }

  @Test
  void aPathThatIsContinuedGoesThroughTheStepAheadInOneGo() {
    CvCurve curve = run(EARLY, 3, CrossValidationTest::narrowSecondDip);

    assertEndsAfterTheDipAhead(curve, 30);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 1000})
  void aPathThatIsNoBetterAheadEndsWhenPatienceEnds(int stepsAtOnce) {
    CvCurve curve = run(EARLY, stepsAtOnce, step -> step < 20 ? 50 + Math.abs(step - 10) : 50);

    assertThat(curve.cells()).hasSize(10 + 1 + PATIENCE);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "2, 7", "3, 1"})
  void aDipAheadIsFoundAlthoughACellBeforeItDidNotConverge(int fold, int stepsAtOnce) {
    SegmentSolver solver = starving(CrossValidationTest::twoDips, 3, fold);

    CvCurve curve = run(solver, EARLY, stepsAtOnce, new double[] {1}, new ArrayList<>()).get(0);

    assertThat(SelectionRule.MIN.select(List.of(curve)).step()).isEqualTo(40);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 10, 1000})
  void howManyStepsAreSolvedAtOnceDoesNotMatter(int stepsAtOnce) {
    for (StoppingRule rule :
        List.of(
            EARLY, new StoppingRule(true, 2, 0.05, 20), new StoppingRule(true, 1, 0, STEPS - 1))) {
      CvCurve one = run(rule, 1, CrossValidationTest::twoDips);
      CvCurve many = run(rule, stepsAtOnce, CrossValidationTest::twoDips);

      assertThat(many.cells()).as("%s", rule).usingRecursiveComparison().isEqualTo(one.cells());
      assertThat(many.lookedAhead()).as("%s", rule).isEqualTo(one.lookedAhead());
    }
  }

  @Test
  void everyPathEndsIndependently() {
    ScriptedSolver solver =
        new ScriptedSolver(3, STEPS, (a, step, fold) -> Math.abs(step - (a == 0 ? 10 : 30)));

    List<CvCurve> curves = run(solver, EARLY, 4, new double[] {0, 0.5}, new ArrayList<>());

    assertThat(curves).extracting(CvCurve::elasticNetParam).containsExactly(0.0, 0.5);
    assertThat(curves).extracting(curve -> curve.cells().size()).containsExactly(16, 36);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void everySegmentStartsWhereThePreviousOneEnded(int stepsAtOnce) {
    ScriptedSolver solver = new ScriptedSolver(3, STEPS, (a, step, fold) -> twoDips(step));

    run(solver, StoppingRule.exhaustive(), stepsAtOnce, new double[] {1}, new ArrayList<>());

    assertThat(solver.asked).hasSize(4 * ((STEPS + stepsAtOnce - 1) / stepsAtOnce));
    assertThat(solver.asked).allMatch(ScriptedSolver::startsWhereTheLastEnded);
  }

  @Test
  void cvmAndCvsdWeightTheFolds() {
    double[] weights = {1, 2, 5};
    double[] errors = {4, 10, 2};
    ScriptedSolver solver = new ScriptedSolver(3, 1, (a, step, fold) -> errors[fold]);

    CvCell cell =
        new CrossValidation(weights, 16, StoppingRule.exhaustive(), 1, solver, p -> {})
            .run(new double[] {1}, new double[][] {ScriptedSolver.path(1)}, false)
            .get(0)
            .cells()
            .get(0);

    double cvm = (1 * 4 + 2 * 10 + 5 * 2) / 8.0;
    double spread = (1 * 0.25 * 0.25 + 2 * 5.75 * 5.75 + 5 * 2.25 * 2.25) / 8.0;
    assertThat(cell.cvm()).isCloseTo(cvm, within(ROUNDING));
    assertThat(cell.cvsd()).isCloseTo(Math.sqrt(spread / (3 - 1)), within(ROUNDING));
    assertThat(cell.r2()).isCloseTo(1 - cvm / 16, within(ROUNDING));
    assertThat(cell.rmse()).isCloseTo(Math.sqrt(cvm), within(ROUNDING));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aCellIsAsGoodAsTheWorstOfItsFits(int worst) {
    SegmentSolver solver =
        segments ->
            segments.stream()
                .map(
                    segment -> {
                      boolean bad = segment.fold() == worst;
                      double kkt = bad ? 0.5 : 1e-9;
                      int iterations = 10 + segment.fold();
                      LinearFit fit =
                          new LinearFit(3, 0, new int[0], new double[0], kkt, iterations, !bad);
                      return new Segment.Solved(
                          List.of(new Segment.FoldCell(1, kkt, iterations, !bad)),
                          segment.fold() == 2 ? List.of(fit) : List.of(),
                          null);
                    })
                .toList();

    CvCell cell =
        new CrossValidation(
                new double[] {1, 1}, 1, StoppingRule.exhaustive(), 1, solver, progress -> {})
            .run(new double[] {1}, new double[][] {{3}}, false)
            .get(0)
            .cells()
            .get(0);

    assertThat(cell.kkt()).isEqualTo(0.5);
    assertThat(cell.iterations()).isEqualTo(10 + 11 + 12);
    assertThat(cell.converged()).isFalse();
  }

  /** Fold 3 is the all-data fit. */
  @ParameterizedTest
  @CsvSource({"0, 1", "2, 7", "3, 1", "3, 1000"})
  void reportsTheStepOfACellThatDidNotConverge(int fold, int stepsAtOnce) {
    SegmentSolver solver = starving(CrossValidationTest::twoDips, 12, fold);

    CvCurve curve =
        run(solver, StoppingRule.exhaustive(), stepsAtOnce, new double[] {1}, new ArrayList<>())
            .get(0);

    assertThat(curve.cells())
        .filteredOn(cell -> !cell.converged())
        .extracting(CvCell::step)
        .containsExactly(12);
  }

  /** Step 40 is in the second dip, beyond the step where patience ends. */
  @ParameterizedTest
  @CsvSource({"0, 1", "2, 7", "3, 1", "3, 1000"})
  void reportsTheStepOfACellThatWasFoundByLookingAheadAndDidNotConverge(int fold, int stepsAtOnce) {
    SegmentSolver solver = starving(CrossValidationTest::twoDips, 40, fold);

    CvCurve curve = run(solver, EARLY, stepsAtOnce, new double[] {1}, new ArrayList<>()).get(0);

    assertThat(curve.lookedAhead()).isPositive();
    assertThat(curve.cells())
        .filteredOn(cell -> !cell.converged())
        .extracting(CvCell::step)
        .containsExactly(40);
    assertThat(SelectionRule.MIN.select(List.of(curve)).step()).isIn(39, 41);
  }

  /** Step 10 is the first minimum, whose error is 50; the path rises on both sides. */
  @ParameterizedTest
  @CsvSource({"0, 1", "2, 7", "3, 1"})
  void patienceDoesNotTrustACellThatDidNotConverge(int fold, int stepsAtOnce) {
    SegmentSolver solver = starving(step -> step == 3 ? -1000 : 50 + Math.abs(step - 10), 3, fold);

    CvCurve curve = run(solver, EARLY, stepsAtOnce, new double[] {1}, new ArrayList<>()).get(0);

    assertThat(curve.cells()).hasSize(10 + 1 + PATIENCE);
    assertThat(SelectionRule.MIN.select(List.of(curve)).step()).isEqualTo(10);
  }

  @Test
  void anInfiniteErrorDoesNotEndThePath() {
    CvCurve curve =
        run(EARLY, 3, step -> step == 2 ? Double.POSITIVE_INFINITY : 50 + Math.abs(step - 10));

    assertThat(curve.cells().get(2).isCertified()).isFalse();
    assertThat(SelectionRule.MIN.select(List.of(curve)).step()).isEqualTo(10);
  }

  /** The square of 2^512 overflows. */
  @ParameterizedTest
  @ValueSource(ints = {-1000, -500, 0, 500, 1000})
  void standardErrorsScaleWithTheUnit(int exponent) {
    double unit = Math.scalb(1.0, exponent);
    double[] errors = {4 * unit, 10 * unit, 2 * unit};
    ScriptedSolver solver = new ScriptedSolver(3, 1, (a, step, fold) -> errors[fold]);

    CvCell cell =
        new CrossValidation(
                new double[] {1, 1, 1}, 16 * unit, StoppingRule.exhaustive(), 1, solver, p -> {})
            .run(new double[] {1}, new double[][] {ScriptedSolver.path(1)}, false)
            .get(0)
            .cells()
            .get(0);

    assertThat(cell.cvsd() / unit).isCloseTo(Math.sqrt(52 / 9.0), within(ROUNDING));
  }

  @ParameterizedTest
  @CsvSource({"true, 1", "true, 3", "true, 10", "false, 7"})
  void progressAddsUp(boolean early, int stepsAtOnce) {
    StoppingRule rule = early ? EARLY : StoppingRule.exhaustive();
    ScriptedSolver solver = new ScriptedSolver(3, STEPS, (a, step, fold) -> a + twoDips(step));
    List<CvProgress> reports = new ArrayList<>();

    List<CvCurve> curves = run(solver, rule, stepsAtOnce, new double[] {0, 0.5, 1}, reports);

    long planned = 3L * STEPS * 4;
    assertThat(reports.get(0)).isEqualTo(new CvProgress(3, planned, 0, 0, null));
    assertThat(reports).extracting(CvProgress::planned).containsOnly(planned);
    assertThat(reports).extracting(CvProgress::solved).isSorted();
    assertThat(reports).extracting(CvProgress::skipped).isSorted();
    CvProgress last = reports.get(reports.size() - 1);
    long cells = curves.stream().mapToLong(curve -> curve.cells().size()).sum();
    assertThat(last.solved()).isEqualTo(4 * cells);
    assertThat(last.solved() + last.skipped()).isEqualTo(planned);
    assertThat(last.skipped() > 0).isEqualTo(early);
    assertThat(last.best()).isEqualTo(SelectionRule.MIN.select(curves));
  }

  /** A solver with the given errors that does not converge at one step in one fold. */
  private static SegmentSolver starving(IntToDoubleFunction error, int starved, int fold) {
    ScriptedSolver solver =
        new ScriptedSolver(3, STEPS, (a, step, heldOut) -> error.applyAsDouble(step));
    solver.starve(starved, fold);
    return solver;
  }

  private static CvCurve run(StoppingRule rule, int stepsAtOnce, IntToDoubleFunction error) {
    ScriptedSolver solver =
        new ScriptedSolver(3, STEPS, (a, step, fold) -> error.applyAsDouble(step));
    return run(solver, rule, stepsAtOnce, new double[] {1}, new ArrayList<>()).get(0);
  }

  private static List<CvCurve> run(
      SegmentSolver solver,
      StoppingRule rule,
      int stepsAtOnce,
      double[] elasticNetParams,
      List<CvProgress> reports) {
    double[][] regParams = new double[elasticNetParams.length][];
    Arrays.fill(regParams, ScriptedSolver.path(STEPS));
    return new CrossValidation(new double[] {1, 1, 1}, 1, rule, stepsAtOnce, solver, reports::add)
        .run(elasticNetParams, regParams, false);
  }

  private static List<Integer> range(int end) {
    return IntStream.range(0, end).boxed().toList();
  }
}
