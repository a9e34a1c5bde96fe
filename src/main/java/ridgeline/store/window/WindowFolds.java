package ridgeline.store.window;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import ridgeline.config.retrain.Span;
import ridgeline.config.retrain.ValidationConfig;
import ridgeline.config.text.Printable;
import ridgeline.data.DataException;
import ridgeline.stats.FoldMoments;
import ridgeline.stats.Moments;
import ridgeline.store.leaf.FeatureLevels;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.leaf.Variables;

/** Deals the statistics of a window into folds. */
public final class WindowFolds {
  private static final String BUCKETS =
      "buckets.by columns with more distinct values for another store";

  private WindowFolds() {}

  /**
   * The folds of a window.
   *
   * @param leaves of its partitions, weighted, by date
   * @param merged all of them, merged
   * @param last the last date of the window
   * @throws DataException if an origin has no rows before or after it
   */
  public static FoldMoments of(
      ValidationConfig validation, List<DatedLeaf> leaves, Leaf merged, LocalDate last) {
    boolean ofBuckets = validation.kind() == ValidationConfig.Kind.FOLDS;
    FoldMoments folds =
        ofBuckets
            ? ofBuckets(merged, validation.count())
            : forward(validation, leaves, merged, last);
    requireUsable(
        folds,
        ofBuckets
            ? "lower validation.count, widen the window, or choose %s".formatted(BUCKETS)
            : "lower validation.origins or horizon, or widen the window");
    return folds;
  }

  /**
   * Checks that each fold has rows, and that the label varies outside it, unless it does not vary
   * at all.
   *
   * @param advice what to do about it
   * @throws DataException if not
   */
  public static void requireUsable(FoldMoments folds, String advice) {
    FoldMoments labels = folds.labelOnly();
    if (!(labels.all().deviation(0) > 0)) {
      return; // as the sweep reports
    }
    List<String> empty =
        IntStream.range(0, labels.count())
            .filter(fold -> labels.heldOut(fold).rows() == 0)
            .mapToObj(String::valueOf)
            .toList();
    if (!empty.isEmpty()) {
      throw new DataException(
          "%s %s of %d %s no rows of positive weight, out of %,d; %s"
              .formatted(
                  empty.size() == 1 ? "fold" : "folds",
                  Printable.named(empty),
                  labels.count(),
                  empty.size() == 1 ? "has" : "have",
                  labels.all().rows(),
                  advice));
    }
    for (int fold = 0; fold < labels.count(); fold++) {
      if (!(labels.training(fold).deviation(0) > 0)) {
        throw new DataException(
            "the label is constant in the %,d rows on which fold %d of %d is trained; %s"
                .formatted(labels.training(fold).rows(), fold, labels.count(), advice));
      }
    }
  }

  /** Folds for a fit to all rows that is not to be validated. */
  public static FoldMoments ofRefit(ValidationConfig validation, Leaf merged) {
    if (validation.kind() == ValidationConfig.Kind.FORWARD) {
      // Whose rows need not be in different buckets.
      List<Moments> all = Collections.nCopies(2, merged.total());
      return FoldMoments.of(all, all, all.get(0));
    }
    FoldMoments folds = ofBuckets(merged, validation.count());
    requireUsable(folds, "choose %s".formatted(BUCKETS));
    return folds;
  }

  /** Folds of buckets, which must be at least as many, over some of the variables. */
  public static FoldMoments ofBuckets(Leaf merged, int count, Variables variables) {
    return ofBuckets(merged, count)
        .select(variables.positions().stream().mapToInt(position -> position).toArray());
  }

  /** Bucket b is part of fold b modulo their number. */
  private static FoldMoments ofBuckets(Leaf merged, int count) {
    List<Moments> buckets = merged.buckets();
    return new FoldMoments(
        IntStream.range(0, count)
            .mapToObj(
                fold ->
                    merged(
                        IntStream.range(0, buckets.size())
                            .filter(bucket -> bucket % count == fold)
                            .mapToObj(buckets::get)
                            .toList()))
            .toList());
  }

  /**
   * Rolling origins, the earliest first: each predicts the horizon after it from what is before.
   */
  private static FoldMoments forward(
      ValidationConfig validation, List<DatedLeaf> leaves, Leaf merged, LocalDate last) {
    Span horizon = Span.of(validation.horizon());
    Span gap = Span.of(validation.gap());
    List<LocalDate> ends = new ArrayList<>();
    ends.add(last);
    for (int origin = 0; origin < validation.origins(); origin++) {
      ends.add(horizon.before(ends.get(origin)));
    }
    Collections.reverse(ends);
    List<DatedLeaf> totals = leaves.stream().map(leaf -> total(leaf, merged.features())).toList();
    List<Moments> training = new ArrayList<>();
    List<Moments> heldOut = new ArrayList<>();
    Moments before = Moments.empty(merged.features().count());
    LocalDate until = LocalDate.MIN;
    for (int fold = 0; fold < validation.origins(); fold++) {
      LocalDate origin = ends.get(fold);
      LocalDate end = ends.get(fold + 1);
      LocalDate known = gap.before(origin);
      before = before.merge(between(until, known, totals));
      until = known;
      training.add(before);
      heldOut.add(between(origin, end, totals));
      requireRows(origin, known, end, before, heldOut.get(fold));
    }
    return FoldMoments.of(heldOut, training, merged.total());
  }

  private static void requireRows(
      LocalDate origin, LocalDate known, LocalDate end, Moments before, Moments after) {
    if (before.rows() == 0 || after.rows() == 0) {
      throw new DataException(
          "validation.kind forward has no rows %s, with its origin at %s; lower validation.origins or horizon, or widen the window"
              .formatted(
                  before.rows() == 0
                      ? "up to %s to train on".formatted(known)
                      : "after %s up to %s to predict".formatted(origin, end),
                  origin));
    }
  }

  /** The rows of a leaf in one bucket, over wider features. */
  private static DatedLeaf total(DatedLeaf dated, FeatureLevels wider) {
    return new DatedLeaf(dated.partition(), dated.date(), dated.leaf().inOneBucket().over(wider));
  }

  private static Moments between(LocalDate after, LocalDate last, List<DatedLeaf> totals) {
    Predicate<DatedLeaf> isIn = leaf -> leaf.date().isAfter(after) && !leaf.date().isAfter(last);
    return totals.stream()
        .filter(isIn)
        .map(leaf -> leaf.leaf().buckets().get(0))
        .reduce(Moments::merge)
        .orElseGet(() -> Moments.empty(totals.get(0).leaf().features().count()));
  }

  private static Moments merged(List<Moments> parts) {
    return parts.stream().reduce(Moments::merge).orElseThrow();
  }
}
