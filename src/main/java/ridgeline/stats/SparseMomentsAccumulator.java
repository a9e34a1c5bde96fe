package ridgeline.stats;

import java.util.Arrays;
import java.util.stream.IntStream;
import ridgeline.linalg.SymmetricMatrix;

/**
 * Accumulates sparse rows into {@link Moments}; a row costs the square of its number of nonzeros.
 *
 * <p>Sums of products are kept relative to an origin for each column, which is 0 for most. Centring
 * them at the end loses few digits as long as the squared distance of the mean from the origin is
 * not many times the variance. So before each block of rows is added, the origins of the columns
 * for which that would no longer hold are moved to the mean, the block included. Most values of
 * such a column are nonzero: if the share of nonzeros is s, by weight, the square of the mean is at
 * most s / (1 - s) times the variance.
 */
public final class SparseMomentsAccumulator {
  private static final int BLOCK_ROWS = 512;

  /** Maximum squared distance of a mean from its origin, in variances. */
  private static final double MAX_OFFSET = 9;

  /** Share of nonzeros below which the mean cannot be that far from 0. */
  private static final double MIN_DENSE = MAX_OFFSET / (1 + MAX_OFFSET);

  /** Number of rows after which the sums restart at 0, so that rounding errors do not add up. */
  private static final long MIN_PART_ROWS = 1L << 17;

  private final int width;
  private final double[] cross;
  private final double[] sums;

  /** For each column, the weight of the rows that have it, including those of the block. */
  private final double[] present;

  private final double[] origins;

  /** The features whose origin is not 0, in increasing order. */
  private int[] shifted = new int[0];

  private final Block block = new Block();
  private final int[] slots;
  private final int[] entryColumns;
  private final double[] entryValues;
  private long rows;
  private double weight;
  private Moments parts;

  /** Rows that have not been added to the sums yet. */
  private static final class Block {
    private final int[] ends = new int[BLOCK_ROWS];
    private final double[] labels = new double[BLOCK_ROWS];
    private final double[] weights = new double[BLOCK_ROWS];
    private int[] columns = new int[4 * BLOCK_ROWS];
    private double[] values = new double[4 * BLOCK_ROWS];
    private int rows;
    private int heaviest;

    /** Adds a row, and adds its weight to {@code present} of its columns. */
    void add(
        int[] rowColumns,
        double[] rowValues,
        int entries,
        double label,
        double rowWeight,
        double[] present) {
      int start = start(rows);
      int end = start + entries;
      if (end > columns.length) {
        columns = Arrays.copyOf(columns, Math.max(end, 2 * columns.length));
        values = Arrays.copyOf(values, columns.length);
      }
      for (int e = 0; e < entries; e++) {
        int column = rowColumns[e];
        columns[start + e] = column;
        values[start + e] = rowValues[e];
        present[column] += rowWeight;
      }
      ends[rows] = end;
      labels[rows] = label;
      weights[rows] = rowWeight;
      heaviest = rows == 0 || rowWeight > weights[heaviest] ? rows : heaviest;
      rows++;
    }

    int start(int row) {
      return row == 0 ? 0 : ends[row - 1];
    }

    double weight() {
      double sum = 0;
      for (int i = 0; i < rows; i++) {
        sum += weights[i];
      }
      return sum;
    }

    /** The weighted sum of the differences from an origin. */
    double sum(double[] column, double origin) {
      double sum = 0;
      for (int i = 0; i < rows; i++) {
        sum += weights[i] * (column[i] - origin);
      }
      return sum;
    }

    /**
     * The values of some features, zeros included.
     *
     * @param slots workspace, 0 for each feature before and after
     */
    double[][] columns(int[] features, int[] slots) {
      double[][] dense = new double[features.length][rows];
      for (int c = 0; c < features.length; c++) {
        slots[features[c]] = c + 1;
      }
      for (int i = 0; i < rows; i++) {
        for (int e = start(i); e < ends[i]; e++) {
          int slot = slots[columns[e]];
          if (slot > 0) {
            dense[slot - 1][i] = values[e];
          }
        }
      }
      for (int feature : features) {
        slots[feature] = 0;
      }
      return dense;
    }
  }

  public SparseMomentsAccumulator(int features) {
    width = features + 1;
    cross = new double[Math.multiplyExact(width, width)];
    sums = new double[width];
    present = new double[width];
    origins = new double[width];
    slots = new int[width];
    entryColumns = new int[width];
    entryValues = new double[width];
    parts = Moments.empty(features);
  }

  /** Memory of the arrays of one instance that has a block of rows, in bytes, at least. */
  static long bytes(int features) {
    long variables = features + 1L;
    return Double.BYTES * (variables * variables + 6L * BLOCK_ROWS);
  }

  /**
   * Adds a row.
   *
   * @param columns strictly increasing positions of the nonzero features; not kept
   * @param values their values; not kept
   * @param entries number of nonzero features
   * @param weight {@code >= 0}; a row of weight 0 is not read
   */
  public void add(int[] columns, double[] values, int entries, double label, double weight) {
    if (weight == 0) {
      return;
    }
    block.add(columns, values, entries, label, weight, present);
    if (block.rows == BLOCK_ROWS) {
      flush();
    }
  }

  /** The moments of the rows so far; no rows may be added afterwards. */
  public Moments toMoments() {
    flush();
    return weight == 0 ? parts : parts.merge(part());
  }

  private void flush() {
    if (block.rows == 0) {
      return;
    }
    double blockWeight = block.weight();
    moveOrigins(blockWeight);
    for (int i = 0; i < block.rows; i++) {
      addRow(i);
    }
    rows += block.rows;
    weight += blockWeight;
    block.rows = 0;
    if (rows >= Math.max(MIN_PART_ROWS, (long) width * width)) {
      endPart();
    }
  }

  /** Merges the sums into the moments and restarts them with the same origins. */
  private void endPart() {
    parts = parts.merge(part());
    Arrays.fill(cross, 0);
    Arrays.fill(sums, 0);
    Arrays.fill(present, 0);
    rows = 0;
    weight = 0;
  }

  /** The moments of the current sums, which are centred in place. */
  private Moments part() {
    double[] means = new double[width];
    for (int j = 0; j < width; j++) {
      means[j] = origins[j] + sums[j] / weight;
      for (int i = 0; i <= j; i++) {
        cross[i + j * width] -= sums[i] / weight * sums[j];
      }
    }
    return new Moments(rows, weight, means, SymmetricMatrix.ofUpperTriangle(width, cross));
  }

  /** Moves the origins that are too far from the mean, including the rows of the block. */
  private void moveOrigins(double blockWeight) {
    double minWeight = MIN_DENSE * (weight + blockWeight);
    int[] candidates =
        IntStream.range(0, width - 1)
            .filter(j -> origins[j] != 0 || present[j] > minWeight)
            .toArray();
    double[][] columns = block.columns(candidates, slots);
    boolean isMoved = false;
    for (int c = 0; c < candidates.length; c++) {
      isMoved |= moveOrigin(candidates[c], columns[c], blockWeight);
    }
    moveOrigin(width - 1, block.labels, blockWeight);
    if (isMoved) {
      shifted = IntStream.range(0, width - 1).filter(j -> origins[j] != 0).toArray();
    }
  }

  /**
   * Moves the origin of a column if it is too far from the mean, or back to 0 if the mean is near
   * 0.
   *
   * @param column the values of the block's rows
   */
  private boolean moveOrigin(int j, double[] column, double blockWeight) {
    double heaviest = column[block.heaviest];
    double first = heaviest + block.sum(column, heaviest) / blockWeight;
    double excess = 0;
    double squares = 0;
    for (int i = 0; i < block.rows; i++) {
      double difference = column[i] - first;
      double weighted = block.weights[i] * difference;
      excess += weighted;
      squares += weighted * difference;
    }
    double blockMean = first + excess / blockWeight;
    squares -= excess / blockWeight * excess;
    double mean = blockMean;
    double total = weight + blockWeight;
    if (weight > 0) {
      double before = origins[j] + sums[j] / weight;
      double difference = blockMean - before;
      mean = before + difference * (blockWeight / total);
      squares += cross[j + j * width] - sums[j] / weight * sums[j];
      squares += difference * (weight * (blockWeight / total)) * difference;
    }
    double offset = mean - origins[j];
    if (!(offset * total * offset <= MAX_OFFSET * squares)) {
      moveOrigin(j, mean);
      return true;
    }
    if (j < width - 1 && origins[j] != 0 && mean * total * mean < MAX_OFFSET / 4 * squares) {
      moveOrigin(j, 0);
      return true;
    }
    return false;
  }

  private void moveOrigin(int j, double origin) {
    double by = origin - origins[j];
    for (int i = 0; i < width; i++) {
      if (i != j) {
        cross[i < j ? i + j * width : j + i * width] -= by * sums[i];
      }
    }
    cross[j + j * width] += by * (by * weight - 2 * sums[j]);
    sums[j] -= by * weight;
    origins[j] = origin;
  }

  private void addRow(int row) {
    int entries = mergeWithOrigins(row);
    double rowWeight = block.weights[row];
    int[] entryOf = entryColumns;
    double[] valueOf = entryValues;
    double[] products = cross;
    for (int b = 0; b < entries; b++) {
      double weighted = rowWeight * valueOf[b];
      int start = entryOf[b] * width;
      for (int a = 0; a <= b; a++) {
        products[start + entryOf[a]] += weighted * valueOf[a];
      }
      sums[entryOf[b]] += weighted;
    }
  }

  /**
   * Fills the entries with the row's values relative to their origins, ordered by column, and
   * returns their number.
   */
  private int mergeWithOrigins(int row) {
    int[] columns = block.columns;
    double[] values = block.values;
    int end = block.ends[row];
    int entries = 0;
    int s = 0;
    for (int k = block.start(row); k < end; k++) {
      int column = columns[k];
      while (s < shifted.length && shifted[s] < column) {
        entryColumns[entries] = shifted[s];
        entryValues[entries++] = -origins[shifted[s++]];
      }
      s += s < shifted.length && shifted[s] == column ? 1 : 0;
      entryColumns[entries] = column;
      entryValues[entries++] = values[k] - origins[column];
    }
    for (; s < shifted.length; s++) {
      entryColumns[entries] = shifted[s];
      entryValues[entries++] = -origins[shifted[s]];
    }
    entryColumns[entries] = width - 1;
    entryValues[entries++] = block.labels[row] - origins[width - 1];
    return entries;
  }
}
