package ridgeline.stats;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Accumulates rows into the {@link Quantiles} of each of many groups: of all its rows as long as
 * they are few, otherwise of a systematic sample of more than two thousand (Cochran 1977, chapter
 * 8). The result depends on the order of the rows only.
 */
public final class QuantilesAccumulator {
  private final OpenAccumulators<Sample, List<Quantiles>> groups;

  /**
   * Begins with no rows.
   *
   * @param columns number of columns
   */
  public QuantilesAccumulator(int columns, int groups) {
    this.groups =
        new OpenAccumulators<>(
            groups,
            Sample.bytes(columns),
            () -> new Sample(columns),
            sample -> List.of(sample.quantiles()),
            (before, after) -> Stream.concat(before.stream(), after.stream()).toList());
  }

  /**
   * Adds rows to a group.
   *
   * @param columns of each column its finite values, or none if it is left out; not kept
   * @param weights {@code > 0} for the chosen rows
   * @param chosen positions of the rows in the columns
   * @param from first index in {@code chosen}
   * @param to index after the last
   */
  public void add(int group, double[][] columns, double[] weights, int[] chosen, int from, int to) {
    if (from == to) {
      return;
    }
    Sample sample = groups.get(group);
    for (int i = from; i < to; i++) {
      sample.add(columns, weights, chosen[i]);
    }
    groups.count(to - from);
  }

  /**
   * The quantiles of each group, null for one that has no rows; no rows may be added afterwards.
   */
  public List<@Nullable Quantiles> quantiles() {
    return groups.results().stream()
        .<@Nullable Quantiles>map(parts -> parts == null ? null : Quantiles.merged(parts))
        .toList();
  }

  /** All rows while there are few, then every second of them, then every fourth, and so on. */
  private static final class Sample {
    private static final int MAX_ROWS = 1 << 12;

    private final double[][] values;
    private final double[] weights = new double[MAX_ROWS];
    private int rows;
    private long stride = 1;
    private long seen;
    private double weight;

    Sample(int columns) {
      values = new double[columns][0];
    }

    static long bytes(int columns) {
      return (columns + 1L) * MAX_ROWS * Double.BYTES;
    }

    void add(double[][] columns, double[] rowWeights, int row) {
      weight += rowWeights[row];
      if (seen++ % stride != 0) {
        return;
      }
      if (rows == MAX_ROWS) {
        thin();
        if ((seen - 1) % stride != 0) {
          return;
        }
      }
      for (int j = 0; j < values.length; j++) {
        if (columns[j].length > 0) {
          if (values[j].length == 0) {
            values[j] = new double[MAX_ROWS];
          }
          values[j][rows] = columns[j][row];
        }
      }
      weights[rows++] = rowWeights[row];
    }

    /** Leaves every second row. */
    private void thin() {
      rows = MAX_ROWS / 2;
      for (int i = 0; i < rows; i++) {
        weights[i] = weights[2 * i];
        for (double[] column : values) {
          if (column.length > 0) {
            column[i] = column[2 * i];
          }
        }
      }
      stride *= 2;
    }

    Quantiles quantiles() {
      return new Quantiles(
          weight,
          IntStream.range(0, values.length)
              .mapToObj(
                  j -> values[j].length == 0 ? values[j] : Quantiles.of(values[j], weights, rows))
              .toList());
    }
  }
}
