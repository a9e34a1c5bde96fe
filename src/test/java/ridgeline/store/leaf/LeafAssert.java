package ridgeline.store.leaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ridgeline.stats.Moments;

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
  }
}
