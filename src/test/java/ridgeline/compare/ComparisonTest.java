package ridgeline.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.path.GradientDescentPath;
import ridgeline.path.L2Scale;
import ridgeline.path.LinearFit;
import ridgeline.path.PathSolver;
import ridgeline.path.Penalty;
import ridgeline.select.NoCertifiedCellException;
import ridgeline.select.WeakEnd;
import ridgeline.stats.FoldMoments;
import ridgeline.stats.Moments;
import ridgeline.stats.MomentsAccumulator;
import ridgeline.stats.WeightedRows;

@Tag("plain")
class ComparisonTest {
  private static final Split SPLIT = new Split(4, 2, 4);
  private static final int FEATURES = 8;
  private static final int PATIENCE = 5;
  private static final List<Method> ALL = List.of(Method.values());

  /** The moments of each part; another {@code testSeed} draws other test rows. */
  private static FoldMoments parts(long testSeed) {
    return parts(testSeed, 1);
  }

  /** With labels in another unit. */
  private static FoldMoments parts(long testSeed, double unit) {
    WeightedRows training = WeightedRows.correlated(1, 480, FEATURES, 0.9);
    WeightedRows test = WeightedRows.correlated(testSeed, 480, FEATURES, 0.9);
    List<MomentsAccumulator> parts = new ArrayList<>();
    for (int part = 0; part < SPLIT.parts(); part++) {
      parts.add(new MomentsAccumulator(FEATURES));
    }
    for (int i = 0; i < training.rows(); i++) {
      int part = i % SPLIT.parts();
      boolean isTest = part % (SPLIT.folds() + SPLIT.testFolds()) >= SPLIT.folds();
      WeightedRows rows = isTest ? test : training;
      parts.get(part).add(rows.x()[i], unit * (20 * Math.sin(i) + rows.y()[i]), rows.w()[i]);
    }
    return new FoldMoments(parts.stream().map(MomentsAccumulator::toMoments).toList());
  }

  private final List<String> progress = new ArrayList<>();

  private final Comparison comparison =
      Comparison.of(parts(1), SPLIT, ALL, PATIENCE, progress::add);

  private TunedFit fit(Method method) {
    return comparison.fits().stream()
        .filter(fit -> fit.method() == method)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyRowIsInTheTrainingPartOrInTheTestSet() {
    FoldMoments parts = parts(1);
    assertThat(SPLIT.parts()).isEqualTo(24);
    assertThat(comparison.trainingRows()).isEqualTo(320);
    assertThat(comparison.testRows()).isEqualTo(160);
    Moments whole =
        SPLIT.test(parts).stream().reduce(SPLIT.training(parts, 4).all(), Moments::merge);
    assertThat(whole.rows()).isEqualTo(480);
    assertThat(whole.weight()).isCloseTo(parts.all().weight(), within(1e-9));
    assertThat(whole.covariance(0, FEATURES))
        .isCloseTo(parts.all().covariance(0, FEATURES), within(1e-9));
  }

  @ParameterizedTest
  @EnumSource
  void theTestSetDoesNotAffectTheChoice(Method method) {
    TunedFit other =
        Comparison.of(parts(2), SPLIT, List.of(method), PATIENCE, message -> {}).fits().get(0);
    TunedFit fit = fit(method);
    assertThat(other.strength()).isEqualTo(fit.strength());
    assertThat(other.cvm()).isEqualTo(fit.cvm());
    assertThat(other.fit().values()).containsExactly(fit.fit().values());
    assertThat(other.testError()).isNotEqualTo(fit.testError());
  }

  @ParameterizedTest
  @EnumSource
  void theSmallestErrorOfTheCurvesIsChosen(Method method) {
    TunedFit fit = fit(method);
    double least =
        fit.curves().stream().flatMapToDouble(c -> Arrays.stream(c.cvm())).min().orElseThrow();
    TunedFit.ErrorCurve curve = fit.curves().get(fit.path());
    int step =
        IntStream.range(0, curve.cvm().length)
            .filter(s -> curve.cvm()[s] == least)
            .findFirst()
            .orElseThrow();
    assertThat(fit.cvm()).isEqualTo(least);
    assertThat(fit.strength()).isEqualTo(curve.strengths()[step]);
    assertThat(fit.cvsd()).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void errorsAreThoseOfTheRows(Method method) {
    FoldMoments parts = parts(1);
    LinearFit fit = fit(method).fit();
    Moments training = SPLIT.training(parts, SPLIT.slices()).all();
    assertThat(fit(method).trainingError()).isCloseTo(error(fit, training), within(1e-9));
    Moments test = SPLIT.test(parts).stream().reduce(Moments.empty(FEATURES), Moments::merge);
    assertThat(fit(method).testError()).isCloseTo(error(fit, test), within(1e-9));
    assertThat(fit(method).testSe()).isPositive();
  }

  /** The mean squared error as a sum of moments, which would lose digits for smaller errors. */
  private static double error(LinearFit fit, Moments rows) {
    double[] b = Arrays.copyOf(fit.dense(FEATURES), FEATURES + 1);
    b[FEATURES] = -1;
    double bias = fit.intercept();
    double variance = 0;
    for (int i = 0; i <= FEATURES; i++) {
      bias += b[i] * rows.mean(i);
      for (int j = 0; j <= FEATURES; j++) {
        variance += b[i] * b[j] * rows.covariance(i, j);
      }
    }
    return variance + bias * bias;
  }

  /** Fits the folds one by one, and applies glmnet's formulas for {@code cvm} and {@code cvsd}. */
  @ParameterizedTest
  @EnumSource(names = {"NONE", "L1", "L2"})
  void errorsAreWeightedMeansWithStandardErrors(Method method) {
    TunedFit fit = fit(method);
    FoldMoments folds = SPLIT.training(parts(1), SPLIT.slices());
    List<Moments> heldOut = IntStream.range(0, SPLIT.folds()).mapToObj(folds::heldOut).toList();
    List<Double> errors =
        IntStream.range(0, SPLIT.folds())
            .mapToObj(fold -> error(refit(fit, folds.training(fold)), heldOut.get(fold)))
            .toList();
    assertThat(fit.cvm()).isCloseTo(mean(heldOut, errors), within(1e-6));
    assertThat(fit.cvsd()).isCloseTo(standardError(heldOut, errors), within(1e-6));
    List<Moments> test = SPLIT.test(parts(1));
    assertThat(comparison.testParts()).isEqualTo(8).isEqualTo(test.size());
    List<Double> testErrors = test.stream().map(part -> error(fit.fit(), part)).toList();
    assertThat(fit.testSe()).isCloseTo(standardError(test, testErrors), within(1e-9));
  }

  private static LinearFit refit(TunedFit fit, Moments rows) {
    double elasticNetParam = fit.curves().get(fit.path()).elasticNetParam();
    return penalized(rows, elasticNetParam, fit.strength());
  }

  private static LinearFit penalized(Moments rows, double elasticNetParam, double regParam) {
    Penalty penalty = Penalty.uniform(FEATURES, true, true, L2Scale.PLAIN);
    return new PathSolver(rows, penalty, 1e-9, 100_000)
        .solve(elasticNetParam, new double[] {regParam}, 0, 1, null)
        .fits()
        .get(0);
  }

  private static double mean(List<Moments> parts, List<Double> values) {
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < values.size(); i++) {
      sum += parts.get(i).weight() * values.get(i);
      weight += parts.get(i).weight();
    }
    return sum / weight;
  }

  private static double standardError(List<Moments> parts, List<Double> values) {
    double mean = mean(parts, values);
    List<Double> squares = values.stream().map(value -> Math.pow(value - mean, 2)).toList();
    return Math.sqrt(mean(parts, squares) / (values.size() - 1));
  }

  @Test
  void oneTestPartHasNoStandardError() {
    Split split = new Split(4, 1, 1);
    List<Moments> parts = new ArrayList<>();
    IntStream.range(0, split.parts()).forEach(part -> parts.add(parts(1).heldOut(part)));
    Comparison single =
        Comparison.of(new FoldMoments(parts), split, List.of(Method.L2), PATIENCE, m -> {});
    assertThat(single.fits().get(0).testSe()).isNaN();
  }

  @Test
  void coefficientsAreStandardized() {
    Moments all = SPLIT.training(parts(1), SPLIT.slices()).all();
    LinearFit fit = fit(Method.NONE).fit();
    double[] standardized = comparison.standardized(fit);
    double squares = 0;
    for (int j = 0; j < FEATURES; j++) {
      double expected = fit.dense(FEATURES)[j] * all.deviation(j) / all.deviation(FEATURES);
      assertThat(standardized[j]).isCloseTo(expected, within(1e-12));
      squares += expected * expected;
    }
    assertThat(comparison.norm(fit)).isCloseTo(Math.sqrt(squares), within(1e-12));
  }

  /** The features are powers of similar numbers, so the fit without a penalty cannot converge. */
  @Test
  void reportsAFitThatDoesNotConverge() {
    MomentsAccumulator rows = new MomentsAccumulator(16);
    for (int i = 0; i < 20; i++) {
      double u = 1 + i / 40.0;
      rows.add(
          IntStream.rangeClosed(1, 16).mapToDouble(k -> Math.pow(u, k)).toArray(),
          Math.sin(1.5 * i),
          1);
    }
    Penalty penalty = Penalty.uniform(16, true, true, L2Scale.PLAIN);
    assertThat(FixedFit.of("plain", 0, 0, rows.toMoments(), penalty).fit().converged()).isFalse();
    assertThat(FixedFit.of("ridge", 0, 0.1, rows.toMoments(), penalty).fit().converged()).isTrue();
    assertThat(comparison.fits()).extracting(TunedFit::notConverged).containsOnly(0L);
  }

  /** A path whose fit at one strength did not converge, on all training rows or outside a fold. */
  private record Unconverged(StrengthPath path, int step, boolean onAll, long allRows)
      implements StrengthPath {
    @Override
    public double[] strengths() {
      return path.strengths();
    }

    @Override
    public double elasticNetParam() {
      return path.elasticNetParam();
    }

    @Override
    public boolean stopsEarly() {
      return path.stopsEarly();
    }

    @Override
    public StrengthPath extended() {
      return this;
    }

    @Override
    public Fits fit(Moments training) {
      Fits fits = path.fit(training);
      List<LinearFit> all = new ArrayList<>(fits.all());
      if (onAll == (training.rows() == allRows)) {
        all.set(step, all.get(step).certified(0.5, 1e-7));
      }
      return new Fits(all, fits.error());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aStrengthThatDidNotConvergeIsNotChosen(boolean onAll) {
    TrainingPart training = TrainingPart.of(SPLIT.training(parts(1), SPLIT.slices()));
    StrengthPath path = Method.L2.paths(training.all()).get(0);
    TunedFit.ErrorCurve curve = fit(Method.L2).curves().get(0);
    int best = Arrays.stream(path.strengths()).boxed().toList().indexOf(fit(Method.L2).strength());
    int second = curve.cvm()[best - 1] < curve.cvm()[best + 1] ? best - 1 : best + 1;

    TunedFit fit =
        TunedFit.of(
            Method.L2,
            List.of(new Unconverged(path, best, onAll, training.all().rows())),
            training,
            SPLIT.test(parts(1)),
            PATIENCE);

    assertThat(fit.strength()).isEqualTo(path.strengths()[second]);
    boolean[] converged = fit.curves().get(0).converged();
    assertThat(IntStream.range(0, converged.length).filter(step -> !converged[step]))
        .containsExactly(best);
    assertThat(fit.notConverged()).isEqualTo(onAll ? 0 : SPLIT.folds());
  }

  /** Rows whose label is determined by correlated features, so that any penalty is too much. */
  private static TrainingPart withoutNoise() {
    WeightedRows rows = WeightedRows.correlated(3, 480, FEATURES, 0.999);
    List<MomentsAccumulator> parts = new ArrayList<>();
    for (int part = 0; part < SPLIT.folds(); part++) {
      parts.add(new MomentsAccumulator(FEATURES));
    }
    for (int i = 0; i < rows.rows(); i++) {
      double label = Arrays.stream(rows.x()[i]).sum() + rows.x()[i][0] + 1e-9 * Math.sin(i);
      parts.get(i % SPLIT.folds()).add(rows.x()[i], label, rows.w()[i]);
    }
    return TrainingPart.of(
        new FoldMoments(parts.stream().map(MomentsAccumulator::toMoments).toList()));
  }

  @ParameterizedTest
  @EnumSource(names = {"L1", "L2", "ELASTIC_NET", "DROPOUT", "NOISE"})
  void aPathWhoseErrorFallsAtItsEndIsExtended(Method method) {
    TrainingPart training = withoutNoise();
    TunedFit fit = TunedFit.of(method, training, training.heldOut(), PATIENCE);
    double[] planned = method.paths(training.all()).get(fit.path()).strengths();
    double[] tried = fit.curves().get(fit.path()).strengths();
    assertThat(tried).startsWith(planned).doesNotHaveDuplicates();
    int best = Arrays.stream(tried).boxed().toList().indexOf(fit.strength());
    assertThat(best).isGreaterThanOrEqualTo(planned.length);
    assertThat(tried).hasSize(Math.min(2 * planned.length, best + 11));
    assertThat(tried).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    if (method != Method.DROPOUT && method != Method.NOISE) {
      int last = tried.length - 1;
      assertThat(tried[last] / tried[last - 1]).isCloseTo(tried[50] / tried[49], within(1e-9));
    }
  }

  /** Another unit of the label scales the fit and its errors, and chooses the same step. */
  @ParameterizedTest
  @EnumSource
  void theUnitOfTheLabelDoesNotMatter(Method method) {
    TunedFit fit = fit(method);
    for (double unit : new double[] {1e-12, 1e12}) {
      TunedFit scaled =
          Comparison.of(parts(1, unit), SPLIT, List.of(method), PATIENCE, message -> {})
              .fits()
              .get(0);
      assertThat(scaled.cvm() / unit / unit).isCloseTo(fit.cvm(), withinPercentage(1e-4));
      assertThat(scaled.testError() / unit / unit)
          .isCloseTo(fit.testError(), withinPercentage(1e-4));
      assertThat(scaled.path()).isEqualTo(fit.path());
      assertThat(scaled.fit().nonzeros()).isEqualTo(fit.fit().nonzeros());
    }
  }

  @Test
  void aPathMayFallToTheEndOfItsExtension() {
    TrainingPart training = withoutNoise();
    StrengthPath path =
        new PenalizedPath(0, new double[] {1, 0.1}, PenalizedPath.Weighting.REG_PARAM);
    TunedFit fit = TunedFit.of(Method.L2, List.of(path), training, training.heldOut(), PATIENCE);
    assertThat(fit.curves().get(0).strengths())
        .containsExactly(new double[] {1, 0.1, 0.01, 0.001}, within(1e-12));
    assertThat(fit.strength()).isEqualTo(fit.curves().get(0).strengths()[3]);
    assertThat(fit.weakEnd()).isEqualTo(WeakEnd.FALLING);
    assertThat(comparison.fits()).extracting(TunedFit::weakEnd).containsOnly(WeakEnd.INSIDE);
  }

  @Test
  void aMethodThatConvergesNowhereIsRefused() {
    TrainingPart training = TrainingPart.of(SPLIT.training(parts(1), SPLIT.slices()));
    StrengthPath path = Method.NONE.paths(training.all()).get(0);
    StrengthPath unconverged = new Unconverged(path, 0, false, training.all().rows());

    assertThatThrownBy(
            () ->
                TunedFit.of(
                    Method.NONE, List.of(unconverged), training, SPLIT.test(parts(1)), PATIENCE))
        .isInstanceOf(NoCertifiedCellException.class)
        .hasMessageContaining("the strengths of none")
        .hasMessageContaining("(the smallest KKT residual is 0.5)");
  }

  @Test
  void aLabelThatIsConstantOutsideAFoldIsNotUsable() {
    Split split = new Split(2, 1, 1);
    FoldMoments folds = new FoldMoments(List.of(rows(1, 2, 3), rows(5, 5, 5), rows(1, 2)));
    assertThat(split.isUsable(folds)).isFalse();
    assertThat(split.isUsable(new FoldMoments(List.of(rows(1, 2, 3), rows(5, 6), rows(1)))))
        .isTrue();
    assertThat(split.isUsable(new FoldMoments(List.of(rows(1, 2, 3), rows(5), rows(1)))))
        .as("one row outside a fold")
        .isFalse();
  }

  @Test
  void thePartsWithoutRowsAreNotPartsOfTheTestSet() {
    Split split = new Split(2, 2, 1);
    FoldMoments folds =
        new FoldMoments(List.of(rows(1, 2), rows(3, 4), Moments.empty(1), rows(5, 6)));
    assertThat(split.test(folds)).containsExactly(folds.heldOut(3));
  }

  private static Moments rows(double... labels) {
    MomentsAccumulator rows = new MomentsAccumulator(1);
    for (double label : labels) {
      rows.add(new double[] {label * label}, label, 1);
    }
    return rows.toMoments();
  }

  @Test
  void reportsEachRoundBeforeItIsTuned() {
    assertThat(progress)
        .containsExactly("tuning on 80 rows", "tuning on 160 rows", "tuning on 320 rows");
  }

  @Test
  void methodsAndTheirStrengthsAreNamed() {
    assertThat(ALL)
        .extracting(Method::title)
        .containsExactly(
            "none",
            "L1",
            "L2",
            "ElasticNet",
            "early stopping",
            "dropout on inputs",
            "noise on inputs");
    assertThat(ALL)
        .extracting(Method::strength)
        .containsExactly(
            "regParam", "regParam", "regParam", "regParam", "iterations", "rate", "deviation");
  }

  @Test
  void leastSquaresHasTheSmallestTrainingErrorAndTheLargestNorm() {
    TunedFit plain = fit(Method.NONE);
    for (Method method : ALL) {
      assertThat(fit(method).trainingError()).isGreaterThanOrEqualTo(plain.trainingError());
      assertThat(comparison.norm(fit(method).fit()))
          .isLessThanOrEqualTo(comparison.norm(plain.fit()) * (1 + 1e-9));
    }
    assertThat(fit(Method.L1).fit().nonzeros()).isLessThan(FEATURES);
  }

  @Test
  void noiseIsRidge() {
    assertThat(fit(Method.NOISE).strength())
        .isCloseTo(Math.sqrt(fit(Method.L2).strength()), within(1e-12));
    assertThat(fit(Method.NOISE).testError()).isCloseTo(fit(Method.L2).testError(), within(1e-12));
  }

  @Test
  void descentEndsWhenPatienceEnds() {
    TunedFit.ErrorCurve curve = fit(Method.EARLY_STOPPING).curves().get(0);
    int best =
        IntStream.range(0, curve.cvm().length)
            .reduce((a, b) -> curve.cvm()[b] < curve.cvm()[a] ? b : a)
            .orElseThrow();
    assertThat(curve.cvm()).hasSize(best + PATIENCE + 1);
    assertThat(curve.elasticNetParam()).isNaN();
  }

  @Test
  void learningCurvesEndAtTheWholeTrainingPart() {
    List<Comparison.LearningPoint> learning = comparison.learning();
    assertThat(learning).hasSize(3 * ALL.size());
    assertThat(learning.stream().map(Comparison.LearningPoint::rows).distinct())
        .containsExactly(80L, 160L, 320L);
    for (Method method : ALL) {
      Comparison.LearningPoint last =
          learning.stream().filter(point -> point.method() == method).toList().get(2);
      assertThat(last.testError()).isEqualTo(fit(method).testError());
      assertThat(last.trainingError()).isEqualTo(fit(method).trainingError());
    }
  }

  @Test
  void fewRowsOverfit() {
    List<Comparison.LearningPoint> plain =
        comparison.learning().stream().filter(point -> point.method() == Method.NONE).toList();
    assertThat(plain.get(0).trainingError()).isLessThan(plain.get(2).trainingError());
    assertThat(plain.get(0).testError()).isGreaterThan(plain.get(2).testError());
  }

  @Test
  void descentIsCloseToRidgeAndEndsAtLeastSquares() {
    List<Comparison.DescentVersusRidge> descentVersusRidge = comparison.descentVersusRidge();
    assertThat(descentVersusRidge).isNotEmpty();
    Moments training = SPLIT.training(parts(1), SPLIT.slices()).all();
    for (Comparison.DescentVersusRidge pair : descentVersusRidge.subList(10, 12)) {
      GradientDescentPath path = new GradientDescentPath(training);
      double[] descended = comparison.standardized(path.after(pair.iterations()));
      double[] shrunk = comparison.standardized(penalized(training, 0, pair.regParam()));
      double apart =
          Math.sqrt(
              IntStream.range(0, FEATURES)
                  .mapToDouble(j -> Math.pow(descended[j] - shrunk[j], 2))
                  .sum());
      double size = Math.sqrt(Arrays.stream(shrunk).map(value -> value * value).sum());
      assertThat(pair.distance()).isPositive().isCloseTo(apart / size, within(1e-6));
    }
    Comparison.DescentVersusRidge last = descentVersusRidge.get(descentVersusRidge.size() - 1);
    assertThat(last.distance()).isLessThan(1e-6);
    assertThat(last.descentError()).isCloseTo(last.ridgeError(), within(1e-7 * last.ridgeError()));
    assertThat(
            Comparison.of(parts(1), SPLIT, List.of(Method.L2), PATIENCE, m -> {})
                .descentVersusRidge())
        .isEmpty();
  }

  @Test
  void aSplitWithoutRowsInAFoldIsNotUsable() {
    List<Moments> parts = new ArrayList<>();
    FoldMoments all = parts(1);
    IntStream.range(0, SPLIT.parts()).forEach(part -> parts.add(all.heldOut(part)));
    assertThat(SPLIT.isUsable(all)).isTrue();
    for (int slice = 0; slice < 4; slice++) {
      parts.set(6 * slice, Moments.empty(FEATURES));
    }
    assertThat(SPLIT.isUsable(new FoldMoments(parts))).isFalse();
  }
}
