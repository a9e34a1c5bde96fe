package ridgeline.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ridgeline.path.L2Scale;
import ridgeline.path.Penalty;
import ridgeline.select.CrossValidation;
import ridgeline.select.CvCell;
import ridgeline.select.CvCurve;
import ridgeline.select.FoldPath;
import ridgeline.select.SelectionRule;
import ridgeline.select.StoppingRule;
import ridgeline.stats.FoldMoments;
import ridgeline.stats.Moments;

/** Curves, selections and coefficients against R glmnet and scikit-learn. */
@Tag("plain")
class GoldenCrossValidationTest {
  /** The golden numbers are exact to 1e-10 of the curve and 1e-8 of a coefficient. */
  private static final double RELATIVE = 1e-6;

  private static final double TOL = 1e-7;
  private static final Map<String, GoldenData> DATA = new HashMap<>();

  static Stream<GoldenCase> cases() {
    return GoldenCase.all().stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agrees(GoldenCase golden) {
    GoldenData data = DATA.computeIfAbsent(golden.data(), GoldenData::load);
    FoldMoments moments = data.moments(golden);
    CvCurve curve = curve(golden, moments);

    for (int step = 0; step < golden.regParam().length; step++) {
      CvCell cell = curve.cells().get(step);
      assertThat(cell.cvm())
          .as("cvm at step %d", step)
          .isCloseTo(golden.cvm()[step], relative(golden.cvm()[step]));
      assertThat(cell.cvsd())
          .as("cvsd at step %d", step)
          .isCloseTo(golden.cvsd()[step], relative(golden.cvsd()[step]));
      assertThat(cell.converged()).as("converged at step %d", step).isTrue();
      assertCoefficients(golden, moments.all(), step, cell);
    }
    assertThat(SelectionRule.MIN.select(List.of(curve)).regParam()).isEqualTo(golden.lambdaMin());
    assertThat(SelectionRule.ONE_SE.select(List.of(curve)).regParam())
        .isEqualTo(golden.lambda1se());
  }

  /** Elsewhere, the scripts' grid ignores that feature 1 is unpenalised and fitted first. */
  static Stream<GoldenCase> casesOfEqualPenalties() {
    return cases().filter(golden -> golden.penaltyFactor() == null);
  }

  @ParameterizedTest
  @MethodSource("casesOfEqualPenalties")
  void gridStartsWhereGlmnetsDoes(GoldenCase golden) {
    GoldenData data = DATA.computeIfAbsent(golden.data(), GoldenData::load);
    FoldPath all = path(golden, data.moments(golden), golden.numFolds());
    assertThat(all.regParamMax(golden.elasticNetParam()))
        .isCloseTo(golden.regParam()[0], relative(golden.regParam()[0]));
  }

  /** Coefficients are compared on the standardised scale, where they have one unit. */
  private static void assertCoefficients(GoldenCase golden, Moments all, int step, CvCell cell) {
    double[] expected = golden.coefficients()[step];
    double[] actual = cell.fit().dense(expected.length);
    double largest =
        IntStream.range(0, expected.length)
            .mapToDouble(j -> Math.abs(expected[j] * all.deviation(j)))
            .max()
            .orElseThrow();
    double rounding = 1e-12 * all.deviation(all.label());
    for (int j = 0; j < expected.length; j++) {
      double deviation = all.deviation(j);
      assertThat(actual[j] * deviation)
          .as("coefficient %d at step %d", j, step)
          .isCloseTo(expected[j] * deviation, within(RELATIVE * largest + rounding));
    }
    assertThat(cell.fit().intercept())
        .as("intercept at step %d", step)
        .isCloseTo(golden.intercept()[step], relative(golden.intercept()[step]));
    if (step > 0) {
      assertThat(cell.nzero()).as("nzero at step %d", step).isEqualTo(golden.nzero()[step]);
    }
  }

  private static CvCurve curve(GoldenCase golden, FoldMoments moments) {
    List<FoldPath> paths =
        IntStream.rangeClosed(0, golden.numFolds())
            .mapToObj(f -> path(golden, moments, f))
            .toList();
    double[] weights =
        IntStream.range(0, golden.numFolds())
            .mapToDouble(f -> moments.heldOut(f).weight())
            .toArray();
    CrossValidation validation =
        new CrossValidation(
            weights,
            1.0,
            StoppingRule.exhaustive(),
            7,
            segments -> segments.stream().map(s -> paths.get(s.fold()).solve(s)).toList(),
            progress -> {});
    return validation
        .run(new double[] {golden.elasticNetParam()}, new double[][] {golden.regParam()}, false)
        .get(0);
  }

  private static FoldPath path(GoldenCase golden, FoldMoments moments, int fold) {
    double[] factors = golden.penaltyFactor();
    if (factors == null) {
      factors = new double[moments.features()];
      Arrays.fill(factors, 1);
    }
    L2Scale l2Scale = golden.l2Scale().equals("plain") ? L2Scale.PLAIN : L2Scale.MLLIB;
    Penalty penalty =
        new Penalty(golden.standardization(), golden.fitIntercept(), l2Scale, factors);
    return FoldPath.of(moments, fold, penalty, TOL, 100_000);
  }

  private static Offset<Double> relative(double value) {
    return within(Math.abs(value) * RELATIVE + 1e-12);
  }
}
