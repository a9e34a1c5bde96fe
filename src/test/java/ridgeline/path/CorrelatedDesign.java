package ridgeline.path;

import java.util.Arrays;
import ridgeline.linalg.SymmetricRoot;
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
    int variables = features + 1;
    double[] all = Paths.filled(variables * variables, 1);
    for (int i = 0; i < features; i++) {
      System.arraycopy(correlations[i], 0, all, i * variables, features);
      all[i * variables + features] = withLabel[i];
      all[features * variables + i] = withLabel[i];
    }
    SymmetricRoot root = SymmetricRoot.of(variables, all);
    if (root.rank() < variables) {
      throw new IllegalArgumentException("the correlations are not positive definite");
    }
    int rows = Integer.highestOneBit(features + 2) * 2;
    double[][] x = new double[rows][features];
    double[] y = new double[rows];
    for (int row = 0; row < rows; row++) {
      for (int variable = 0; variable < variables; variable++) {
        double value = 0;
        for (int k = 0; k < variables; k++) {
          int sign = Integer.bitCount(row & (k + 1)) % 2 == 0 ? 1 : -1;
          value += sign * root.rows()[k * variables + variable];
        }
        if (variable < features) {
          x[row][variable] = value;
        } else {
          y[row] = value;
        }
      }
    }
    return new WeightedRows(x, y, Paths.filled(rows, 1));
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
}
