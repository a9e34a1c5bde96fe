package ridgeline.stats;

import java.io.Serializable;
import java.util.List;

/**
 * The moments of each fold and, by merging them, those of a fold's training rows (all other folds)
 * and of all rows. Merging never subtracts, so it loses no digits.
 */
public final class FoldMoments implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<Moments> folds;

  /**
   * Takes the moments of each fold.
   *
   * @param folds at least one fold
   */
  public FoldMoments(List<Moments> folds) {
    this.folds = List.copyOf(folds);
  }

  public int count() {
    return folds.size();
  }

  public int features() {
    return folds.get(0).features();
  }

  /** The rows that fold {@code fold} holds out. */
  public Moments heldOut(int fold) {
    return folds.get(fold);
  }

  /** All rows except those of fold {@code fold}: the merge of the folds before and after it. */
  public Moments training(int fold) {
    return mergeOf(folds.subList(0, fold)).merge(mergeOf(folds.subList(fold + 1, count())));
  }

  /** All rows. */
  public Moments all() {
    return mergeOf(folds);
  }

  private Moments mergeOf(List<Moments> part) {
    return part.stream().reduce(Moments.empty(features()), Moments::merge);
  }
}
