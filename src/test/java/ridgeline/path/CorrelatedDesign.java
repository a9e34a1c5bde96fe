package ridgeline.path;

import java.util.Arrays;
import ridgeline.stats.WeightedRows;

/**
 * Rows whose correlations are those that are asked for, up to rounding: combinations of the columns
 * of a Hadamard matrix (Sylvester 1867), which are orthogonal and, but for the first, have mean 0
 * and deviation 1.
 */
final class CorrelatedDesign {
  private CorrelatedDesign() {}

  /**
   * The rows.
   *
   * @param correlations of the features with each other, {@code [feature][feature]}
   * @param withLabel of each feature with the label
   */
  static WeightedRows of(double[][] correlations, double... withLabel) {
    int features = withLabel.length;
    double[][] all = new double[features + 1][features + 1];
    for (int i = 0; i < features; i++) {
      System.arraycopy(correlations[i], 0, all[i], 0, features);
      all[i][features] = withLabel[i];
      all[features][i] = withLabel[i];
    }
    all[features][features] = 1;
    double[][] factor = cholesky(all);
    int rows = Integer.highestOneBit(features + 2) * 2;
    double[][] x = new double[rows][features];
    double[] y = new double[rows];
    for (int row = 0; row < rows; row++) {
      for (int variable = 0; variable <= features; variable++) {
        double value = 0;
        for (int k = 0; k <= variable; k++) {
          value += factor[variable][k] * (Integer.bitCount(row & (k + 1)) % 2 == 0 ? 1 : -1);
        }
        if (variable < features) {
          x[row][variable] = value;
        } else {
          y[row] = value;
        }
      }
    }
    double[] weights = new double[rows];
    Arrays.fill(weights, 1);
    return new WeightedRows(x, y, weights);
  }

  /** All pairs of features have one correlation. */
  static double[][] equal(int features, double correlation) {
    double[][] result = new double[features][features];
    for (int i = 0; i < features; i++) {
      Arrays.fill(result[i], correlation);
      result[i][i] = 1;
    }
    return result;
  }

  private static double[][] cholesky(double[][] a) {
    double[][] factor = new double[a.length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j <= i; j++) {
        double rest = a[i][j];
        for (int k = 0; k < j; k++) {
          rest -= factor[i][k] * factor[j][k];
        }
        if (i == j && !(rest > 0)) {
          throw new IllegalArgumentException("these are no correlations");
        }
        factor[i][j] = i == j ? Math.sqrt(rest) : rest / factor[j][j];
      }
    }
    return factor;
  }
}
