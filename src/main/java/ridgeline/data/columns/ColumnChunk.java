package ridgeline.data.columns;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.unsafe.types.UTF8String;

/** Some consecutive rows of a {@link RawTable}, by columns; reused for the next rows. */
public final class ColumnChunk {
  /** The number of rows of most of Spark's batches. */
  public static final int ROWS = 4096;

  final double[][] numeric;
  final boolean[] finite;
  final int[][] codes;
  public final List<List<UTF8String>> levels = new ArrayList<>();
  final double[] labels;
  final double[] weights;
  final int[] folds;
  int rows;

  ColumnChunk(int numeric, int categorical) {
    this.numeric = new double[numeric][ROWS];
    finite = new boolean[numeric];
    codes = new int[categorical][ROWS];
    labels = new double[ROWS];
    weights = new double[ROWS];
    folds = new int[ROWS];
    for (int c = 0; c < categorical; c++) {
      levels.add(new ArrayList<>());
    }
  }

  /** Whether the first {@code count} values are all finite; NaN or infinity times 0 is NaN. */
  public static boolean allFinite(double[] values, int count) {
    double zero = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int i = 0;
    for (; i + 3 < count; i += 4) {
      zero += values[i] * 0;
      second += values[i + 1] * 0;
      third += values[i + 2] * 0;
      fourth += values[i + 3] * 0;
    }
    for (; i < count; i++) {
      zero += values[i] * 0;
    }
    return zero + second + third + fourth == 0;
  }

  /** Number of rows. The columns are longer. */
  public int rows() {
    return rows;
  }

  /** Number of rows that the columns can hold; constant. */
  public int capacity() {
    return labels.length;
  }

  /** A numeric column, NaN for null; callers may modify it. */
  public double[] numeric(int column) {
    return numeric[column];
  }

  /** Whether the values of a numeric column were all finite when they were read. */
  public boolean isFinite(int column) {
    return finite[column];
  }

  /**
   * The categorical columns as indices of levels, one array each; -1 for null and unknown levels.
   */
  public int[][] codes() {
    return codes;
  }

  /** The levels of a categorical column, by index. */
  public List<UTF8String> levels(int column) {
    return levels.get(column);
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
