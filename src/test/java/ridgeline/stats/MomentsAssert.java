package ridgeline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntToDoubleFunction;

/** Compares moments with tolerances in units of the variables' deviations. */
final class MomentsAssert {
  /** Allowed error of a mean in units in the last place, however small the deviation. */
  private static final int ROUNDINGS = 8;

  private MomentsAssert() {}

  @FunctionalInterface
  private interface Covariance {
    double of(int i, int j);
  }

  /** The numbers of rows are equal, and everything else up to rounding. */
  static void assertSame(String description, Moments actual, Moments expected, double relative) {
    assertThat(actual.rows()).as("rows, %s", description).isEqualTo(expected.rows());
    assertSameButForRows(description, actual, expected, relative);
  }

  static void assertSameButForRows(
      String description, Moments actual, Moments expected, double relative) {
    assertWeight(description, actual, expected.weight(), relative);
    assertSameDistribution(description, actual, expected, relative);
  }

  /** The same means and covariances. */
  static void assertSameDistribution(
      String description, Moments actual, Moments expected, double relative) {
    assertThat(actual.features()).isEqualTo(expected.features());
    assertDistribution(description, actual, expected::mean, expected::covariance, relative);
  }

  /** The moments equal those of exact arithmetic on the rows up to rounding. */
  static void assertExact(
      String description, Moments actual, WeightedRows expected, double relative) {
    assertThat(actual.rows()).as("rows, %s", description).isEqualTo(expected.rows());
    assertWeight(description, actual, expected.weight(), relative);
    assertDistribution(description, actual, expected::mean, expected::covariance, relative);
  }

  private static void assertWeight(
      String description, Moments actual, double weight, double relative) {
    assertThat(actual.weight())
        .as("weight, %s", description)
        .isCloseTo(weight, within(relative * weight));
  }

  private static void assertDistribution(
      String description,
      Moments actual,
      IntToDoubleFunction mean,
      Covariance covariance,
      double relative) {
    for (int j = 0; j <= actual.label(); j++) {
      double expectedMean = mean.applyAsDouble(j);
      double deviation = Math.sqrt(covariance.of(j, j));
      double ofMean = relative * deviation + ROUNDINGS * Math.ulp(expectedMean);
      assertThat(actual.mean(j))
          .as("mean of %d, %s", j, description)
          .isCloseTo(expectedMean, within(ofMean));
      for (int i = 0; i <= j; i++) {
        double unit = Math.sqrt(covariance.of(i, i)) * deviation;
        assertThat(actual.covariance(i, j))
            .as("covariance of %d and %d, %s", i, j, description)
            .isCloseTo(covariance.of(i, j), within(relative * unit));
      }
    }
  }
}
