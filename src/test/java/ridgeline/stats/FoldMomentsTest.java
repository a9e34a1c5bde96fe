package ridgeline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static ridgeline.stats.MomentsAssert.assertSame;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("plain")
class FoldMomentsTest {
  /** One rounding error per fold. */
  private static final double ROUNDING = 1e-12;

  private static final WeightedRows DATA = WeightedRows.correlated(1, 200, 5, 0.5);

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10})
  void trainingAndHeldOutRowsAreAllRows(int folds) {
    FoldMoments moments = folds(folds);

    for (int fold = 0; fold < folds; fold++) {
      Moments merged = moments.training(fold).merge(moments.heldOut(fold));
      assertSame("fold " + fold, merged, moments.all(), ROUNDING);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10})
  void trainingRowsAreThoseOfTheOtherFolds(int folds) {
    FoldMoments moments = folds(folds);

    for (int fold = 0; fold < folds; fold++) {
      int heldOut = fold;
      int[] others = IntStream.range(0, DATA.rows()).filter(i -> i % folds != heldOut).toArray();
      Moments expected = DATA.take(others).moments();
      assertSame("fold " + fold, moments.training(fold), expected, ROUNDING);
    }
  }

  @Test
  void allRowsAreTheRowsOfEveryFold() {
    assertSame("3 folds", folds(3).all(), DATA.moments(), ROUNDING);
  }

  @Test
  void anEmptyFoldTrainsOnAllRows() {
    FoldMoments moments = new FoldMoments(List.of(Moments.empty(5), DATA.moments()));

    assertSame("empty fold", moments.training(0), DATA.moments(), 0);
    assertThat(moments.training(1).weight()).isEqualTo(0);
  }

  @Test
  void foldsMayHaveTrainingRowsOfTheirOwn() {
    List<Moments> parts = DATA.split(3, i -> i % 3).stream().map(WeightedRows::moments).toList();
    FoldMoments forward = FoldMoments.of(parts.subList(1, 3), parts.subList(0, 2), DATA.moments());

    assertThat(forward.count()).isEqualTo(2);
    assertThat(forward.heldOut(0)).isSameAs(parts.get(1));
    assertThat(forward.training(0)).isSameAs(parts.get(0));
    assertThat(forward.training(1)).isSameAs(parts.get(1));
    assertSame("all", forward.all(), DATA.moments(), 0);
    FoldMoments labels = forward.labelOnly();
    assertSame("label", labels.training(1), parts.get(1).labelOnly(), 0);
    assertSame("label of all", labels.all(), DATA.moments().labelOnly(), 0);
    FoldMoments two = forward.select(new int[] {3, 0});
    assertSame("two variables", two.heldOut(0), parts.get(1).select(new int[] {3, 0}), 0);
  }

  @Test
  void eachFoldHasTrainingRows() {
    List<Moments> one = List.of(DATA.moments());

    assertThatThrownBy(() -> FoldMoments.of(one, List.of(), DATA.moments()))
        .hasMessage("has 1 folds but training rows of 0");
  }

  private static FoldMoments folds(int count) {
    return new FoldMoments(
        DATA.split(count, i -> i % count).stream().map(WeightedRows::moments).toList());
  }
}
