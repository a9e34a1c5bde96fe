package ridgeline.stats;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Accumulates dense rows into the {@link Moments} of each fold. Columnar rows are distributed to
 * the folds one column at a time, while the column is in the processor's cache.
 */
public final class FoldMomentsAccumulator {
  private final int features;
  private final OpenAccumulators<MomentsAccumulator, Moments> folds;

  /** Computes with the Java BLAS. */
  public FoldMomentsAccumulator(int features, int folds) {
    this(features, folds, Kernel.JAVA);
  }

  public FoldMomentsAccumulator(int features, int folds, Kernel kernel) {
    this.features = features;
    this.folds =
        new OpenAccumulators<>(
            folds,
            MomentsAccumulator.bytes(features),
            () -> new MomentsAccumulator(features, kernel.blas()),
            MomentsAccumulator::toMoments,
            Moments::merge);
  }

  /** Adds one row to a fold; see {@link MomentsAccumulator#add}. */
  public void add(int fold, double[] row, double label, double weight) {
    folds.get(fold).add(row, label, weight);
    folds.count(1);
  }

  /**
   * Adds rows.
   *
   * @param columns one array for each feature; not kept
   * @param weights {@code > 0} for the chosen rows
   * @param chosen positions of the rows in the columns, those of fold 0 first
   * @param ends for each fold, the position in {@code chosen} after its last row
   */
  public void add(double[][] columns, double[] labels, double[] weights, int[] chosen, int[] ends) {
    int[] present = IntStream.range(0, ends.length).filter(f -> ends[f] > start(f, ends)).toArray();
    MomentsAccumulator[] accumulators = new MomentsAccumulator[present.length];
    int[] next = new int[present.length];
    for (int k = 0; k < present.length; k++) {
      accumulators[k] = folds.get(present[k]);
      next[k] = start(present[k], ends);
    }
    int[] counts = new int[present.length];
    for (int left = ends[ends.length - 1]; left > 0; ) {
      for (int k = 0; k < present.length; k++) {
        counts[k] = Math.min(ends[present[k]] - next[k], accumulators[k].room());
      }
      for (int j = 0; j <= features; j++) {
        double[] column = j < features ? columns[j] : labels;
        for (int k = 0; k < present.length; k++) {
          accumulators[k].put(j, column, chosen, next[k], counts[k]);
        }
      }
      for (int k = 0; k < present.length; k++) {
        accumulators[k].commit(weights, chosen, next[k], counts[k]);
        next[k] += counts[k];
        left -= counts[k];
      }
    }
    folds.count(ends[ends.length - 1]);
  }

  private static int start(int fold, int[] ends) {
    return fold == 0 ? 0 : ends[fold - 1];
  }

  /** The moments of each fold; no rows may be added afterwards. */
  public List<Moments> toMoments() {
    Moments empty = Moments.empty(features);
    return folds.results().stream().map(fold -> fold == null ? empty : fold).toList();
  }
}
