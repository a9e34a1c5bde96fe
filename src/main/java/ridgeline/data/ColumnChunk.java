package ridgeline.data;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.unsafe.types.UTF8String;

/** Some consecutive rows of a {@link RawTable}, by columns; used again for the next. */
public final class ColumnChunk {
  /** The rows of most of Spark's batches. */
  private static final int ROWS = 4096;

  final double[][] numeric;
  final int[][] codes;
  final List<List<UTF8String>> levels = new ArrayList<>();
  double[] labels = {};
  double[] weights = {};
  int[] folds = {};
  int rows;

  ColumnChunk(int numeric, int categorical) {
    this.numeric = new double[numeric][0];
    codes = new int[categorical][0];
    for (int c = 0; c < categorical; c++) {
      levels.add(new ArrayList<>());
    }
  }

  /** Empties the chunk, and makes every column hold {@code capacity} rows, or a usual number. */
  void start(int capacity) {
    rows = 0;
    if (labels.length > 0 && labels.length >= capacity) {
      return;
    }
    int length = Math.max(ROWS, capacity);
    labels = new double[length];
    weights = new double[length];
    folds = new int[length];
    for (int j = 0; j < numeric.length; j++) {
      numeric[j] = new double[length];
    }
    for (int c = 0; c < codes.length; c++) {
      codes[c] = new int[length];
    }
  }

  boolean isFull() {
    return rows == labels.length;
  }

  /** Whether the first {@code count} values are all finite: any other times 0 is NaN. */
  public static boolean isFinite(double[] values, int count) {
    double zero = 0;
    for (int i = 0; i < count; i++) {
      zero += values[i] * 0;
    }
    return zero == 0;
  }

  /** Number of rows. The columns are longer. */
  public int rows() {
    return rows;
  }

  /** Number of rows that the columns can hold. */
  public int capacity() {
    return labels.length;
  }

  /** A numeric column, NaN for null; may be changed. */
  public double[] numeric(int column) {
    return numeric[column];
  }

  /**
   * The categorical columns as positions of levels, one array for each; -1 for null and unknown
   * levels.
   */
  public int[][] codes() {
    return codes;
  }

  /** The labels, NaN for null. */
  public double[] labels() {
    return labels;
  }

  /** The weights, NaN for null. */
  public double[] weights() {
    return weights;
  }

  /** The folds, -1 for null. */
  public int[] folds() {
    return folds;
  }
}
