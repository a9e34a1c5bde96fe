package ridgeline.aggregate;

import java.util.List;
import org.jspecify.annotations.Nullable;
import ridgeline.aggregate.row.RowValidation;
import ridgeline.stats.Moments;
import ridgeline.stats.Quantiles;

/** Accumulates the rows of one partition into the moments of each fold. */
interface PartitionAccumulators<T> {
  void add(T rows);

  RowValidation validation();

  /** The moments of each fold; no rows may be added afterwards. */
  List<Moments> toMoments();

  /**
   * The quantiles of the rows in each group of consecutive folds, null for a group without rows; no
   * groups if none are asked for.
   */
  default List<@Nullable Quantiles> quantiles() {
    return List.of();
  }
}
