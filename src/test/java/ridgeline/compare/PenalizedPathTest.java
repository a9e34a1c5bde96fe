package ridgeline.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.compare.PenalizedPath.Weighting;
import ridgeline.path.LinearFit;
import ridgeline.stats.Moments;
import ridgeline.stats.MomentsAccumulator;
import ridgeline.stats.WeightedRows;

/** Compares the closed forms of dropout and noise with rows that have real masks and real noise. */
@Tag("plain")
class PenalizedPathTest {
  private static final WeightedRows ROWS = WeightedRows.correlated(8, 120, 4, 0.5);
  private static final int COPIES = 20_000;

  /** About ten standard errors of the average over COPIES copies, for coefficients of order 1. */
  private static final double CHANCE = 0.02;

  private static LinearFit fit(Weighting weighting, double strength) {
    return new PenalizedPath(0, new double[] {strength}, weighting)
        .fit(ROWS.moments())
        .all()
        .get(0);
  }

  private static LinearFit plainFit(Moments rows) {
    return new PenalizedPath(0, new double[1], Weighting.REG_PARAM).fit(rows).all().get(0);
  }

  private static void assertClose(LinearFit actual, LinearFit expected) {
    double[] values = actual.dense(ROWS.features());
    double[] others = expected.dense(ROWS.features());
    for (int j = 0; j < values.length; j++) {
      assertThat(values[j]).as("feature %d", j).isCloseTo(others[j], within(CHANCE));
    }
    assertThat(actual.intercept()).isCloseTo(expected.intercept(), within(5 * CHANCE));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5})
  void dropoutIsTheLeastSquaresFitOfMaskedRows(double rate) {
    Random random = new Random(1);
    MomentsAccumulator masked = new MomentsAccumulator(ROWS.features());
    for (int copy = 0; copy < COPIES; copy++) {
      for (int i = 0; i < ROWS.rows(); i++) {
        double[] x = ROWS.x()[i].clone();
        for (int j = 0; j < x.length; j++) {
          x[j] = random.nextDouble() < rate ? 0 : x[j] / (1 - rate);
        }
        masked.add(x, ROWS.y()[i], ROWS.w()[i]);
      }
    }
    LinearFit dropout = fit(Weighting.DROPOUT, rate);
    assertClose(dropout, plainFit(masked.toMoments()));
    assertThat(Math.abs(dropout.values()[0] - plainFit(ROWS.moments()).values()[0]))
        .as("the masks make a difference")
        .isGreaterThan(2 * CHANCE);
  }

  @Test
  void noiseIsTheLeastSquaresFitOfNoisyRows() {
    double strength = 0.6;
    Random random = new Random(2);
    Moments moments = ROWS.moments();
    MomentsAccumulator noisy = new MomentsAccumulator(ROWS.features());
    for (int copy = 0; copy < COPIES; copy++) {
      for (int i = 0; i < ROWS.rows(); i++) {
        double[] x = ROWS.x()[i].clone();
        for (int j = 0; j < x.length; j++) {
          x[j] += strength * moments.deviation(j) * random.nextGaussian();
        }
        noisy.add(x, ROWS.y()[i], ROWS.w()[i]);
      }
    }
    assertClose(fit(Weighting.NOISE, strength), plainFit(noisy.toMoments()));
  }

  @Test
  void noiseIsRidgeWithItsVariance() {
    assertThat(fit(Weighting.NOISE, 0.3).values())
        .containsExactly(fit(Weighting.REG_PARAM, 0.3 * 0.3).values());
  }

  @Test
  void weightDecayConvergesToRidge() {
    double regParam = 0.2;
    double stepSize = 0.1;
    Moments moments = ROWS.moments();
    int p = ROWS.features();
    double labelDeviation = moments.deviation(p);
    double[] beta = new double[p];
    for (int t = 0; t < 5000; t++) {
      double[] slope = new double[p];
      for (int j = 0; j < p; j++) {
        slope[j] = moments.covariance(j, p) / (moments.deviation(j) * labelDeviation);
        for (int i = 0; i < p; i++) {
          slope[j] -=
              beta[i] * moments.covariance(i, j) / (moments.deviation(i) * moments.deviation(j));
        }
      }
      for (int j = 0; j < p; j++) {
        beta[j] += stepSize * slope[j] - stepSize * regParam * beta[j];
      }
    }
    double[] ridge = fit(Weighting.REG_PARAM, regParam).dense(p);
    for (int j = 0; j < p; j++) {
      assertThat(beta[j] * labelDeviation / moments.deviation(j)).isCloseTo(ridge[j], within(1e-9));
    }
  }
}
