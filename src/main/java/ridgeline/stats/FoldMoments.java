package ridgeline.stats;

import java.io.Serializable;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The moments of each fold and, by merging them, those of a fold's training rows and of all rows.
 * Merging never subtracts, so it loses no digits.
 */
public final class FoldMoments implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<Moments> folds;
  private final @Nullable List<Moments> training;
  private final @Nullable Moments all;

  /**
   * Folds of which each is predicted from all others.
   *
   * @param folds at least one fold
   */
  public FoldMoments(List<Moments> folds) {
    this.folds = List.copyOf(folds);
    training = null;
    all = null;
  }

  private FoldMoments(
      List<Moments> folds, @Nullable List<Moments> training, @Nullable Moments all) {
    this.folds = folds;
    this.training = training;
    this.all = all;
  }

  /**
   * Folds of which each is predicted from rows of its own, such as those before it.
   *
   * @param folds at least one fold
   * @param training the rows from which each of them is predicted
   * @param all the rows of the final fit
   */
  public static FoldMoments of(List<Moments> folds, List<Moments> training, Moments all) {
    if (folds.size() != training.size()) {
      throw new IllegalArgumentException(
          "has %d folds but training rows of %d".formatted(folds.size(), training.size()));
    }
    return new FoldMoments(List.copyOf(folds), List.copyOf(training), all);
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

  /** The rows from which fold {@code fold} is predicted: by default, those of all other folds. */
  public Moments training(int fold) {
    return training == null
        ? mergeOf(folds.subList(0, fold)).merge(mergeOf(folds.subList(fold + 1, count())))
        : training.get(fold);
  }

  /** All rows. */
  public Moments all() {
    return all == null ? mergeOf(folds) : all;
  }

  /** The moments of the label without the features. */
  public FoldMoments labelOnly() {
    return map(Moments::labelOnly);
  }

  /**
   * The moments of some variables, the last of which becomes the label.
   *
   * @param variables distinct
   */
  public FoldMoments select(int[] variables) {
    return map(moments -> moments.select(variables));
  }

  private FoldMoments map(UnaryOperator<Moments> change) {
    return new FoldMoments(
        folds.stream().map(change).toList(),
        training == null ? null : training.stream().map(change).toList(),
        all == null ? null : change.apply(all));
  }

  private Moments mergeOf(List<Moments> part) {
    return part.stream().reduce(Moments.empty(features()), Moments::merge);
  }
}
