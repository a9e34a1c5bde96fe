package ridgeline.data.feature;

import java.util.Arrays;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;

/**
 * The features of one row: values at increasing positions, 0 elsewhere; reused for the next row.
 */
public final class FeatureValues {
  private final int size;
  private int[] indices;
  private double[] values;
  private int count;

  FeatureValues(int size, int capacity) {
    this.size = size;
    indices = new int[capacity];
    values = new double[capacity];
  }

  void clear() {
    count = 0;
  }

  void add(int index, double value) {
    if (count == indices.length) {
      indices = Arrays.copyOf(indices, 2 * count + 1);
      values = Arrays.copyOf(values, 2 * count + 1);
    }
    indices[count] = index;
    values[count++] = value;
  }

  /**
   * The dot product with coefficients.
   *
   * @param coefficients one per feature; not modified
   */
  public double dot(double[] coefficients) {
    double sum = 0;
    for (int k = 0; k < count; k++) {
      sum += coefficients[indices[k]] * values[k];
    }
    return sum;
  }

  boolean isFinite() {
    return Arrays.stream(values, 0, count).allMatch(Double::isFinite);
  }

  /** A copy as an ML vector. */
  public Vector toVector() {
    return Vectors.sparse(size, Arrays.copyOf(indices, count), Arrays.copyOf(values, count))
        .compressed();
  }
}
