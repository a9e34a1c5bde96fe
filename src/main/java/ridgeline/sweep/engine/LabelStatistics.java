package ridgeline.sweep.engine;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import ridgeline.data.DataException;
import ridgeline.stats.FoldMoments;
import ridgeline.stats.Moments;

/**
 * Statistics of label and weights in each fold.
 *
 * @param folds moments of the label alone in each fold
 */
record LabelStatistics(FoldMoments folds) {
  /** Maximum number of folds that a message names. */
  private static final int MAX_NAMED = 20;

  static LabelStatistics of(FoldMoments moments) {
    return new LabelStatistics(moments.labelOnly());
  }

  double[] weights() {
    return IntStream.range(0, folds.count())
        .mapToDouble(fold -> folds.heldOut(fold).weight())
        .toArray();
  }

  /** Number of rows of positive weight. */
  long rows() {
    return folds.all().rows();
  }

  double mean() {
    return folds.all().mean(0);
  }

  double variance() {
    Moments all = folds.all();
    return all.covariance(0, 0);
  }

  double deviation() {
    return folds.all().deviation(0);
  }

  /**
   * Deviation of the label in the training rows of a fold, or in all rows if {@code fold} is the
   * number of folds.
   */
  double trainingDeviation(int fold) {
    return fold == folds.count() ? deviation() : folds.training(fold).deviation(0);
  }

  private void requireFilled(long rows, FoldKeys keys) {
    int[] empty =
        IntStream.range(0, folds.count()).filter(k -> folds.heldOut(k).rows() == 0).toArray();
    if (empty.length > 0) {
      String named =
          IntStream.of(empty)
              .limit(MAX_NAMED)
              .mapToObj(String::valueOf)
              .collect(Collectors.joining(", "));
      throw new DataException(
          "%s %s%s of %d %s no rows of positive weight, out of %,d; %s"
              .formatted(
                  empty.length == 1 ? "fold" : "folds",
                  named,
                  empty.length > MAX_NAMED ? ", ..." : "",
                  folds.count(),
                  empty.length == 1 ? "has" : "have",
                  rows,
                  keys.fill(folds.count())));
    }
  }

  /**
   * Rejects data that cannot be cross-validated.
   *
   * @param keys of the folds, for messages
   * @throws DataException if a fold has no rows, or the label is constant in the training rows of a
   *     fold
   */
  void requireUsable(FoldKeys keys) {
    Moments all = folds.all();
    if (all.weight() == 0) {
      throw new DataException("every row has weight 0; there is nothing to fit");
    }
    if (all.deviation(0) == 0) {
      throw new DataException(
          "the label is constant (%s in all %,d rows); there is nothing to fit"
              .formatted(all.mean(0), all.rows()));
    }
    requireFilled(all.rows(), keys);
    for (int fold = 0; fold < folds.count(); fold++) {
      Moments training = folds.training(fold);
      if (training.rows() < 2 || training.deviation(0) == 0) {
        throw new DataException(
            "the label is constant in the %,d rows outside fold %d of %d; lower %s or choose other folds"
                .formatted(training.rows(), fold, folds.count(), keys.count()));
      }
    }
  }
}
