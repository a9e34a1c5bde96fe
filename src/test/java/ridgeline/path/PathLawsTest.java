package ridgeline.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.stats.WeightedRows;

/** How a fit changes with the units and columns of the data. */
@Tag("plain")
class PathLawsTest {
  /** Difference of two solutions of a cell, each solved to 1e-12. */
  private static final double SAME = 1e-9;

  private static final int FEATURES = 6;
  private static final double REG_PARAM = 0.2;
  private static final WeightedRows DATA = WeightedRows.correlated(1, 80, FEATURES, 0.6);

  @ParameterizedTest
  @CsvSource({
    "0, MLLIB, 1e-12", "0, MLLIB, 1e6", "0.3, MLLIB, 1e-12", "0.3, MLLIB, 1e6",
    "1, MLLIB, 1e-12", "1, MLLIB, 1e6", "1, PLAIN, 1e-12", "1, PLAIN, 1e6"
  })
  void coefficientsAndRegParamHaveTheUnitOfTheLabel(
      double elasticNetParam, L2Scale l2Scale, double unit) {
    Penalty penalty = Penalty.uniform(FEATURES, true, true, l2Scale);
    LinearFit fit = Paths.fit(DATA, penalty, elasticNetParam, REG_PARAM);

    LinearFit scaled =
        Paths.fit(DATA.withLabels(y -> y * unit), penalty, elasticNetParam, REG_PARAM * unit);

    assertSameFit(scaled, fit, unit);
    assertThat(scaled.converged()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-12, 1e6})
  void theRegParamOfAPlainRidgeHasNoUnit(double unit) {
    Penalty penalty = Penalty.uniform(FEATURES, true, true, L2Scale.PLAIN);
    LinearFit fit = Paths.fit(DATA, penalty, 0, REG_PARAM);

    LinearFit scaled = Paths.fit(DATA.withLabels(y -> y * unit), penalty, 0, REG_PARAM);

    assertSameFit(scaled, fit, unit);
  }

  @ParameterizedTest
  @CsvSource({"0, 1e-6", "0, -1e6", "0.3, 1e-6", "0.3, -1e6", "1, 1e-6", "1, -1e6"})
  void theUnitOfAStandardizedFeatureDoesNotMatter(double elasticNetParam, double unit) {
    Penalty penalty = Paths.standardized(FEATURES);
    LinearFit fit = Paths.fit(DATA, penalty, elasticNetParam, REG_PARAM);

    LinearFit scaled =
        Paths.fit(DATA.withFeature(2, x -> x * unit), penalty, elasticNetParam, REG_PARAM);

    double[] expected = fit.dense(FEATURES);
    double[] actual = scaled.dense(FEATURES);
    actual[2] *= unit;
    assertThat(expected[2]).isNotEqualTo(0);
    assertThat(actual).containsExactly(expected, within(SAME));
    assertThat(scaled.intercept()).isCloseTo(fit.intercept(), within(SAME));
  }

  @ParameterizedTest
  @CsvSource({"0, true", "0.3, true", "1, true", "0, false", "0.3, false", "1, false"})
  void theOriginOfAFeatureDoesNotMatterWithAnIntercept(
      double elasticNetParam, boolean standardization) {
    double origin = 1e9;
    double grain = 0x1p-20; // so that 1e9 + x is exact
    WeightedRows data = DATA.withFeature(2, x -> Math.rint(x / grain) * grain);
    Penalty penalty = Penalty.uniform(FEATURES, standardization, true, L2Scale.MLLIB);
    LinearFit fit = Paths.fit(data, penalty, elasticNetParam, REG_PARAM);

    LinearFit moved =
        Paths.fit(data.withFeature(2, x -> x + origin), penalty, elasticNetParam, REG_PARAM);

    double roundingOfTheMean = 1e-6;
    assertThat(fit.dense(FEATURES)[2]).isNotEqualTo(0);
    assertThat(moved.dense(FEATURES)).containsExactly(fit.dense(FEATURES), within(SAME));
    assertThat(moved.intercept() + origin * moved.dense(FEATURES)[2])
        .isCloseTo(fit.intercept(), within(roundingOfTheMean));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 1})
  void theOriginOfTheLabelMovesOnlyTheIntercept(double elasticNetParam) {
    Penalty penalty = Paths.standardized(FEATURES);
    LinearFit fit = Paths.fit(DATA, penalty, elasticNetParam, REG_PARAM);

    LinearFit moved =
        Paths.fit(DATA.withLabels(y -> y + 1000), penalty, elasticNetParam, REG_PARAM);

    assertThat(moved.dense(FEATURES)).containsExactly(fit.dense(FEATURES), within(SAME));
    assertThat(moved.intercept()).isCloseTo(fit.intercept() + 1000, within(SAME));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 0.2", "0.3, 0.2", "1, 0.2", "1, 0"})
  void aConstantFeatureHasACoefficientOfExactlyZeroWhereverItStands(
      double elasticNetParam, double regParam) {
    for (int features = 1; features <= 12; features++) {
      WeightedRows data = WeightedRows.correlated(features, 80, features, 0.6);
      for (int constant = 0; constant < features; constant++) {
        WeightedRows withConstant = data.withFeature(constant, x -> 0.1);

        LinearFit fit =
            Paths.fit(withConstant, Paths.standardized(features), elasticNetParam, regParam);

        assertThat(fit.indices())
            .as("%d of %d is constant, seed %2$d", constant, features)
            .doesNotContain(constant);
        assertThat(fit.values()).doesNotContain(Double.NaN);
        assertThat(fit.intercept()).isFinite();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 1})
  void aConstantFeatureHasACoefficientOfExactlyZeroAmongDependentOnes(double elasticNetParam) {
    for (int constant = 0; constant < 20; constant++) {
      WeightedRows data = WeightedRows.correlated(2, 8, 20, 0.3).withFeature(constant, x -> 0.1);

      LinearFit fit = Paths.fit(data, Paths.standardized(20), elasticNetParam, 0);

      assertThat(fit.indices()).as("%d of 20 is constant", constant).doesNotContain(constant);
      assertThat(fit.intercept()).isFinite();
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 0.2", "0.3, 0.2", "1, 0.2"})
  void aConstantFeatureChangesNoOtherCoefficient(double elasticNetParam, double regParam) {
    double[] without =
        Paths.fit(withoutFeature(DATA, 2), Paths.standardized(5), elasticNetParam, regParam)
            .dense(5);

    double[] with =
        Paths.fit(
                DATA.withFeature(2, x -> -7),
                Paths.standardized(FEATURES),
                elasticNetParam,
                regParam)
            .dense(FEATURES);

    double[] others =
        IntStream.range(0, FEATURES).filter(j -> j != 2).mapToDouble(j -> with[j]).toArray();
    assertThat(others).containsExactly(without, within(SAME));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.2, 1})
  void theLassoPredictsTheSameWithAndWithoutACopyOfAFeature(double regParam) {
    WeightedRows copied =
        DATA.withFeatures(
            Arrays.stream(DATA.x())
                .map(
                    row -> {
                      double[] longer = Arrays.copyOf(row, FEATURES + 1);
                      longer[FEATURES] = row[2];
                      return longer;
                    })
                .toArray(double[][]::new));
    LinearFit fit = Paths.fit(DATA, Paths.standardized(FEATURES), 1, regParam);

    LinearFit withCopy = Paths.fit(copied, Paths.standardized(FEATURES + 1), 1, regParam);

    assertThat(fit.dense(FEATURES)[2]).isNotEqualTo(0);
    assertThat(withCopy.converged()).isTrue();
    for (int i = 0; i < DATA.rows(); i++) {
      assertThat(RowsObjective.predict(copied.x()[i], withCopy))
          .as("row %d", i)
          .isCloseTo(RowsObjective.predict(DATA.x()[i], fit), within(SAME));
    }
  }

  @Test
  void aHugePenaltyPredictsTheMeanOfTheLabel() {
    LinearFit fit = Paths.fit(DATA, Paths.standardized(FEATURES), 1, 1e9);

    assertThat(fit.nonzeros()).isEqualTo(0);
    assertThat(fit.intercept()).isCloseTo(DATA.mean(FEATURES), within(SAME));
  }

  private static void assertSameFit(LinearFit scaled, LinearFit fit, double unit) {
    double[] actual = Arrays.stream(scaled.dense(FEATURES)).map(b -> b / unit).toArray();
    assertThat(fit.nonzeros()).isPositive();
    assertThat(actual).containsExactly(fit.dense(FEATURES), within(SAME));
    assertThat(scaled.intercept() / unit).isCloseTo(fit.intercept(), within(SAME));
  }

  private static WeightedRows withoutFeature(WeightedRows data, int feature) {
    return data.withFeatures(
        Arrays.stream(data.x())
            .map(
                row ->
                    IntStream.range(0, row.length)
                        .filter(j -> j != feature)
                        .mapToDouble(j -> row[j])
                        .toArray())
            .toArray(double[][]::new));
  }
}
