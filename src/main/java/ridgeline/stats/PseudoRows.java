package ridgeline.stats;

import java.util.Arrays;
import java.util.stream.IntStream;
import ridgeline.linalg.SymmetricRoot;

/**
 * The smallest set of equally weighted rows with given {@link Moments}. A fit by squared loss
 * cannot distinguish them from the original rows, and their number is at most that of the
 * variables, the label included, plus one.
 *
 * <p>Let R be a root of the correlation matrix, {@code R'R}, of rank r. The rows are {@code sqrt(r
 * + 1) H R}, where the columns of H ({@code (r + 1) * r}, Helmert's contrasts) are orthonormal and
 * each sums to 0, so that the rows of H are the vertices of a regular simplex.
 *
 * <p>The rows are standardised: on the scale of the data, a value is the variable's mean plus its
 * deviation times the value here. If the mean is far from 0, that loses digits.
 */
public final class PseudoRows {
  private final double weight;
  private final double[] means;
  private final double[] deviations;
  private final double[][] rows;

  private PseudoRows(double weight, double[] means, double[] deviations, double[][] rows) {
    this.weight = weight;
    this.means = means;
    this.deviations = deviations;
    this.rows = rows;
  }

  /** The rows for moments of positive weight. */
  public static PseudoRows of(Moments moments) {
    int variables = moments.features() + 1;
    double[] deviations = IntStream.range(0, variables).mapToDouble(moments::deviation).toArray();
    SymmetricRoot root = SymmetricRoot.of(variables, correlations(moments, deviations));
    return new PseudoRows(
        moments.weight(),
        IntStream.range(0, variables).mapToDouble(moments::mean).toArray(),
        deviations,
        vertices(root, variables));
  }

  /** Rows and columns of constant variables are 0. */
  private static double[] correlations(Moments moments, double[] deviations) {
    int n = deviations.length;
    double[] matrix = moments.crossProducts().leadingFull(n);
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < n; i++) {
        boolean constant = deviations[i] == 0 || deviations[j] == 0;
        matrix[i + j * n] =
            constant ? 0 : matrix[i + j * n] / moments.weight() / deviations[i] / deviations[j];
      }
    }
    return matrix;
  }

  /** Starts from the last row: above its diagonal, each column of H is constant. */
  private static double[][] vertices(SymmetricRoot root, int variables) {
    int rank = root.rank();
    double unit = Math.sqrt(rank + 1.0);
    double[][] rows = new double[rank + 1][variables];
    double[] above = new double[variables];
    for (int i = rank; i >= 0; i--) {
      double onDiagonal = -unit * Math.sqrt(i / (i + 1.0));
      double aboveDiagonal = i == 0 ? 0 : unit / Math.sqrt(i * (i + 1.0));
      int start = (i - 1) * variables;
      for (int j = 0; j < variables; j++) {
        double value = i == 0 ? 0 : root.rows()[start + j];
        rows[i][j] = above[j] + onDiagonal * value;
        above[j] += aboveDiagonal * value;
      }
    }
    return rows;
  }

  /** Number of rows. */
  public int count() {
    return rows.length;
  }

  /** Number of features; the label is the variable after them. */
  public int features() {
    return means.length - 1;
  }

  /** Sum of the weights; every row has an equal share of it. */
  public double weight() {
    return weight;
  }

  /** Mean of a variable. */
  public double mean(int variable) {
    return means[variable];
  }

  /** Population deviation of a variable; 0 if it is constant. */
  public double deviation(int variable) {
    return deviations[variable];
  }

  /**
   * The standardised values of a row, the label last, as a new array; 0 for a constant variable.
   */
  public double[] standardized(int row) {
    return Arrays.copyOf(rows[row], rows[row].length);
  }
}
