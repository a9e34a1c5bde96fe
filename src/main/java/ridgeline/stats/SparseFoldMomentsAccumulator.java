package ridgeline.stats;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Accumulates sparse rows into the {@link Moments} of each fold. */
public final class SparseFoldMomentsAccumulator {
  private final int features;
  private final @Nullable SparseMomentsAccumulator[] folds;

  public SparseFoldMomentsAccumulator(int features, int folds) {
    this.features = features;
    this.folds = new SparseMomentsAccumulator[folds];
  }

  /** Adds one row to a fold; see {@link SparseMomentsAccumulator#add}. */
  public void add(
      int fold, int[] columns, double[] values, int entries, double label, double weight) {
    SparseMomentsAccumulator accumulator = folds[fold];
    if (accumulator == null) {
      accumulator = new SparseMomentsAccumulator(features);
      folds[fold] = accumulator;
    }
    accumulator.add(columns, values, entries, label, weight);
  }

  /** The moments of each fold; no rows may be added afterwards. */
  public List<Moments> toMoments() {
    Moments empty = Moments.empty(features);
    return Arrays.stream(folds).map(fold -> fold == null ? empty : fold.toMoments()).toList();
  }
}
