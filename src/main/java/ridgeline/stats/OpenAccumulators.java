package ridgeline.stats;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** The open ones by group, the one whose rows were longest ago first. */
  private final Map<Integer, Open<A>> open = new LinkedHashMap<>(16, 0.75f, true);

  private final List<@Nullable R> closed;
  private long rows;

  private static final class Open<A> {
    private final A accumulator;
    private long used;

    Open(A accumulator) {
      this.accumulator = accumulator;
    }
  }

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
    closed = new ArrayList<>(Collections.nCopies(groups, null));
  }

  /** The accumulator of a group that has rows now. */
  A get(int group) {
    @Nullable Open<A> known = open.get(group);
    if (known == null) {
      closeIdle();
      known = new Open<>(create.get());
      open.put(group, known);
    }
    known.used = rows;
    return known.accumulator;
  }

  /** Counts rows, of whatever group. */
  void count(long more) {
    rows += more;
  }

  private void closeIdle() {
    Iterator<Map.Entry<Integer, Open<A>>> eldest = open.entrySet().iterator();
    while (open.size() >= maxOpen && eldest.hasNext()) {
      Map.Entry<Integer, Open<A>> next = eldest.next();
      if (rows - next.getValue().used < IDLE_ROWS) {
        return;
      }
      close(next.getKey(), next.getValue().accumulator);
      eldest.remove();
    }
  }

  private void close(int group, A accumulator) {
    R result = close.apply(accumulator);
    @Nullable R before = closed.get(group);
    closed.set(group, before == null ? result : merge.apply(before, result));
  }

  /** Closes all, and returns the result of each group; null for a group that had no rows. */
  List<@Nullable R> results() {
    open.forEach((group, last) -> close(group, last.accumulator));
    open.clear();
    return closed;
  }
}
