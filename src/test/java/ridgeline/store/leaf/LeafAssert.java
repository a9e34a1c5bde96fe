package ridgeline.store.leaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import ridgeline.stats.Moments;
import ridgeline.stats.Quantiles;

/** Compares leaves. */
public final class LeafAssert {
  /** Rounding errors of sums of some hundred products, relative to the deviations. */
  private static final double ROUNDING = 1e-12;

  private LeafAssert() {}

  /** Up to rounding. */
  public static void assertSameRows(String description, Leaf actual, Leaf expected) {
    assertThat(actual.features()).as(description).isEqualTo(expected.features());
    for (int b = 0; b < expected.buckets().size(); b++) {
      Moments bucket = actual.buckets().get(b);
      Moments other = expected.buckets().get(b);
      assertThat(bucket.rows()).as(description).isEqualTo(other.rows());
      assertThat(bucket.weight()).as(description).isEqualTo(other.weight());
      for (int j = 0; j <= bucket.features(); j++) {
        assertThat(bucket.mean(j))
            .as("mean %d, %s", j, description)
            .isCloseTo(other.mean(j), within(ROUNDING * Math.max(1, Math.abs(other.mean(j)))));
        for (int i = 0; i <= j && bucket.weight() > 0; i++) {
          double unit = Math.sqrt(other.covariance(i, i) * other.covariance(j, j));
          assertThat(bucket.covariance(i, j))
              .as("covariance %d, %d, %s", i, j, description)
              .isCloseTo(other.covariance(i, j), within(ROUNDING * (100 + unit)));
        }
      }
    }
    assertThat(actual.quantiles().isEmpty()).isEqualTo(expected.quantiles().isEmpty());
    if (!expected.quantiles().isEmpty()) {
      assertSameRanks(description, actual, expected);
    }
  }

  /** Each stands for as many rows as in the other, but for the roundings of merging. */
  private static void assertSameRanks(String description, Leaf actual, Leaf expected) {
    List<double[]> ours = Quantiles.merged(actual.quantiles()).columns();
    List<double[]> theirs = Quantiles.merged(expected.quantiles()).columns();
    for (int column = 0; column < theirs.size(); column++) {
      assertThat(ours.get(column)).hasSameSizeAs(theirs.get(column));
      for (int i = 0; i < ours.get(column).length; i++) {
        double value = ours.get(column)[i];
        double below = Arrays.stream(theirs.get(column)).filter(other -> other < value).count();
        double upTo = Arrays.stream(theirs.get(column)).filter(other -> other <= value).count();
        assertThat(i + 0.5)
            .as("rank of a quantile of term %d, %s", column, description)
            .isBetween(below - 2, upTo + 2);
      }
    }
  }

  /** To the last bit. */
  public static void assertSameBits(Leaf actual, Leaf expected) {
    assertThat(actual.features()).isEqualTo(expected.features());
    for (int b = 0; b < expected.buckets().size(); b++) {
      Moments bucket = actual.buckets().get(b);
      Moments other = expected.buckets().get(b);
      assertThat(bucket.rows()).isEqualTo(other.rows());
      assertThat(bucket.weight()).isEqualTo(other.weight());
      assertThat(bucket.means()).containsExactly(other.means());
      assertThat(bucket.crossProducts()).isEqualTo(other.crossProducts());
    }
    assertThat(actual.quantiles()).hasSameSizeAs(expected.quantiles());
    for (int part = 0; part < expected.quantiles().size(); part++) {
      Quantiles own = actual.quantiles().get(part);
      Quantiles other = expected.quantiles().get(part);
      assertThat(own.weight()).isEqualTo(other.weight());
      assertThat(own.columns().toArray()).isEqualTo(other.columns().toArray());
    }
  }
}
