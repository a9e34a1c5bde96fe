package ridgeline.registry.policy;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Consecutive dates, whose errors are compared as one pair. The errors of neighbouring dates are
 * correlated, so that as many pairs as there are dates would promise too much; those of blocks much
 * less so. This is the method of nonoverlapping batch means. Between 10 and 30 batches are enough,
 * because more of them narrow the interval by little, while larger ones correlate less (Schmeiser
 * 1982, "Batch size effects in the analysis of simulation output", Operations Research 30, pages
 * 556-568).
 *
 * @param count number of blocks
 * @param size number of dates in each block but the last, which has the rest, too
 * @param dates number of dates
 * @param weeks whether blocks are whole weeks or longer than that
 */
public record Blocks(int count, int size, int dates, boolean weeks) {
  /** The number of blocks that are worth to be made of as many weeks as possible. */
  private static final int ENOUGH = 10;

  /** Fewer blocks than this are not made, if there are as many dates. */
  private static final int MIN_BLOCKS = 5;

  private static final double WEEK = 7;

  /**
   * The blocks of some dates: of whole weeks, and of as many of them as leave 10 blocks. Where that
   * makes fewer than five blocks, they are shorter.
   *
   * @param dates in order, at least two
   */
  static Blocks of(List<LocalDate> dates) {
    int count = dates.size();
    int week = Math.max(1, (int) Math.round(WEEK / gap(dates)));
    int size = week * Math.max(1, count / (ENOUGH * week));
    int shorter = Math.max(1, Math.min(size, count / MIN_BLOCKS));
    return new Blocks(count / shorter, shorter, count, shorter >= week);
  }

  /**
   * The median number of days between dates.
   *
   * @param dates in order; 1 if there are fewer than two
   */
  static long gap(List<LocalDate> dates) {
    long[] gaps =
        IntStream.range(1, dates.size())
            .mapToLong(i -> ChronoUnit.DAYS.between(dates.get(i - 1), dates.get(i)))
            .sorted()
            .toArray();
    return gaps.length == 0 ? 1 : gaps[(gaps.length - 1) / 2];
  }

  /** The sum of something over the dates of each block. */
  double[] sums(IntToDoubleFunction ofDate) {
    double[] sums = new double[count];
    for (int date = 0; date < dates; date++) {
      sums[Math.min(date / size, count - 1)] += ofDate.applyAsDouble(date);
    }
    return sums;
  }

  /** In words, such as "8 blocks of 7 dates". */
  String inWords() {
    int rest = dates - (count - 1) * size;
    return "%,d blocks of %,d date%s%s"
        .formatted(count, size, size == 1 ? "" : "s", rest == size ? "" : ", the last of " + rest);
  }
}
