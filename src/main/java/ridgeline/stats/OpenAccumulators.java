package ridgeline.stats;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One accumulator for each of many groups of rows. Where many groups have had rows, those that have
 * had none for a while are closed, so that memory does not grow with the number of groups as long
 * as the rows of a group are near each other. Results depend on the order of the rows only.
 *
 * @param <A> the accumulator
 * @param <R> its result
 */
final class OpenAccumulators<A, R> {
  /** Accumulators stay open as long as they take no more than this together. */
  private static final long OPEN_BYTES = 64L << 20;

  /** A group is closed only if none of so many rows was its own. */
  private static final long IDLE_ROWS = 1L << 14;

  private final Supplier<A> create;
  private final Function<A, R> close;
  private final BinaryOperator<R> merge;
  private final int maxOpen;
  private final List<@Nullable A> accumulators;
  private final List<@Nullable R> closed;
  private final long[] used;
  private long rows;
  private int open;

  /**
   * Begins with no rows.
   *
   * @param groups number of groups
   * @param bytes memory that an accumulator takes
   * @param close returns the result of an accumulator, which gets no more rows
   */
  OpenAccumulators(
      int groups, long bytes, Supplier<A> create, Function<A, R> close, BinaryOperator<R> merge) {
    this.create = create;
    this.close = close;
    this.merge = merge;
    maxOpen = (int) Math.max(1, OPEN_BYTES / bytes);
    accumulators = new ArrayList<>(Collections.nCopies(groups, null));
    closed = new ArrayList<>(Collections.nCopies(groups, null));
    used = new long[groups];
  }

  /** The accumulator of a group that has rows now. */
  A get(int group) {
    used[group] = rows;
    @Nullable A accumulator = accumulators.get(group);
    if (accumulator != null) {
      return accumulator;
    }
    if (open >= maxOpen) {
      closeIdle();
    }
    A opened = create.get();
    accumulators.set(group, opened);
    open++;
    return opened;
  }

  /** Counts rows, of whatever group. */
  void count(long more) {
    rows += more;
  }

  private void closeIdle() {
    for (int group = 0; group < used.length; group++) {
      if (rows - used[group] >= IDLE_ROWS) {
        close(group);
      }
    }
  }

  private void close(int group) {
    @Nullable A accumulator = accumulators.get(group);
    if (accumulator == null) {
      return;
    }
    R result = close.apply(accumulator);
    @Nullable R before = closed.get(group);
    closed.set(group, before == null ? result : merge.apply(before, result));
    accumulators.set(group, null);
    open--;
  }

  /** Closes all, and returns the result of each group; null of a group that had no rows. */
  List<@Nullable R> results() {
    for (int group = 0; group < used.length; group++) {
      close(group);
    }
    return closed;
  }
}
