package ridgeline.store.leaf;

import java.util.Comparator;
import ridgeline.stats.Moments;

/**
 * The rows of a leaf that have a level of a category.
 *
 * @param column position of the category
 */
public record LeafSlice(int column, String level, Moments moments) {
  static final Comparator<LeafSlice> ORDER =
      Comparator.comparingInt(LeafSlice::column).thenComparing(LeafSlice::level);

  LeafSlice with(Moments other) {
    return new LeafSlice(column, level, other);
  }
}
