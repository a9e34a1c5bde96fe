package ridgeline.store.leaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static ridgeline.store.leaf.LeafAssert.assertSameBits;
import static ridgeline.store.leaf.LeafAssert.assertSameRows;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.stats.Moments;

@Tag("plain")
class LeafTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void mergedLeavesAreThoseOfAllRows(long seed) {
    List<LeveledRows> parts =
        IntStream.range(0, 7).mapToObj(k -> LeveledRows.random(seed * 10 + k, 20 + k)).toList();

    Leaf merged = Leaf.merged(parts.stream().map(LeveledRows::leaf).toList());

    assertSameRows("seed " + seed, merged, LeveledRows.all(parts).leaf());
    assertThat(parts.stream().map(part -> part.leaf().features().levels()).distinct().count())
        .as("the levels differ")
        .isGreaterThan(1);
  }

  @Test
  void mergingIsAssociative() {
    List<Leaf> leaves =
        IntStream.range(0, 5).mapToObj(k -> LeveledRows.random(k, 30).leaf()).toList();
    Leaf first = Leaf.merged(leaves.subList(0, 2));
    Leaf rest = Leaf.merged(leaves.subList(2, 5));

    assertSameRows("split", Leaf.merged(List.of(first, rest)), Leaf.merged(leaves));
  }

  /** In pairs of neighbours, whatever the number of leaves. */
  @Test
  void theOrderOfMergingIsATree() {
    List<Leaf> leaves =
        IntStream.range(0, 5).mapToObj(k -> LeveledRows.random(k, 30).leaf()).toList();
    Leaf left = Leaf.merged(List.of(Leaf.merged(leaves.subList(0, 2)), leaves.get(2)));
    Leaf right = Leaf.merged(leaves.subList(3, 5));

    assertSameBits(Leaf.merged(leaves), Leaf.merged(List.of(left, right)));
  }

  /** Of weights so different that the mean is rounded to 0. */
  @Test
  void aLevelWithATinyShareOfTheWeightStays() {
    LeveledRows rows =
        new LeveledRows(
            new double[][] {{1, 2, 3}, {1, 2, 4}},
            List.of(List.of("a", "0"), List.of("b", "1")),
            new double[] {1e-200, 1e200});
    assertThat(rows.leaf().trimmed().features().levels())
        .isEqualTo(List.of(List.of("a", "b"), List.of("0", "1")));
  }

  @Test
  void oneLeafMergedIsItself() {
    Leaf leaf = LeveledRows.random(1, 30).leaf();
    assertSameBits(Leaf.merged(List.of(leaf)), leaf);
  }

  /** A level of rows of weight 0 only is absent, as the rows are. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void trimmingLeavesOutWhatNoRowHas(long seed) {
    LeveledRows rows = LeveledRows.random(seed, 6);
    assertSameRows("seed " + seed, rows.untrimmed().trimmed(), rows.leaf());
    assertSameBits(rows.leaf().trimmed(), rows.leaf());
  }

  @Test
  void someLevelIsTrimmedInThatTest() {
    assertThat(
            IntStream.rangeClosed(1, 6)
                .mapToObj(seed -> LeveledRows.random(seed, 6))
                .filter(
                    rows -> rows.untrimmed().features().count() > rows.leaf().features().count())
                .count())
        .isPositive();
  }

  @Test
  void positionsAreThoseOfTheLevelsCombined() {
    FeatureLevels narrow =
        new FeatureLevels(LeveledRows.TERMS, List.of(List.of("b"), List.of("0", "2")));
    FeatureLevels wide =
        new FeatureLevels(LeveledRows.TERMS, List.of(List.of("a", "b"), List.of("0", "1", "2")));

    // x, z, x^2, a, b, 0, 1, 2, a0, a1, a2, b0, b1, b2, z:a, z:b, label
    assertThat(narrow.positionsIn(wide)).containsExactly(0, 1, 2, 4, 5, 7, 11, 13, 15, 16);
    assertThat(wide.positionsIn(wide)).containsExactly(IntStream.range(0, 17).toArray());
  }

  @Test
  void whatDoesNotFitTogetherIsRefused() {
    FeatureLevels features = LeveledRows.random(1, 30).leaf().features();
    assertThatThrownBy(() -> new Leaf(features, List.of(Moments.empty(2)), List.of(), List.of()))
        .hasMessageContaining("has moments of 2 features where its levels make");
    assertThatThrownBy(() -> new Leaf(features, List.of(), List.of(), List.of()))
        .hasMessage("has no buckets");
    List<List<String>> unsorted = List.of(List.of("b", "a"), List.of("0"));
    assertThatThrownBy(() -> new FeatureLevels(LeveledRows.TERMS, unsorted))
        .hasMessage("the levels of categorical column 0 are not sorted and distinct");
    assertThatThrownBy(() -> new FeatureLevels(LeveledRows.TERMS.subList(0, 4), features.levels()))
        .hasMessage("categorical column 1 has no term of its own");
    Leaf one = new Leaf(features, List.of(Moments.empty(features.count())), List.of(), List.of());
    List<Leaf> different = new ArrayList<>(List.of(one, LeveledRows.random(1, 30).leaf()));
    assertThatThrownBy(() -> Leaf.merged(different))
        .hasMessage("the leaves have different numbers of buckets");
  }
}
