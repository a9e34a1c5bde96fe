package ridgeline.data.feature;

import java.util.Arrays;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;

/**
 * The features of one row: values at increasing positions, 0 elsewhere; used again for the next.
 */
public final class FeatureValues {
  private final int size;
  private int[] indices;
  private double[] values;
  private int count;

  FeatureValues(int size, int most) {
    this.size = size;
    indices = new int[most];
    values = new double[most];
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
   * The sum of products with as many coefficients as there are features.
   *
   * @param coefficients not changed
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
