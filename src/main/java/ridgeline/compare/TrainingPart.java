package ridgeline.compare;

import java.util.List;
import java.util.stream.IntStream;
import ridgeline.stats.FoldMoments;
import ridgeline.stats.Moments;

/**
 * Rows for tuning and training.
 *
 * @param heldOut the rows of each fold
 * @param outside the rows outside each fold
 * @param all all rows
 */
record TrainingPart(List<Moments> heldOut, List<Moments> outside, Moments all) {

  static TrainingPart of(FoldMoments folds) {
    return new TrainingPart(
        IntStream.range(0, folds.count()).mapToObj(folds::heldOut).toList(),
        IntStream.range(0, folds.count()).mapToObj(folds::training).toList(),
        folds.all());
  }

  /** Whether every fold has rows, and the label varies outside it. */
  boolean isUsable() {
    return heldOut.stream().allMatch(fold -> fold.weight() > 0)
        && outside.stream().allMatch(rows -> rows.rows() > 1 && rows.deviation(rows.label()) > 0);
  }

  /** The share of each fold in the weight of all rows. */
  double[] shares() {
    return heldOut.stream().mapToDouble(fold -> fold.weight() / all.weight()).toArray();
  }
}
