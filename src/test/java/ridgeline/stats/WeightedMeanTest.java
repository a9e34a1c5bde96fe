package ridgeline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("plain")
class WeightedMeanTest {
  private static final double ROUNDING = 1e-15;

  /**
   * As glmnet's {@code cvstats}: {@code x <- c(1.5, 4, 2.25); w <- c(0.2, 0.5, 0.3); m <-
   * weighted.mean(x, w); sqrt(weighted.mean((x - m)^2, w) / 2)} gives 2.975 and 0.7477048.
   */
  @Test
  void isGlmnetsErrorOfACrossValidation() {
    WeightedMean mean = WeightedMean.of(new double[] {0.2, 0.5, 0.3}, new double[] {1.5, 4, 2.25});
    assertThat(mean.value()).isEqualTo(2.975, within(ROUNDING));
    assertThat(mean.standardError()).isEqualTo(0.7477048, within(1e-7));
  }

  @Test
  void withEqualSharesIsTheUsualStandardError() {
    double[] x = {3, 1, 4, 1, 5, 9};
    double[] shares = IntStream.range(0, x.length).mapToDouble(k -> 1.0 / x.length).toArray();
    double mean = Arrays.stream(x).average().orElseThrow();
    double variance =
        Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / (x.length - 1) / x.length;
    assertThat(WeightedMean.of(shares, x).standardError())
        .isEqualTo(Math.sqrt(variance), within(ROUNDING));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1000, -300, 300, 1000})
  void scalesWithItsValuesToTheBit(int exponent) {
    double[] shares = {0.25, 0.35, 0.4};
    double[] x = {1.25, 2.7, -3.1};
    WeightedMean one = WeightedMean.of(shares, x);
    double[] scaled = Arrays.stream(x).map(v -> Math.scalb(v, exponent)).toArray();
    assertThat(WeightedMean.of(shares, scaled))
        .isEqualTo(
            new WeightedMean(
                Math.scalb(one.value(), exponent), Math.scalb(one.standardError(), exponent)));
  }

  @Test
  void hasNoErrorWithoutASecondGroup() {
    assertThat(WeightedMean.of(new double[] {1}, new double[] {2}))
        .isEqualTo(new WeightedMean(2, Double.NaN));
  }

  @Test
  void isZeroWhereAllAgree() {
    assertThat(WeightedMean.of(new double[] {0.5, 0.5}, new double[] {7, 7}))
        .isEqualTo(new WeightedMean(7, 0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void isNotANumberWhereAValueIsNot(double value) {
    WeightedMean mean = WeightedMean.of(new double[] {0.5, 0.5}, new double[] {1, value});
    assertThat(mean.value()).isNotFinite();
    assertThat(mean.standardError()).isNaN();
  }
}
