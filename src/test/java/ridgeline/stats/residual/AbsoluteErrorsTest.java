package ridgeline.stats.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("plain")
class AbsoluteErrorsTest {
  /**
   * The mean and the 50, 90 and 95 % quantiles of 5,000 errors, each repeated by its weight:
   *
   * <pre>
   * import numpy as np
   * i = np.arange(5000)
   * e = np.sin(i) * np.exp(3 * np.sin(0.7 * i))
   * r = np.sort(np.repeat(np.abs(e), 1 + i % 3))
   * print(r.mean(), [r[int(np.ceil(q * len(r))) - 1] for q in (0.5, 0.9, 0.95)])
   * </pre>
   */
  private static final double MEAN = 3.133236165224845;

  private static final double[] QUANTILES = {
    0.4377337869254948, 11.589455630783304, 15.62481527583678
  };

  private static final double[] SHARES = {0.5, 0.9, 0.95};

  private static AbsoluteErrors errors(int from, int to, double scale) {
    AbsoluteErrors errors = new AbsoluteErrors();
    for (int i = from; i < to; i++) {
      double error = Math.sin(i) * Math.exp(3 * Math.sin(0.7 * i));
      errors.add(scale * 7, scale * (7 + error), 1 + i % 3);
    }
    return errors;
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-200, 1e-9, 1, 1e12, 1e200})
  void equalNumpysOnEveryScale(double scale) {
    assertNumpys(errors(0, 5000, scale), scale);
  }

  @Test
  void partsMergeInAnyOrder() {
    AbsoluteErrors left = errors(0, 1700, 1);
    left.addAll(errors(1700, 1750, 1));
    left.addAll(errors(1750, 5000, 1));
    AbsoluteErrors right = errors(1700, 1750, 1);
    right.addAll(errors(1750, 5000, 1));
    AbsoluteErrors whole = errors(0, 0, 1);
    whole.addAll(right);
    whole.addAll(errors(0, 1700, 1));
    assertNumpys(left, 1);
    assertNumpys(whole, 1);
    for (double share : SHARES) {
      assertThat(whole.quantile(share)).isEqualTo(left.quantile(share));
    }
  }

  private static void assertNumpys(AbsoluteErrors errors, double scale) {
    assertThat(errors.mean()).isCloseTo(MEAN * scale, within(1e-12 * MEAN * scale));
    for (int k = 0; k < SHARES.length; k++) {
      double expected = QUANTILES[k] * scale;
      assertThat(errors.quantile(SHARES[k]))
          .isCloseTo(expected, within(AbsoluteErrors.RESOLUTION * expected));
    }
  }

  @Test
  void noErrorIsZero() {
    AbsoluteErrors errors = new AbsoluteErrors();
    errors.add(3, 3, 2);
    errors.add(3, 4, 1);
    assertThat(errors.quantile(0.5)).isZero();
    assertThat(errors.quantile(1)).isCloseTo(1, within(AbsoluteErrors.RESOLUTION));
    assertThat(errors.mean()).isEqualTo(1 / 3.0);
    assertThat(new AbsoluteErrors().quantile(0.5)).isNaN();
  }
}
