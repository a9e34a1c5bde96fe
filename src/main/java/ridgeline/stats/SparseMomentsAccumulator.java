package ridgeline.stats;

import java.util.Arrays;
import java.util.stream.IntStream;
import ridgeline.linalg.SymmetricMatrix;

/**
 * Gathers sparse rows into {@link Moments}, each at the cost of the square of its nonzeros.
 *
 * <p>Columns that are nonzero in most of the first rows, and the label, are shifted by their mean
 * in those rows; the others have a mean no larger than their deviation, so that centring them at
 * the end costs no digits that matter.
 */
public final class SparseMomentsAccumulator {
  private static final int SAMPLE_ROWS = 512;

  private final int width;
  private final double[] sums;
  private final double[] cross;
  private final int[] entryColumns;
  private final double[] entryValues;
  private final SparseRow[] sample = new SparseRow[SAMPLE_ROWS];
  private double[] shifts;
  private int[] shifted = new int[0];
  private int sampled;
  private long rows;
  private double weight;

  @SuppressWarnings("ArrayRecordComponent")
  private record SparseRow(int[] columns, double[] values, double label, double weight) {}

  public SparseMomentsAccumulator(int features) {
    width = features + 1;
    sums = new double[width];
    shifts = new double[width];
    cross = new double[Math.multiplyExact(width, width)];
    entryColumns = new int[width];
    entryValues = new double[width];
  }

  /**
   * Adds a row.
   *
   * @param columns strictly increasing positions of the nonzero features; not kept
   * @param values their values; not kept
   * @param entries how many there are
   * @param weight {@code >= 0}; a row of weight 0 is not looked at
   */
  public void add(int[] columns, double[] values, int entries, double label, double weight) {
    if (weight == 0) {
      return;
    }
    if (sampled == SAMPLE_ROWS) {
      addShifted(columns, values, entries, label, weight);
      return;
    }
    int[] keptColumns = Arrays.copyOf(columns, entries);
    sample[sampled++] = new SparseRow(keptColumns, Arrays.copyOf(values, entries), label, weight);
    if (sampled == SAMPLE_ROWS) {
      addSample();
    }
  }

  /** The moments of the rows so far; no row may be added after. */
  public Moments toMoments() {
    if (sampled < SAMPLE_ROWS) {
      addSample();
      sampled = SAMPLE_ROWS;
    }
    if (weight == 0) {
      return Moments.empty(width - 1);
    }
    double[] means = new double[width];
    for (int j = 0; j < width; j++) {
      means[j] = shifts[j] + sums[j] / weight;
      for (int i = 0; i <= j; i++) {
        cross[i + j * width] -= sums[i] / weight * sums[j];
      }
    }
    return new Moments(rows, weight, means, SymmetricMatrix.ofUpperTriangle(width, cross));
  }

  private void addSample() {
    chooseShifts();
    for (int i = 0; i < sampled; i++) {
      SparseRow row = sample[i];
      addShifted(row.columns, row.values, row.columns.length, row.label, row.weight);
    }
    Arrays.fill(sample, null);
  }

  private void chooseShifts() {
    int[] nonzeros = new int[width];
    double[] first = new double[width];
    double[] excess = new double[width];
    for (int i = 0; i < sampled; i++) {
      SparseRow row = sample[i];
      for (int k = 0; k <= row.columns.length; k++) {
        boolean isLabel = k == row.columns.length;
        int column = isLabel ? width - 1 : row.columns[k];
        double value = isLabel ? row.label : row.values[k];
        if (nonzeros[column]++ == 0) {
          first[column] = value;
        }
        excess[column] += value - first[column];
      }
    }
    shifted = IntStream.range(0, width - 1).filter(j -> 2 * nonzeros[j] > sampled).toArray();
    for (int j : shifted) {
      shifts[j] = first[j] + excess[j] / nonzeros[j];
    }
    if (sampled > 0) {
      shifts[width - 1] = first[width - 1] + excess[width - 1] / sampled;
    }
  }

  private void addShifted(
      int[] columns, double[] values, int nonzeros, double label, double rowWeight) {
    int entries = mergeWithShifts(columns, values, nonzeros, label);
    for (int b = 0; b < entries; b++) {
      double weighted = rowWeight * entryValues[b];
      int start = entryColumns[b] * width;
      for (int a = 0; a <= b; a++) {
        cross[start + entryColumns[a]] += weighted * entryValues[a];
      }
      sums[entryColumns[b]] += weighted;
    }
    rows++;
    weight += rowWeight;
  }

  /** Fills the entries with the row's shifted nonzeros, in order of column, and counts them. */
  private int mergeWithShifts(int[] columns, double[] values, int nonzeros, double label) {
    int entries = 0;
    int k = 0;
    int s = 0;
    while (k < nonzeros || s < shifted.length) {
      int next = k < nonzeros ? columns[k] : width;
      int nextShifted = s < shifted.length ? shifted[s] : width;
      int column = Math.min(next, nextShifted);
      double value = next == column ? values[k++] : 0;
      if (nextShifted == column) {
        s++;
      }
      entryColumns[entries] = column;
      entryValues[entries++] = value - shifts[column];
    }
    entryColumns[entries] = width - 1;
    entryValues[entries++] = label - shifts[width - 1];
    return entries;
  }
}
