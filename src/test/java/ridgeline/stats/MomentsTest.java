package ridgeline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;
import static ridgeline.stats.MomentsAssert.assertSame;

import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.linalg.SymmetricMatrix;

@Tag("plain")
class MomentsTest {
  /** A few rounding errors per number. */
  private static final double ROUNDING = 1e-12;

  private static final int FEATURES = 6;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void mergeIsAssociative(long seed) {
    Moments a = moments(seed, 3);
    Moments b = moments(seed + 10, 300);
    Moments c = moments(seed + 20, 40);

    assertSame("seed " + seed, a.merge(b).merge(c), a.merge(b.merge(c)), ROUNDING);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void mergeIsCommutative(long seed) {
    Moments a = moments(seed, 3);
    Moments b = moments(seed + 10, 300);

    assertSame("seed " + seed, a.merge(b), b.merge(a), ROUNDING);
  }

  @Test
  void emptyIsNeutral() {
    Moments a = moments(1, 30);

    assertSame("a + empty", a.merge(Moments.empty(FEATURES)), a, 0);
    assertSame("empty + a", Moments.empty(FEATURES).merge(a), a, 0);
  }

  @Test
  void mergeChangesNeitherOperand() {
    Moments a = moments(1, 30);
    Moments b = moments(2, 30);

    assertThat(a.merge(b).rows()).isEqualTo(60);
    assertSame("left", a, moments(1, 30), 0);
    assertSame("right", b, moments(2, 30), 0);
  }

  @Test
  void mergeRefusesDifferentNumbersOfFeatures() {
    assertThatThrownBy(() -> Moments.empty(2).merge(Moments.empty(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot merge moments of 2 and 3 features");
  }

  @Test
  void labelOnlyEqualsTheMomentsOfTheLabelAlone() {
    WeightedRows rows = WeightedRows.correlated(1, 30, FEATURES, 0.5);
    MomentsAccumulator label = new MomentsAccumulator(0);
    for (int i = 0; i < rows.rows(); i++) {
      label.add(new double[0], rows.y()[i], rows.w()[i]);
    }

    assertSame("label only", rows.moments().labelOnly(), label.toMoments(), ROUNDING);
  }

  /** As with rows whose further columns are 0, and a label between them. */
  @Test
  void embeddingAddsVariablesThatAreZero() {
    WeightedRows rows = WeightedRows.correlated(1, 30, 3, 0.5);
    MomentsAccumulator wide = new MomentsAccumulator(5);
    for (int i = 0; i < rows.rows(); i++) {
      double[] x = rows.x()[i];
      wide.add(new double[] {x[2], 0, x[0], 0, x[1]}, rows.y()[i], rows.w()[i]);
    }

    Moments embedded = rows.moments().embed(new int[] {2, 4, 0, 5}, 5);

    assertSame("embedded", embedded, wide.toMoments(), ROUNDING);
    assertThat(embedded.mean(1)).isZero();
    assertThat(embedded.covariance(1, 4)).isZero();
    assertSame("back", embedded.select(new int[] {2, 4, 0, 5}), rows.moments(), 0);
  }

  @Test
  void embeddingCommutesWithMerging() {
    int[] positions = {1, 2, 4, 5, 6, 8, 9};
    Moments a = moments(1, 30);
    Moments b = moments(2, 50);

    assertSame(
        "merged",
        a.embed(positions, 9).merge(b.embed(positions, 9)),
        a.merge(b).embed(positions, 9),
        0);
  }

  @Test
  void selectingMakesAnotherVariableTheLabel() {
    WeightedRows rows = WeightedRows.correlated(1, 30, 3, 0.5);
    MomentsAccumulator other = new MomentsAccumulator(2);
    for (int i = 0; i < rows.rows(); i++) {
      other.add(new double[] {rows.y()[i], rows.x()[i][0]}, rows.x()[i][2], rows.w()[i]);
    }

    assertSame("selected", rows.moments().select(new int[] {3, 0, 2}), other.toMoments(), ROUNDING);
  }

  @Test
  void storedMomentsAreTheSame() {
    Moments moments = moments(1, 30);
    SymmetricMatrix crossProducts =
        SymmetricMatrix.ofPacked(FEATURES + 1, moments.crossProducts().packed());

    Moments stored = Moments.of(moments.rows(), moments.weight(), moments.means(), crossProducts);

    assertSame("stored", stored, moments, 0);
    assertThat(stored.crossProducts()).isEqualTo(moments.crossProducts());
    double[] means = moments.means();
    means[0] = 1e9;
    assertThat(moments.mean(0)).isNotEqualTo(1e9);
  }

  @Test
  void whatNoRowsHaveIsNotStoredMoments() {
    SymmetricMatrix zero = SymmetricMatrix.zero(2);
    SymmetricMatrix negative = SymmetricMatrix.ofPacked(2, new double[] {1, 0, -1});
    SymmetricMatrix infinite =
        SymmetricMatrix.ofPacked(2, new double[] {1, Double.POSITIVE_INFINITY, 1});
    assertRefused(() -> Moments.of(1, 1, new double[1], zero), "has 1 means for 2 variables");
    assertRefused(() -> Moments.of(-1, 1, new double[2], zero), "has -1 rows of weight 1.0");
    assertRefused(() -> Moments.of(1, Double.NaN, new double[2], zero), "of weight NaN");
    assertRefused(() -> Moments.of(0, 1, new double[2], zero), "has 0 rows of weight 1.0");
    assertRefused(() -> Moments.of(1, 0, new double[2], zero), "has 1 rows of weight 0.0");
    assertRefused(() -> Moments.of(1, 1, new double[2], infinite), "NaN or infinite");
    assertRefused(() -> Moments.of(1, 1, new double[] {0, Double.NaN}, zero), "NaN or infinite");
    assertRefused(() -> Moments.of(1, 1, new double[2], negative), "variable 1");
    assertRefused(() -> Moments.of(0, 0, new double[] {1, 0}, zero), "variable 0 with mean 1.0");
    assertThat(Moments.of(0, 0, new double[2], zero).rows()).isZero();
  }

  private static void assertRefused(ThrowingCallable stored, String message) {
    assertThatThrownBy(stored)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void theLabelIsTheLastVariable() {
    MomentsAccumulator accumulator = new MomentsAccumulator(2);
    accumulator.add(new double[] {1, 2}, 3, 1);
    Moments moments = accumulator.toMoments();

    assertThat(moments.features()).isEqualTo(2);
    assertThat(moments.mean(moments.label())).isEqualTo(3);
  }

  @Test
  void aDeviationWithinTheRoundingOfTheMeanIsZero() {
    double mean = 1e6;
    double rounding = Math.ulp(mean);

    assertThat(ofDeviation(mean, 3.9 * rounding).deviation(0)).isEqualTo(0);
    assertThat(ofDeviation(mean, 4.1 * rounding).deviation(0)).isPositive();
    assertThat(ofDeviation(-mean, 3.9 * rounding).deviation(0)).isEqualTo(0);
    assertThat(ofDeviation(0, 1e-150).deviation(0)).isPositive();
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 1e200})
  void isFiniteOnlyIfEverySquareIs(double value) {
    for (int variable = 0; variable < 3; variable++) {
      double[] row = {1, 2, 3};
      MomentsAccumulator accumulator = new MomentsAccumulator(2);
      accumulator.add(row, row[2], 1);
      assertThat(accumulator.toMoments().isFinite()).isTrue();
      row[variable] = value;
      accumulator.add(row, row[2], 1);
      assertThat(accumulator.toMoments().isFinite())
          .as("with %s as variable %d", value, variable)
          .isFalse();
    }
  }

  /** The square of a value below 1e-145 has fewer digits than others. */
  @Test
  void smallValuesUnderflowUnlessTheyAreZero() {
    assertThat(ofDeviation(0, 1e-146).underflows(0)).isTrue();
    assertThat(ofDeviation(1e-146, 0).underflows(0)).isTrue();
    assertThat(ofDeviation(0, 1e-144).underflows(0)).isFalse();
    assertThat(ofDeviation(1e-144, 0).underflows(0)).isFalse();
    assertThat(ofDeviation(1e-144, 1e-146).underflows(0)).isFalse();
    assertThat(ofDeviation(0, 0).underflows(0)).isFalse();
  }

  /** Means and the upper triangle, of 8 bytes each. */
  @Test
  void knowsItsSize() {
    assertThat(Moments.bytes(0)).isEqualTo(8 * 2);
    assertThat(Moments.bytes(2)).isEqualTo(8 * (3 + 6));
    assertThat(Moments.bytes(99_999)).isEqualTo(8 * (100_000L + 5_000_050_000L));
  }

  private static Moments moments(long seed, int rows) {
    return WeightedRows.correlated(seed, rows, FEATURES, 0.5).moments();
  }

  private static Moments ofDeviation(double mean, double deviation) {
    double[] squares = {2 * deviation * deviation};
    return new Moments(2, 2, new double[] {mean}, SymmetricMatrix.ofUpperTriangle(1, squares));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.25, 1, 3})
  void scalingMultipliesTheWeights(double factor) {
    WeightedRows rows = WeightedRows.correlated(5, 40, 3, 0.4);
    double[] weights = Arrays.stream(rows.w()).map(weight -> weight * factor).toArray();

    assertSame(
        "scaled by " + factor,
        rows.moments().scaled(factor),
        new WeightedRows(rows.x(), rows.y(), weights).moments(),
        1e-13);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void weightsAreMultipliedByPositiveNumbersOnly(double factor) {
    assertThatThrownBy(() -> Moments.empty(1).scaled(factor))
        .hasMessage("weights cannot be multiplied by " + factor);
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "1, 0, 0", "-2, 3, 0.5", "5, 0, -1"})
  void theMeanSquaredErrorIsThatOfTheRows(double intercept, double first, double second) {
    WeightedRows rows = WeightedRows.correlated(6, 50, 2, 0.4);
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < rows.rows(); i++) {
      double residual = rows.y()[i] - intercept - first * rows.x()[i][0] - second * rows.x()[i][1];
      sum += rows.w()[i] * residual * residual;
      weight += rows.w()[i];
    }

    assertThat(rows.moments().meanSquaredError(intercept, new double[] {first, second}))
        .isCloseTo(sum / weight, withinPercentage(1e-10));
  }

  @Test
  void errorsNeedACoefficientForEachFeature() {
    assertThatThrownBy(() -> Moments.empty(2).meanSquaredError(0, new double[3]))
        .hasMessage("has 3 coefficients for 2 features");
  }
}
