package ridgeline.aggregate;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Groups of consecutive folds. What is wanted of each group are quantiles of its rows, and the
 * moments of each level of some categories; the latter are numbered as more folds, after the
 * others.
 *
 * @param folds number of folds
 * @param size number of folds of each group; 0 if there are no groups
 * @param slices the categorical columns
 * @param levels their numbers of levels
 */
record FoldGroups(int folds, int size, List<Integer> slices, List<Integer> levels)
    implements Serializable {
  /** Folds without groups. */
  static FoldGroups none(int folds) {
    return new FoldGroups(folds, 0, List.of(), List.of());
  }

  /** Number of groups. */
  int count() {
    return size == 0 ? 0 : folds / size;
  }

  /** Number of folds and levels together. */
  int total() {
    return start(slices.size());
  }

  /** The number of the first group's first level of a slice. */
  int start(int slice) {
    return IntStream.range(0, slice)
        .map(s -> Math.multiplyExact(count(), levels.get(s)))
        .reduce(folds, Math::addExact);
  }
}
