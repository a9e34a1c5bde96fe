package ridgeline.stats;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Accumulates dense rows into the {@link Moments} of each fold. Columnar rows are distributed to
 * the folds one column at a time, while the column is in the processor's cache.
 */
public final class FoldMomentsAccumulator {
  private final Kernel kernel;
  private final int features;
  private final @Nullable MomentsAccumulator[] folds;

  /** Computes with the Java BLAS. */
  public FoldMomentsAccumulator(int features, int folds) {
    this(features, folds, Kernel.JAVA);
  }

  public FoldMomentsAccumulator(int features, int folds, Kernel kernel) {
    this.kernel = kernel;
    this.features = features;
    this.folds = new MomentsAccumulator[folds];
  }

  /** Adds one row to a fold; see {@link MomentsAccumulator#add}. */
  public void add(int fold, double[] row, double label, double weight) {
    fold(fold).add(row, label, weight);
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
    int[] next = new int[ends.length];
    System.arraycopy(ends, 0, next, 1, ends.length - 1);
    int[] counts = new int[ends.length];
    while (!Arrays.equals(next, ends)) {
      for (int fold = 0; fold < ends.length; fold++) {
        int left = ends[fold] - next[fold];
        counts[fold] = left == 0 ? 0 : Math.min(left, fold(fold).room());
      }
      for (int j = 0; j <= features; j++) {
        double[] column = j < features ? columns[j] : labels;
        for (int fold = 0; fold < ends.length; fold++) {
          if (counts[fold] > 0) {
            fold(fold).put(j, column, chosen, next[fold], counts[fold]);
          }
        }
      }
      for (int fold = 0; fold < ends.length; fold++) {
        if (counts[fold] > 0) {
          fold(fold).commit(weights, chosen, next[fold], counts[fold]);
          next[fold] += counts[fold];
        }
      }
    }
  }

  private MomentsAccumulator fold(int fold) {
    MomentsAccumulator accumulator = folds[fold];
    if (accumulator == null) {
      accumulator = new MomentsAccumulator(features, kernel.blas());
      folds[fold] = accumulator;
    }
    return accumulator;
  }

  /** The moments of each fold so far. */
  public List<Moments> toMoments() {
    Moments empty = Moments.empty(features);
    return Arrays.stream(folds).map(fold -> fold == null ? empty : fold.toMoments()).toList();
  }
}
