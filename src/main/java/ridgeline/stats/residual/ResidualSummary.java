package ridgeline.stats.residual;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import ridgeline.linalg.Eigen;

/**
 * The weighted distribution of residuals (label minus prediction), in bins that keep their mean,
 * and the exact mean of the residuals' exponentials.
 */
public final class ResidualSummary implements PairTally {
  private static final long serialVersionUID = 1L;

  /** How far the bins reach on each side, in deviations. */
  private static final int REACH = 20;

  /** Bins per deviation. */
  private static final int RESOLUTION = 100;

  /** The bins within reach, and one beyond on each side. */
  private static final int BINS = 2 * REACH * RESOLUTION + 2;

  private final double deviation;
  private final double rate;
  private final double[] weights = new double[BINS];
  private final double[] sums = new double[BINS];
  private double exponentials;
  private double total;
  private long rows;

  /**
   * An empty tally.
   *
   * @param deviation approximate deviation of the residuals; {@code > 0}
   * @param rate factor of the residuals in the exponentials
   */
  public ResidualSummary(double deviation, double rate) {
    this.deviation = deviation;
    this.rate = rate;
  }

  /** A residual that represents others, with their share of the weight. */
  public record Node(double residual, double share) {}

  @Override
  public ResidualSummary fresh() {
    return new ResidualSummary(deviation, rate);
  }

  @Override
  public void add(double prediction, double label, double weight) {
    double residual = label - prediction;
    double bin = Math.floor((residual / deviation + REACH) * RESOLUTION) + 1;
    int at = (int) Math.max(0, Math.min(BINS - 1, bin));
    weights[at] += weight;
    sums[at] += weight * residual;
    exponentials += weight * Math.exp(rate * residual);
    total += weight;
    rows++;
  }

  @Override
  public void addAll(PairTally other) {
    ResidualSummary summary = (ResidualSummary) other;
    for (int k = 0; k < BINS; k++) {
      weights[k] += summary.weights[k];
      sums[k] += summary.sums[k];
    }
    exponentials += summary.exponentials;
    total += summary.total;
    rows += summary.rows;
  }

  public long rows() {
    return rows;
  }

  /**
   * The weighted mean of exp(rate * residual): Duan's (1983) smearing factor for a logarithmic
   * label.
   */
  public double meanExponential() {
    return exponentials / total;
  }

  /**
   * At most {@code maxNodes} residuals with shares whose moments equal those of the binned
   * residuals up to order 2 * maxNodes - 1: the Gauss quadrature of their distribution, by the
   * Lanczos process (Golub, Welsch 1969).
   */
  public List<Node> nodes(int maxNodes) {
    double[] values = new double[BINS];
    double[] roots = new double[BINS];
    int size = 0;
    for (int k = 0; k < BINS; k++) {
      if (weights[k] > 0) {
        values[size] = sums[k] / weights[k];
        roots[size++] = Math.sqrt(weights[k] / total);
      }
    }
    int count = Math.min(maxNodes, size);
    double[] matrix = tridiagonal(values, roots, size, count);
    Eigen eigen = Eigen.decompose(count, matrix);
    List<Node> nodes = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      double first = eigen.vectors()[k * count];
      nodes.add(new Node(eigen.values()[k], first * first));
    }
    return nodes;
  }

  /**
   * The Lanczos matrix of diag(values) for the start vector {@code roots}: count * count,
   * column-major.
   */
  private static double[] tridiagonal(double[] values, double[] roots, int size, int count) {
    double[] matrix = new double[count * count];
    double[][] basis = new double[count][];
    double[] next = Arrays.copyOf(roots, size);
    for (int k = 0; k < count; k++) {
      basis[k] = next;
      next = new double[size];
      for (int i = 0; i < size; i++) {
        next[i] = values[i] * basis[k][i];
      }
      matrix[k * count + k] = dot(next, basis[k]);
      for (int pass = 0; pass < 2; pass++) {
        for (int j = 0; j <= k; j++) {
          double along = dot(next, basis[j]);
          for (int i = 0; i < size; i++) {
            next[i] -= along * basis[j][i];
          }
        }
      }
      double norm = Math.sqrt(dot(next, next));
      if (k + 1 < count) {
        matrix[(k + 1) * count + k] = norm;
        for (int i = 0; i < size && norm > 0; i++) {
          next[i] /= norm;
        }
      }
    }
    return matrix;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
