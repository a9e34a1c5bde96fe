package ridgeline.path;

import dev.ludovic.netlib.blas.JavaBLAS;
import java.util.Arrays;
import java.util.stream.IntStream;
import ridgeline.stats.Moments;

/**
 * The objective of {@link Penalty} in standardised coefficients {@code beta_j = b_j s_j / s_y},
 * divided by {@code s_y^2}:
 *
 * <pre>
 * 1/2 beta'R beta - r.beta + regParam * [ a sum_j l1_j |beta_j| + (1 - a)/2 sum_j l2_j beta_j^2 ]
 * </pre>
 *
 * With an intercept, R is the correlation matrix of the features and r their correlations with the
 * label; without one, the products in both are not centred. The rows of a constant feature in R and
 * r are 0, and so is its coefficient.
 */
final class StandardizedProblem {
  private static final JavaBLAS BLAS = JavaBLAS.getInstance();

  /**
   * Up to this share of nonzeros, adding their columns one by one costs less than a full product.
   */
  private static final double SPARSE_SHARE = 0.3;

  private final Moments training;
  private final Penalty penalty;
  private final int features;
  private final double[] deviations;
  private final double labelDeviation;
  private final double[] gram;
  private final double[] cross;
  private final double[] l1Weights;
  private final double[] l2Weights;

  /**
   * @throws IllegalArgumentException if the label is constant in the training rows
   */
  StandardizedProblem(Moments training, Penalty penalty) {
    this.training = training;
    this.penalty = penalty;
    features = training.features();
    labelDeviation = training.deviation(training.label());
    if (labelDeviation == 0) {
      throw new IllegalArgumentException("the label is constant");
    }
    deviations = IntStream.range(0, features).mapToDouble(training::deviation).toArray();
    cross = standardizedCross();
    gram = standardizedGram();
    l1Weights = new double[features];
    l2Weights = new double[features];
    double c = penalty.l2Scale() == L2Scale.MLLIB ? 1 / labelDeviation : 1;
    for (int j = 0; j < features; j++) {
      double unit = penalty.standardization() || deviations[j] == 0 ? 1 : 1 / deviations[j];
      l1Weights[j] = penalty.factors()[j] * unit / labelDeviation;
      l2Weights[j] = penalty.factors()[j] * unit * unit * c;
    }
  }

  private double[] standardizedCross() {
    double[] result = new double[features];
    for (int j = 0; j < features; j++) {
      result[j] =
          isConstant(j) ? 0 : moment(j, training.label()) / (deviations[j] * labelDeviation);
    }
    return result;
  }

  private double[] standardizedGram() {
    double[] result = training.crossProducts().leadingFull(features);
    double weight = training.weight();
    for (int j = 0; j < features; j++) {
      int start = j * features;
      if (isConstant(j)) {
        Arrays.fill(result, start, start + features, 0);
        continue;
      }
      double uncentre = penalty.fitIntercept() ? 0 : training.mean(j);
      for (int i = 0; i < features; i++) {
        result[start + i] =
            isConstant(i)
                ? 0
                : (result[start + i] / weight + uncentre * training.mean(i))
                    / (deviations[i] * deviations[j]);
      }
    }
    return result;
  }

  private double moment(int i, int j) {
    double centred = training.covariance(i, j);
    return penalty.fitIntercept() ? centred : centred + training.mean(i) * training.mean(j);
  }

  int features() {
    return features;
  }

  boolean isConstant(int feature) {
    return deviations[feature] == 0;
  }

  /** R, {@code features * features} values, column-major; must not be modified. */
  double[] gram() {
    return gram;
  }

  /** An element of R. */
  double gram(int i, int j) {
    return gram[j * features + i];
  }

  /**
   * A new array: R with the shrinkages of a cell added to its diagonal, which is 1 for constant
   * features.
   */
  double[] shrunkGram(CellPenalty cell) {
    double[] matrix = gram.clone();
    for (int j = 0; j < features; j++) {
      matrix[j * features + j] += isConstant(j) ? 1 : cell.l2()[j];
    }
    return matrix;
  }

  /** r, {@code features} values; must not be modified. */
  double[] cross() {
    return cross;
  }

  /** The L1 weight of a feature: its threshold divided by regParam * elasticNetParam. */
  double l1Weight(int feature) {
    return l1Weights[feature];
  }

  /** Whether all features have a positive L2 weight, except constant ones. */
  boolean allShrunk() {
    return IntStream.range(0, features).allMatch(j -> isConstant(j) || l2Weights[j] > 0);
  }

  /** Sets {@code gradient} to {@code r - R beta}, the negative gradient of the loss. */
  void gradient(double[] beta, double[] gradient) {
    System.arraycopy(cross, 0, gradient, 0, features);
    int nonzeros = 0;
    for (double value : beta) {
      nonzeros += value == 0 ? 0 : 1;
    }
    if (nonzeros > SPARSE_SHARE * features) {
      BLAS.dsymv("U", features, -1.0, gram, features, beta, 1, 1.0, gradient, 1);
      return;
    }
    for (int j = 0; j < features; j++) {
      if (beta[j] != 0) {
        BLAS.daxpy(features, -beta[j], gram, j * features, 1, gradient, 0, 1);
      }
    }
  }

  /** The thresholds and shrinkages of a cell. */
  CellPenalty cell(double regParam, double elasticNetParam) {
    return new CellPenalty(
        scaled(l1Weights, regParam * elasticNetParam),
        scaled(l2Weights, regParam * (1 - elasticNetParam)));
  }

  /** A cell that keeps every penalised coefficient at 0 and does not penalise the others. */
  CellPenalty onlyUnpenalised() {
    double[] l1 = new double[features];
    for (int j = 0; j < features; j++) {
      l1[j] = l1Weights[j] > 0 ? Double.POSITIVE_INFINITY : 0;
    }
    return new CellPenalty(l1, new double[features]);
  }

  private static double[] scaled(double[] weights, double scale) {
    double[] result = new double[weights.length];
    for (int j = 0; j < weights.length; j++) {
      result[j] = weights[j] * scale;
    }
    return result;
  }

  /** Converts standardised coefficients to the scale of the data. */
  LinearFit toFit(double regParam, double[] beta, double kkt, int iterations, boolean converged) {
    int[] indices = IntStream.range(0, features).filter(j -> beta[j] != 0).toArray();
    double[] values = new double[indices.length];
    double intercept = penalty.fitIntercept() ? training.mean(training.label()) : 0;
    for (int k = 0; k < indices.length; k++) {
      int j = indices[k];
      values[k] = beta[j] * (labelDeviation / deviations[j]);
      intercept -= penalty.fitIntercept() ? values[k] * training.mean(j) : 0;
    }
    return new LinearFit(regParam, intercept, indices, values, kkt, iterations, converged);
  }

  /** Converts a fit to standardised coefficients; the inverse of {@link #toFit}. */
  double[] standardized(LinearFit fit) {
    double[] beta = fit.dense(features);
    for (int j : fit.indices()) {
      beta[j] *= deviations[j] / labelDeviation;
    }
    return beta;
  }

  /**
   * The weighted mean squared error, on other rows, of a fit to these training rows. It needs only
   * the moments of the other rows: it is the variance of the residuals plus the square of their
   * mean.
   */
  double meanSquaredError(LinearFit fit, Moments heldOut) {
    int terms = fit.nonzeros();
    int[] variables = Arrays.copyOf(fit.indices(), terms + 1);
    double[] values = Arrays.copyOf(fit.values(), terms + 1);
    variables[terms] = heldOut.label();
    values[terms] = -1;
    double variance = heldOut.crossProducts().quadraticForm(variables, values) / heldOut.weight();
    double bias = 0;
    for (int k = 0; k <= terms; k++) {
      double origin = penalty.fitIntercept() ? training.mean(variables[k]) : 0;
      bias += values[k] * (heldOut.mean(variables[k]) - origin);
    }
    return Math.max(0, variance) + bias * bias;
  }
}
