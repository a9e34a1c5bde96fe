package ridgeline.store.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.config.retrain.ValidationConfig;
import ridgeline.data.DataException;
import ridgeline.stats.FoldMoments;
import ridgeline.stats.Moments;
import ridgeline.stats.MomentsAccumulator;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.leaf.LeveledRows;

@Tag("plain")
class WindowFoldsTest {
  private static final LocalDate LAST = LocalDate.parse("2001-03-31");

  /** Of each of the last twelve days, the oldest first. */
  private static final List<LeveledRows> DAYS =
      IntStream.range(0, 12).mapToObj(day -> LeveledRows.random(day, 30)).toList();

  private static final List<DatedLeaf> LEAVES =
      IntStream.range(0, 12)
          .mapToObj(day -> new DatedLeaf("d" + day, LAST.minusDays(11 - day), DAYS.get(day).leaf()))
          .toList();

  private static final Leaf MERGED = Leaf.merged(LEAVES.stream().map(DatedLeaf::leaf).toList());

  private static ValidationConfig folds(int count) {
    return new ValidationConfig(ValidationConfig.Kind.FOLDS, count, "7 days", "0 days", 8);
  }

  private static ValidationConfig forward(String horizon, String gap, int origins) {
    return new ValidationConfig(ValidationConfig.Kind.FORWARD, 10, horizon, gap, origins);
  }

  private static FoldMoments of(ValidationConfig validation) {
    return WindowFolds.of(validation, LEAVES, MERGED, LAST);
  }

  /** The rows of the days {@code from} (inclusive) to {@code to} (exclusive). */
  private static long rows(int from, int to) {
    return LeveledRows.all(DAYS.subList(from, to)).leaf().total().rows();
  }

  @Test
  void foldsAreDisjointAndComplete() {
    FoldMoments folds = of(folds(2));

    assertThat(folds.count()).isEqualTo(2);
    assertThat(folds.heldOut(0).rows())
        .isEqualTo(MERGED.buckets().get(0).rows() + MERGED.buckets().get(2).rows());
    assertThat(folds.heldOut(1).rows()).isEqualTo(MERGED.buckets().get(1).rows());
    assertThat(folds.all().rows()).isEqualTo(rows(0, 12));
    assertThat(folds.training(0).rows()).isEqualTo(folds.heldOut(1).rows());
  }

  /** Days 0 to 5 predict 6 to 8, and days 0 to 8 predict 9 to 11. */
  @Test
  void originsRollForward() {
    FoldMoments folds = of(forward("3 days", "0 days", 2));

    assertThat(folds.count()).isEqualTo(2);
    assertThat(folds.training(0).rows()).isEqualTo(rows(0, 6));
    assertThat(folds.heldOut(0).rows()).isEqualTo(rows(6, 9));
    assertThat(folds.training(1).rows()).isEqualTo(rows(0, 9));
    assertThat(folds.heldOut(1).rows()).isEqualTo(rows(9, 12));
    assertThat(folds.all().rows()).isEqualTo(rows(0, 12));
    assertThat(folds.features()).isEqualTo(MERGED.features().count());
  }

  @Test
  void theGapIsNeitherTrainedOnNorPredicted() {
    FoldMoments folds = of(forward("3 days", "2 days", 2));

    assertThat(folds.training(0).rows()).isEqualTo(rows(0, 4));
    assertThat(folds.heldOut(0).rows()).isEqualTo(rows(6, 9));
    assertThat(folds.training(1).rows()).isEqualTo(rows(0, 7));
  }

  @Test
  void anOriginNeedsRowsBeforeIt() {
    assertThatThrownBy(() -> of(forward("3 days", "0 days", 4)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "validation.kind forward has no rows up to 2001-03-19 to train on, with its origin at 2001-03-19; lower validation.origins or horizon, or widen the window");
  }

  @Test
  void anOriginNeedsRowsAfterIt() {
    List<DatedLeaf> early = LEAVES.subList(0, 9);
    Leaf merged = Leaf.merged(early.stream().map(DatedLeaf::leaf).toList());

    assertThatThrownBy(() -> WindowFolds.of(forward("3 days", "0 days", 2), early, merged, LAST))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "validation.kind forward has no rows after 2001-03-28 up to 2001-03-31 to predict, with its origin at 2001-03-28; lower validation.origins or horizon, or widen the window");
  }

  @Test
  void aFitToAllRowsAfterOriginsNeedsNoBuckets() {
    FoldMoments folds = WindowFolds.ofRefit(forward("3 days", "0 days", 2), MERGED.inOneBucket());

    assertThat(folds.count()).isEqualTo(2);
    assertThat(folds.training(0).rows()).isEqualTo(rows(0, 12));
    assertThat(folds.all().rows()).isEqualTo(rows(0, 12));
  }

  private static Moments labels(double... values) {
    MomentsAccumulator moments = new MomentsAccumulator(0);
    for (double value : values) {
      moments.add(new double[0], value, 1);
    }
    return moments.toMoments();
  }

  @Test
  void foldsThatCannotBeUsedAreNamedWithWhatToDo() {
    FoldMoments empty = new FoldMoments(List.of(labels(1, 2), labels(), labels(3), labels()));
    assertThatThrownBy(() -> WindowFolds.requireUsable(empty, "do this"))
        .isInstanceOf(DataException.class)
        .hasMessage("folds 1, 3 of 4 have no rows of positive weight, out of 3; do this");
    FoldMoments constant = new FoldMoments(List.of(labels(1, 2), labels(1, 1)));
    assertThatThrownBy(() -> WindowFolds.requireUsable(constant, "do this"))
        .isInstanceOf(DataException.class)
        .hasMessage("the label is constant in the 2 rows on which fold 0 of 2 is trained; do this");
    WindowFolds.requireUsable(new FoldMoments(List.of(labels(1, 2), labels(1, 2))), "");
    WindowFolds.requireUsable(new FoldMoments(List.of(labels(1, 1), labels(1, 1))), "");
  }
}
