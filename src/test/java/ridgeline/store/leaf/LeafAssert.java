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
      assertSameRows(description, actual.buckets().get(b), expected.buckets().get(b));
    }
    assertThat(levels(actual)).as(description).isEqualTo(levels(expected));
    for (int s = 0; s < expected.slices().size(); s++) {
      assertSameRows(
          description, actual.slices().get(s).moments(), expected.slices().get(s).moments());
    }
    assertThat(actual.quantiles().isEmpty()).isEqualTo(expected.quantiles().isEmpty());
    if (!expected.quantiles().isEmpty()) {
      assertSameRanks(description, actual, expected);
    }
  }

  private static void assertSameRows(String description, Moments actual, Moments expected) {
    assertThat(actual.rows()).as(description).isEqualTo(expected.rows());
    assertThat(actual.weight()).as(description).isEqualTo(expected.weight());
    for (int j = 0; j <= actual.features(); j++) {
      double size = Math.max(1, Math.abs(expected.mean(j)));
      assertThat(actual.mean(j))
          .as("mean %d, %s", j, description)
          .isCloseTo(expected.mean(j), within(ROUNDING * size));
      for (int i = 0; i <= j && actual.weight() > 0; i++) {
        double unit = Math.sqrt(expected.covariance(i, i) * expected.covariance(j, j));
        assertThat(actual.covariance(i, j))
            .as("covariance %d, %d, %s", i, j, description)
            .isCloseTo(expected.covariance(i, j), within(ROUNDING * (100 + unit)));
      }
    }
  }

  private static List<String> levels(Leaf leaf) {
    return leaf.slices().stream().map(slice -> slice.column() + slice.level()).toList();
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
      assertSameBits(actual.buckets().get(b), expected.buckets().get(b));
    }
    assertThat(levels(actual)).isEqualTo(levels(expected));
    for (int s = 0; s < expected.slices().size(); s++) {
      assertSameBits(actual.slices().get(s).moments(), expected.slices().get(s).moments());
    }
    assertThat(actual.quantiles()).hasSameSizeAs(expected.quantiles());
    for (int part = 0; part < expected.quantiles().size(); part++) {
      Quantiles own = actual.quantiles().get(part);
      Quantiles other = expected.quantiles().get(part);
      assertThat(own.weight()).isEqualTo(other.weight());
      assertThat(own.columns().toArray()).isEqualTo(other.columns().toArray());
    }
  }

  private static void assertSameBits(Moments actual, Moments expected) {
    assertThat(actual.rows()).isEqualTo(expected.rows());
    assertThat(actual.weight()).isEqualTo(expected.weight());
    assertThat(actual.means()).containsExactly(expected.means());
    assertThat(actual.crossProducts()).isEqualTo(expected.crossProducts());
  }
}
