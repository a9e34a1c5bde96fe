package ridgeline.stats;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;
import ridgeline.linalg.SymmetricMatrix;

/**
 * Weighted centred moments of rows (x, y), where y is the last of the {@code features + 1}
 * variables: sufficient statistics for squared loss.
 *
 * <p>Merging follows Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for
 * computing sample variances" (1979), equation 2.1, in its weighted form.
 */
public final class Moments implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Squares of at least this size keep all their digits, even when multiplied by weights. */
  private static final double SMALLEST_SQUARE = 1e-290;

  private final long rows;
  private final double weight;
  private final double[] means;
  private final SymmetricMatrix crossProducts;

  /**
   * @param rows number of rows of positive weight
   * @param weight sum of the weights
   * @param means weighted means of the variables
   * @param crossProducts weighted sums of products of deviations from the means
   */
  Moments(long rows, double weight, double[] means, SymmetricMatrix crossProducts) {
    this.rows = rows;
    this.weight = weight;
    this.means = means;
    this.crossProducts = crossProducts;
  }

  /** The moments of an empty set of rows. */
  public static Moments empty(int features) {
    return new Moments(0, 0, new double[features + 1], SymmetricMatrix.zero(features + 1));
  }

  /**
   * Moments that were stored.
   *
   * @param rows number of rows of positive weight
   * @param weight sum of the weights
   * @param means weighted means of the variables, the label last
   * @param crossProducts weighted sums of products of deviations from the means
   * @throws IllegalArgumentException if they are not the moments of any rows
   */
  public static Moments of(
      long rows, double weight, double[] means, SymmetricMatrix crossProducts) {
    if (means.length == 0 || means.length != crossProducts.size()) {
      throw new IllegalArgumentException(
          "has %d means for %d variables".formatted(means.length, crossProducts.size()));
    }
    if (rows < 0 || !(weight >= 0) || (rows == 0) != (weight == 0)) {
      throw new IllegalArgumentException("has %d rows of weight %s".formatted(rows, weight));
    }
    Moments moments = new Moments(rows, weight, means.clone(), crossProducts);
    if (!moments.isFinite() || !Arrays.stream(means).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("has a value that is NaN or infinite");
    }
    for (int j = 0; j < means.length; j++) {
      if (crossProducts.get(j, j) < 0 || (rows == 0 && means[j] != 0)) {
        throw new IllegalArgumentException(
            "has variable %d with mean %s and sum of squares %s"
                .formatted(j, means[j], crossProducts.get(j, j)));
      }
    }
    return moments;
  }

  /** The moments of the rows of both; neither operand is changed. */
  public Moments merge(Moments other) {
    if (other.means.length != means.length) {
      throw new IllegalArgumentException(
          "cannot merge moments of %d and %d features".formatted(features(), other.features()));
    }
    if (other.weight == 0) {
      return this;
    }
    if (weight == 0) {
      return other;
    }
    double total = weight + other.weight;
    double share = other.weight / total;
    double[] shift = new double[means.length];
    double[] merged = new double[means.length];
    for (int j = 0; j < means.length; j++) {
      shift[j] = other.means[j] - means[j];
      merged[j] = means[j] + shift[j] * share;
    }
    return new Moments(
        rows + other.rows,
        total,
        merged,
        crossProducts.plus(other.crossProducts, weight * share, shift));
  }

  /** The moments of the label without the features. */
  public Moments labelOnly() {
    return select(new int[] {label()});
  }

  /**
   * The moments of some of the variables.
   *
   * @param variables distinct; the last becomes the label
   */
  public Moments select(int[] variables) {
    double[] selected = Arrays.stream(variables).mapToDouble(this::mean).toArray();
    return new Moments(rows, weight, selected, crossProducts.select(variables));
  }

  /**
   * The moments of the same rows with further variables that are 0 in every row. Their means and
   * products are exactly 0, so nothing is rounded.
   *
   * @param positions of the variables among the wider ones, distinct, the label's last
   * @param features number of features of the result
   */
  public Moments embed(int[] positions, int features) {
    double[] embedded = new double[features + 1];
    for (int j = 0; j < means.length; j++) {
      embedded[positions[j]] = means[j];
    }
    return new Moments(rows, weight, embedded, crossProducts.embed(positions, features + 1));
  }

  /**
   * The moments of the same rows with all weights multiplied.
   *
   * @param factor {@code > 0} and finite
   */
  public Moments scaled(double factor) {
    if (!(factor > 0 && factor < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("weights cannot be multiplied by " + factor);
    }
    return new Moments(rows, weight * factor, means, crossProducts.times(factor));
  }

  /**
   * The weighted mean squared error of predictions of the label: the variance of the residuals plus
   * the square of their mean. NaN without rows.
   *
   * @param coefficients one for each feature
   */
  public double meanSquaredError(double intercept, double[] coefficients) {
    if (coefficients.length != features()) {
      throw new IllegalArgumentException(
          "has %d coefficients for %d features".formatted(coefficients.length, features()));
    }
    int[] used = IntStream.range(0, features()).filter(j -> coefficients[j] != 0).toArray();
    int[] variables = Arrays.copyOf(used, used.length + 1);
    double[] values = new double[variables.length];
    variables[used.length] = label();
    values[used.length] = -1;
    double bias = intercept - mean(label());
    for (int k = 0; k < used.length; k++) {
      values[k] = coefficients[used[k]];
      bias += values[k] * mean(used[k]);
    }
    double variance = crossProducts.quadraticForm(variables, values) / weight;
    return Math.max(0, variance) + bias * bias;
  }

  /** Number of features, without the label. */
  public int features() {
    return means.length - 1;
  }

  /** Number of rows of positive weight. */
  public long rows() {
    return rows;
  }

  /** Sum of the weights. */
  public double weight() {
    return weight;
  }

  /** Index of the label among the variables: the last one. */
  public int label() {
    return means.length - 1;
  }

  /** Weighted means of the variables, the label last: a copy. */
  public double[] means() {
    return means.clone();
  }

  /** Weighted mean of a variable. */
  public double mean(int variable) {
    return means[variable];
  }

  /** Weighted population covariance of two variables. */
  public double covariance(int i, int j) {
    return crossProducts.get(i, j) / weight;
  }

  /**
   * Weighted population standard deviation of a variable; exactly 0 if the variable is constant or
   * its deviation is lost in the rounding of its values.
   */
  public double deviation(int variable) {
    double deviation = Math.sqrt(covariance(variable, variable));
    return deviation <= 4 * Math.ulp(means[variable]) ? 0 : deviation;
  }

  /**
   * Whether the values of a variable are so small that their squares lose digits or become 0. A
   * variable that is 0 everywhere does not underflow.
   */
  public boolean underflows(int variable) {
    return underflows(means[variable], covariance(variable, variable));
  }

  /** Whether the squares of values with this mean and variance lose digits or become 0. */
  public static boolean underflows(double mean, double variance) {
    return variance < SMALLEST_SQUARE
        && mean * mean < SMALLEST_SQUARE
        && (mean != 0 || variance > 0);
  }

  /** Weighted sums of products of deviations from the means, of all variables. */
  public SymmetricMatrix crossProducts() {
    return crossProducts;
  }

  /** Whether no value was NaN, infinite, or so large that its square overflows. */
  public boolean isFinite() {
    return Double.isFinite(weight) && crossProducts.isFinite();
  }

  /** Memory of the arrays of one instance, in bytes. */
  public static long bytes(int features) {
    long variables = features + 1L;
    return Double.BYTES * (variables * (variables + 1) / 2 + variables);
  }
}
