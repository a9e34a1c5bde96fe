package ridgeline.aggregate;

import java.util.List;
import ridgeline.aggregate.row.RowValidation;
import ridgeline.stats.Moments;

/** Accumulates the rows of one partition into the moments of each fold. */
interface PartitionAccumulators<T> {
  void add(T rows);

  RowValidation validation();

  /** The moments of each fold; no rows may be added afterwards. */
  List<Moments> toMoments();
}
