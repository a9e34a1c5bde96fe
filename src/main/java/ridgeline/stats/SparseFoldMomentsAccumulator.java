package ridgeline.stats;

import java.util.List;

/** Accumulates sparse rows into the {@link Moments} of each fold. */
public final class SparseFoldMomentsAccumulator {
  private final int features;
  private final OpenAccumulators<SparseMomentsAccumulator, Moments> folds;

  public SparseFoldMomentsAccumulator(int features, int folds) {
    this.features = features;
    this.folds =
        new OpenAccumulators<>(
            folds,
            SparseMomentsAccumulator.bytes(features),
            () -> new SparseMomentsAccumulator(features),
            SparseMomentsAccumulator::toMoments,
            Moments::merge);
  }

  /** Adds one row to a fold; see {@link SparseMomentsAccumulator#add}. */
  public void add(
      int fold, int[] columns, double[] values, int entries, double label, double weight) {
    folds.get(fold).add(columns, values, entries, label, weight);
    folds.count(1);
  }

  /** The moments of each fold; no rows may be added afterwards. */
  public List<Moments> toMoments() {
    Moments empty = Moments.empty(features);
    return folds.results().stream().map(fold -> fold == null ? empty : fold).toList();
  }
}
