package ridgeline.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.stats.WeightedRows;

/** Cells without an L1 part or without any penalty have closed-form solutions. */
@Tag("plain")
class RidgeTest {
  /** Condition numbers below 1e4. */
  private static final double ROUNDING = 1e-10;

  /**
   * The intercept, then the two coefficients: the result of MLlib's normal solver and glmnet for
   * equal weights, with the L2 part divided by the label's deviation.
   */
  @Test
  void equalsMllibAndGlmnet() {
    double sevenDigitsAfterThePoint = 5e-8;
    double[][] a = {{0, 5}, {1, 7}, {2, 11}, {3, 13}};
    double[] b = {17, 19, 23, 29};
    WeightedRows data = new WeightedRows(a, b, new double[] {1, 1, 1, 1});
    Penalty unstandardized = Penalty.uniform(2, false, true, L2Scale.MLLIB);

    LinearFit fit = Paths.fit(data, unstandardized, 0, 0.1);

    assertThat(fit.intercept()).isCloseTo(13.1018870, within(sevenDigitsAfterThePoint));
    assertThat(fit.dense(2))
        .containsExactly(new double[] {2.2362361, 0.6159732}, within(sevenDigitsAfterThePoint));
  }

  @ParameterizedTest
  @CsvSource({"true, MLLIB", "true, PLAIN", "false, MLLIB", "false, PLAIN"})
  void twoCoefficientsFollowCramersRule(boolean standardization, L2Scale l2Scale) {
    WeightedRows data = WeightedRows.correlated(1, 30, 2, 0.8);
    double regParam = 0.7;
    double c = l2Scale == L2Scale.MLLIB ? 1 / data.deviation(2) : 1;
    double[] unit = {data.covariance(0, 0), data.covariance(1, 1)};
    double a00 = data.covariance(0, 0) + regParam * c * (standardization ? unit[0] : 1);
    double a11 = data.covariance(1, 1) + regParam * c * (standardization ? unit[1] : 1);
    double a01 = data.covariance(0, 1);
    double determinant = a00 * a11 - a01 * a01;
    double b0 = (data.covariance(0, 2) * a11 - data.covariance(1, 2) * a01) / determinant;
    double b1 = (data.covariance(1, 2) * a00 - data.covariance(0, 2) * a01) / determinant;

    LinearFit fit =
        Paths.fit(data, Penalty.uniform(2, standardization, true, l2Scale), 0, regParam);

    assertThat(fit.dense(2)).as("seed 1").containsExactly(new double[] {b0, b1}, within(ROUNDING));
    assertThat(fit.intercept())
        .isCloseTo(data.mean(2) - b0 * data.mean(0) - b1 * data.mean(1), within(ROUNDING));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 1})
  void withoutAPenaltyALinearLabelIsFound(double elasticNetParam) {
    WeightedRows data = WeightedRows.correlated(2, 40, 3, 0.5);
    double[] linear =
        IntStream.range(0, 40)
            .mapToDouble(i -> 7 + 2 * data.x()[i][0] - 3 * data.x()[i][1] + data.x()[i][2] / 4)
            .toArray();

    LinearFit fit =
        Paths.fit(
            new WeightedRows(data.x(), linear, data.w()),
            Paths.standardized(3),
            elasticNetParam,
            0);

    assertThat(fit.dense(3)).containsExactly(new double[] {2, -3, 0.25}, within(ROUNDING));
    assertThat(fit.intercept()).isCloseTo(7, within(ROUNDING));
    assertThat(fit.converged()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 1})
  void withoutAPenaltyMoreFeaturesThanRowsFitEveryRow(double elasticNetParam) {
    WeightedRows data = WeightedRows.correlated(3, 8, 20, 0.3);

    LinearFit fit = Paths.fit(data, Paths.standardized(20), elasticNetParam, 0);

    for (int i = 0; i < 8; i++) {
      assertThat(RowsObjective.predict(data.x()[i], fit))
          .as("row %d, seed 3", i)
          .isCloseTo(data.y()[i], within(ROUNDING));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-4, 0.01, 1, 1e3})
  void equalFeaturesShareTheirCoefficient(double regParam) {
    WeightedRows data = withLastFeatureEqualToTheFirst(WeightedRows.correlated(4, 40, 5, 0.5));

    double[] coefficients = Paths.fit(data, Paths.standardized(5), 0, regParam).dense(5);

    assertThat(coefficients[0]).isNotEqualTo(0);
    assertThat(coefficients[4] / coefficients[0]).as("seed 4").isCloseTo(1, within(ROUNDING));
  }

  @Test
  void aFeatureThatIsNotPenalisedKeepsItsLeastSquaresCoefficientUnderAnyRidge() {
    WeightedRows data = WeightedRows.correlated(5, 40, 3, 0.5);
    double[] factors = {1, 0, 1};
    double strong = 1e12;

    LinearFit fit = Paths.fit(data, new Penalty(true, true, L2Scale.MLLIB, factors), 0, strong);

    assertThat(fit.dense(3)[1])
        .as("seed 5")
        .isCloseTo(data.covariance(1, 3) / data.covariance(1, 1), within(ROUNDING));
  }

  private static WeightedRows withLastFeatureEqualToTheFirst(WeightedRows data) {
    for (double[] row : data.x()) {
      row[row.length - 1] = row[0];
    }
    return data;
  }
}
