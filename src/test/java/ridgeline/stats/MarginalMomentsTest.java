package ridgeline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntPredicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("plain")
class MarginalMomentsTest {
  private static final WeightedRows ROWS = WeightedRows.correlated(3, 300, 4, 0.5);

  /** Of sums of 300 rounded terms. */
  private static final double ROUNDING = 1e-12;

  private static MarginalMoments moments(IntPredicate chosen) {
    MarginalMoments moments = new MarginalMoments(ROWS.features());
    for (int i = 0; i < ROWS.rows(); i++) {
      if (chosen.test(i)) {
        double[] row = ROWS.x()[i];
        moments.add(j -> row[j], ROWS.w()[i]);
      }
    }
    return moments;
  }

  private static void assertClose(MarginalMoments actual, MarginalMoments expected) {
    assertThat(actual.rows()).isEqualTo(expected.rows());
    assertThat(actual.weight()).isCloseTo(expected.weight(), within(ROUNDING * 300));
    for (int j = 0; j < expected.variables(); j++) {
      assertThat(actual.mean(j)).isCloseTo(expected.mean(j), within(ROUNDING));
      assertThat(actual.variance(j)).isCloseTo(expected.variance(j), within(10 * ROUNDING));
    }
  }

  @Test
  void areTheDiagonalOfTheMoments() {
    Moments all = ROWS.moments();
    MarginalMoments marginal = moments(i -> true);
    assertThat(marginal.variables()).isEqualTo(ROWS.features());
    assertThat(marginal.rows()).isEqualTo(ROWS.rows());
    assertThat(marginal.weight()).isCloseTo(ROWS.weight(), within(ROUNDING * 300));
    for (int j = 0; j < ROWS.features(); j++) {
      assertThat(marginal.mean(j)).isCloseTo(all.mean(j), within(ROUNDING));
      assertThat(marginal.variance(j)).isCloseTo(all.covariance(j, j), within(10 * ROUNDING));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 299, 300})
  void aMergeIsThatOfAllRows(int split) {
    MarginalMoments merged = moments(i -> i < split);
    merged.merge(moments(i -> i >= split));
    assertClose(merged, moments(i -> true));
  }

  @Test
  void mergingIsAssociative() {
    MarginalMoments left = moments(i -> i < 50);
    left.merge(moments(i -> i >= 50 && i < 170));
    left.merge(moments(i -> i >= 170));
    MarginalMoments tail = moments(i -> i >= 50 && i < 170);
    tail.merge(moments(i -> i >= 170));
    MarginalMoments right = moments(i -> i < 50);
    right.merge(tail);
    assertClose(left, right);
  }

  @Test
  void equalValuesHaveNoVarianceAtAll() {
    MarginalMoments moments = new MarginalMoments(1);
    for (int i = 1; i < 100; i++) {
      moments.add(j -> 0.1, 1.0 / i);
    }
    assertThat(moments.variance(0)).isZero();
    assertThat(moments.mean(0)).isEqualTo(0.1);
  }

  @Test
  void knowsWhenSquaresLeaveTheRange() {
    MarginalMoments moments = new MarginalMoments(3);
    for (int i = 0; i < 3; i++) {
      double[] row = {1e200 * i, 1e-200 * i, i};
      moments.add(j -> row[j], 1);
    }
    assertThat(moments.isFinite(0)).isFalse();
    assertThat(moments.underflows(1)).isTrue();
    assertThat(moments.isFinite(2) && !moments.underflows(2)).isTrue();
  }
}
