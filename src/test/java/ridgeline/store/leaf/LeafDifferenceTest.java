package ridgeline.store.leaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.linalg.SymmetricMatrix;
import ridgeline.stats.Moments;
import ridgeline.stats.Quantiles;

@Tag("plain")
class LeafDifferenceTest {
  private static final double SIZE = 1e-7;

  private static final double ROUNDING = 1e-12;

  private static Leaf leaf() {
    return LeveledRows.random(1, 200).leaf();
  }

  /** The same leaf with one bucket replaced. */
  private static Leaf with(Leaf leaf, int bucket, Moments moments) {
    List<Moments> buckets = new ArrayList<>(leaf.buckets());
    buckets.set(bucket, moments);
    return with(leaf, buckets);
  }

  private static Leaf with(Leaf leaf, List<Moments> buckets) {
    return new Leaf(leaf.features(), buckets, leaf.quantiles(), leaf.slices());
  }

  private static Leaf ofOneNumber(Moments moments) {
    return new Leaf(
        new FeatureLevels(List.of(LeveledRows.TERMS.get(0)), List.of()),
        List.of(moments),
        List.of(),
        List.of());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theSameRowsInAnotherOrderDifferByRounding(long seed) {
    LeveledRows rows = LeveledRows.random(seed, 100);
    Leaf reversed =
        Leaf.merged(
            List.of(LeveledRows.all(List.of(rows)).leaf(), LeveledRows.random(seed, 0).leaf()));
    LeafDifference difference = LeafDifference.of(reversed, rows.leaf());
    assertThat(difference.size()).as(difference.where()).isLessThan(ROUNDING);
    assertThat(LeafDifference.of(rows.leaf(), rows.leaf())).isEqualTo(new LeafDifference(0, ""));
  }

  @Test
  void aMeanIsRelativeToItself() {
    Leaf leaf = leaf();
    Moments bucket = leaf.buckets().get(1);
    double[] means = bucket.means();
    means[0] += SIZE * (bucket.deviation(0) + Math.abs(means[0]));
    Leaf other =
        with(leaf, 1, Moments.of(bucket.rows(), bucket.weight(), means, bucket.crossProducts()));
    LeafDifference difference = LeafDifference.of(other, leaf);
    assertThat(difference.where()).isEqualTo("the mean of variable 0 in bucket 1");
    assertThat(difference.size()).isCloseTo(SIZE, within(1e-3 * SIZE));
  }

  @Test
  void aCrossProductIsRelativeToBothVariables() {
    Leaf leaf = leaf();
    Moments bucket = leaf.buckets().get(2);
    SymmetricMatrix products = bucket.crossProducts();
    double[] packed = products.packed();
    packed[1] += SIZE * Math.sqrt(products.get(0, 0) * products.get(1, 1));
    Leaf other =
        with(
            leaf,
            2,
            Moments.of(
                bucket.rows(),
                bucket.weight(),
                bucket.means(),
                SymmetricMatrix.ofPacked(products.size(), packed)));
    LeafDifference difference = LeafDifference.of(other, leaf);
    assertThat(difference.where()).isEqualTo("the cross product of variables 0 and 1 in bucket 2");
    assertThat(difference.size()).isCloseTo(SIZE, within(1e-3 * SIZE));
  }

  @Test
  void theWeightIsRelative() {
    Leaf leaf = leaf();
    Leaf other = with(leaf, 0, leaf.buckets().get(0).scaled(1.5));
    LeafDifference difference = LeafDifference.of(other, leaf);
    assertThat(difference.size()).isCloseTo(0.5, within(ROUNDING));
  }

  @Test
  void otherRowsOrLevelsDifferWithoutBound() {
    Leaf leaf = leaf();
    Moments bucket = leaf.buckets().get(0);
    Leaf more =
        with(
            leaf,
            0,
            Moments.of(bucket.rows() + 1, bucket.weight(), bucket.means(), bucket.crossProducts()));
    assertThat(LeafDifference.of(more, leaf))
        .isEqualTo(new LeafDifference(Double.POSITIVE_INFINITY, "the number of rows of bucket 0"));
    assertThat(LeafDifference.of(LeveledRows.random(2, 200).leaf(), leaf))
        .isEqualTo(new LeafDifference(Double.POSITIVE_INFINITY, "the levels of its categories"));
    assertThat(LeafDifference.of(with(leaf, leaf.buckets().subList(0, 2)), leaf))
        .isEqualTo(new LeafDifference(Double.POSITIVE_INFINITY, "the number of its buckets"));
  }

  /** The sum of squares of a constant is rounding, and says nothing. */
  @Test
  void aConstantMayHaveARoundedSumOfSquares() {
    Moments constant =
        Moments.of(
            10, 10, new double[] {5000, 1}, SymmetricMatrix.ofPacked(2, new double[] {0, 0, 10}));
    Moments rounded =
        Moments.of(
            10,
            10,
            new double[] {5000, 1},
            SymmetricMatrix.ofPacked(2, new double[] {1e-21, 0, 10}));
    assertThat(LeafDifference.of(ofOneNumber(rounded), ofOneNumber(constant)).size())
        .isLessThan(ROUNDING);
  }

  @Test
  void emptyLeavesAreTheSame() {
    Leaf leaf = ofOneNumber(Moments.empty(1));
    assertThat(LeafDifference.of(leaf, leaf).size()).isZero();
  }

  /** Those of a sample differ by chance, by less than a tenth of the rows. */
  @ParameterizedTest
  @CsvSource({"0.05, true", "0.15, false"})
  void quantilesMayBeOfAnotherSample(double shift, boolean areSame) {
    Leaf leaf = leaf();
    int by = (int) (shift * Quantiles.POINTS);
    Quantiles own = leaf.quantiles().get(0);
    Quantiles shifted =
        new Quantiles(
            own.weight(),
            own.columns().stream()
                .map(
                    column ->
                        IntStream.range(0, column.length)
                            .mapToDouble(i -> column[Math.min(i + by, column.length - 1)])
                            .toArray())
                .toList());

    LeafDifference difference =
        LeafDifference.of(
            new Leaf(leaf.features(), leaf.buckets(), List.of(shifted), leaf.slices()), leaf);

    assertThat(difference)
        .isEqualTo(
            areSame
                ? new LeafDifference(0, "")
                : new LeafDifference(Double.POSITIVE_INFINITY, "the quantiles of term 0"));
  }
}
