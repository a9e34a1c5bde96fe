package ridgeline.aggregate;

import java.util.List;
import ridgeline.stats.Moments;

/** Gathers the rows of one partition into the moments of each fold. */
interface PartitionAccumulators<T> {
  void add(T rows);

  RowValidation tally();

  /** The moments of each fold; nothing may be added after. */
  List<Moments> toMoments();
}
