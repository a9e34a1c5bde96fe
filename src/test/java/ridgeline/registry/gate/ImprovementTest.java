package ridgeline.registry.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.config.retrain.GateConfig;

@Tag("plain")
class ImprovementTest {
  private static final double[] WEIGHTS = {3, 5, 2, 4, 6};
  private static final double[] CANDIDATE = {1.1, 0.9, 1.4, 1.0, 1.2};
  private static final double[] CHAMPION = {1.3, 0.95, 1.5, 1.2, 1.25};

  private static Improvement of(double[] candidate, double[] champion, GateConfig.Metric metric) {
    return Improvement.of(WEIGHTS, candidate, champion, 10, metric, 0.95);
  }

  /**
   * The standard error of a ratio of totals (Cochran, Sampling Techniques, 1977, chapter 6), with
   * scipy 1.16:
   *
   * <pre>
   * y = w * a; x = w * b; r = y.sum() / x.sum()
   * se = numpy.sqrt(5 * ((y - r * x) ** 2).sum() / 4) / x.sum()
   * m = scipy.stats.t.ppf(.95, 4) * power * se / r; L = power * numpy.log(r)
   * 1 - numpy.exp(L), 1 - numpy.exp(L + m), 1 - numpy.exp(L - m)
   * </pre>
   */
  @ParameterizedTest
  @CsvSource({
    "RMSE, 0.04594043944104542, 0.013507744337643457, 0.07730685175749918",
    "MSE, 0.08977035490605445, 0.02683302951819566, 0.1486373541863425"
  })
  void theBoundsAreThoseOfARatioEstimator(
      GateConfig.Metric metric, double estimate, double lower, double upper) {
    Improvement improvement = of(CANDIDATE, CHAMPION, metric);

    assertThat(improvement.estimate()).isCloseTo(estimate, within(1e-14));
    assertThat(improvement.lower()).isCloseTo(lower, within(1e-12));
    assertThat(improvement.upper()).isCloseTo(upper, within(1e-12));
  }

  @Test
  void bucketsWithoutRowsAreLeftOut() {
    double[] weights = {3, 0, 5, 2, 4, 6};
    double[] candidate = {1.1, Double.NaN, 0.9, 1.4, 1.0, 1.2};
    double[] champion = {1.3, Double.NaN, 0.95, 1.5, 1.2, 1.25};

    assertThat(Improvement.of(weights, candidate, champion, 10, GateConfig.Metric.RMSE, 0.95))
        .isEqualTo(of(CANDIDATE, CHAMPION, GateConfig.Metric.RMSE));
  }

  @Test
  void theUnitOfTheLabelDoesNotMatter() {
    double[] candidate = Arrays.stream(CANDIDATE).map(error -> error * 1e-12).toArray();
    double[] champion = Arrays.stream(CHAMPION).map(error -> error * 1e-12).toArray();
    Improvement small =
        Improvement.of(WEIGHTS, candidate, champion, 1e-11, GateConfig.Metric.RMSE, 0.95);

    assertThat(small.lower())
        .isCloseTo(of(CANDIDATE, CHAMPION, GateConfig.Metric.RMSE).lower(), within(1e-12));
  }

  @Test
  void equalErrorsAreNoImprovement() {
    Improvement none = of(CHAMPION, CHAMPION, GateConfig.Metric.RMSE);

    assertThat(none.estimate()).isEqualTo(0);
    assertThat(none.lower()).isEqualTo(0);
    assertThat(none.upper()).isEqualTo(0);
  }

  /** Both predict exactly; what differs is rounding. */
  @Test
  void roundingIsNoImprovement() {
    Improvement none =
        of(new double[5], new double[] {1e-24, 1e-26, 0, 1e-25, 3e-24}, GateConfig.Metric.RMSE);

    assertThat(none.lower()).isEqualTo(0);
  }

  /** In 4,000 draws, the lower bound is above the true value in about one of 20. */
  @ParameterizedTest
  @CsvSource({"20, 1", "7, 1", "20, 3"})
  void theLowerBoundHasItsConfidence(int units, int largest) {
    Random random = new Random(7);
    int above = 0;
    for (int draw = 0; draw < 4000; draw++) {
      double[] weights = new double[units];
      double[] candidate = new double[units];
      double[] champion = new double[units];
      for (int b = 0; b < units; b++) {
        weights[b] = 100 * (1 + b % largest);
        double shared = 0.1 * random.nextGaussian();
        candidate[b] = 0.98 * (1 + shared + 0.02 * random.nextGaussian());
        champion[b] = 1 + shared + 0.02 * random.nextGaussian();
      }
      Improvement improvement =
          Improvement.of(weights, candidate, champion, 10, GateConfig.Metric.MSE, 0.95);
      above += improvement.lower() > 0.02 ? 1 : 0;
    }

    assertThat(above / 4000.0).isBetween(0.035, 0.065);
  }
}
