package ridgeline.stats.residual;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Counts of pairs of values in a grid of equal bins; pairs outside the grid are counted separately.
 */
public final class Histogram2d implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Axis x;
  private final Axis y;
  private final long[] counts;
  private long outside;

  /**
   * The bins of one variable.
   *
   * @param from start of the first bin
   * @param to end of the last bin
   * @param bins {@code >= 1}
   */
  public record Axis(double from, double to, int bins) implements Serializable {
    /** Bins that cover {@code deviations} standard deviations on each side of the mean. */
    public static Axis around(double mean, double deviation, double deviations, int bins) {
      return new Axis(mean - deviations * deviation, mean + deviations * deviation, bins);
    }

    /** The bin of a value, or -1 if it is outside. */
    int bin(double value) {
      double bin = place(value);
      return bin >= 0 && bin < bins ? (int) bin : -1;
    }

    /** The bin of a value; the first or the last bin if it is outside. */
    int nearestBin(double value) {
      return (int) Math.max(0, Math.min(bins - 1, place(value)));
    }

    private double place(double value) {
      return Math.floor((value - from) / (to - from) * bins);
    }
  }

  /** An empty histogram. */
  public Histogram2d(Axis x, Axis y) {
    this.x = x;
    this.y = y;
    counts = new long[Math.multiplyExact(x.bins(), y.bins())];
  }

  /** Counts a pair. */
  public void add(double valueOfX, double valueOfY) {
    int column = x.bin(valueOfX);
    int row = y.bin(valueOfY);
    if (column < 0 || row < 0) {
      outside++;
    } else {
      counts[row * x.bins() + column]++;
    }
  }

  /** Adds the counts of another histogram with the same axes. */
  public void addAll(Histogram2d other) {
    if (!x.equals(other.x) || !y.equals(other.y)) {
      throw new IllegalArgumentException("cannot add histograms with different axes");
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    outside += other.outside;
  }

  public Axis x() {
    return x;
  }

  public Axis y() {
    return y;
  }

  /** Number of pairs in bin {@code column} of x and bin {@code row} of y. */
  public long count(int column, int row) {
    return counts[row * x.bins() + column];
  }

  /** Number of all pairs, including those outside. */
  public long total() {
    return outside + Arrays.stream(counts).sum();
  }

  /** Number of pairs outside the grid. */
  public long outside() {
    return outside;
  }
}
