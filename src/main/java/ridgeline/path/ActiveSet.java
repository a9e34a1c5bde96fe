package ridgeline.path;

import dev.ludovic.netlib.blas.JavaBLAS;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The features whose coefficients may be nonzero. Their part of the Gram matrix, coefficients and
 * gradient are copied into contiguous arrays, in the order in which the features entered.
 */
final class ActiveSet {
  private static final JavaBLAS BLAS = JavaBLAS.getInstance();

  private final StandardizedProblem problem;
  private final boolean[] member;
  private int size;
  private int[] features;
  private double[] gram;
  private double[] diagonal;
  private double[] beta;
  private double[] gradient;
  private double[] l1;
  private double[] l2;

  ActiveSet(StandardizedProblem problem) {
    this.problem = problem;
    member = new boolean[problem.features()];
    int capacity = Math.min(64, problem.features());
    features = new int[capacity];
    gram = new double[capacity * capacity];
    diagonal = new double[capacity];
    beta = new double[capacity];
    gradient = new double[capacity];
    l1 = new double[capacity];
    l2 = new double[capacity];
  }

  int size() {
    return size;
  }

  /**
   * Adds the features that satisfy a condition and are not members yet; returns whether there are
   * any.
   */
  boolean addWhere(IntPredicate condition) {
    int[] added =
        IntStream.range(0, member.length).filter(j -> !member[j] && condition.test(j)).toArray();
    add(added);
    return added.length > 0;
  }

  private void add(int[] added) {
    int before = size;
    size += added.length;
    if (size > features.length) {
      grow(before, Math.min(Math.max(2 * before, size), problem.features()));
    }
    for (int k = 0; k < added.length; k++) {
      features[before + k] = added[k];
      member[added[k]] = true;
    }
    for (int b = 0; b < size; b++) {
      int source = features[b] * problem.features();
      int column = b * features.length;
      for (int a = b < before ? before : 0; a < size; a++) {
        gram[column + a] = problem.gram()[source + features[a]];
      }
      diagonal[b] = gram[column + b];
    }
  }

  private void grow(int used, int capacity) {
    int old = features.length;
    double[] grown = new double[Math.multiplyExact(capacity, capacity)];
    for (int j = 0; j < used; j++) {
      System.arraycopy(gram, j * old, grown, j * capacity, used);
    }
    gram = grown;
    features = Arrays.copyOf(features, capacity);
    diagonal = Arrays.copyOf(diagonal, capacity);
    beta = Arrays.copyOf(beta, capacity);
    gradient = Arrays.copyOf(gradient, capacity);
    l1 = Arrays.copyOf(l1, capacity);
    l2 = Arrays.copyOf(l2, capacity);
  }

  /** Copies the members' coefficients, gradient and penalty from arrays over all features. */
  void load(double[] allBeta, double[] allGradient, CellPenalty cell) {
    for (int a = 0; a < size; a++) {
      int j = features[a];
      beta[a] = allBeta[j];
      gradient[a] = allGradient[j];
      l1[a] = cell.l1()[j];
      l2[a] = cell.l2()[j];
    }
  }

  /** Copies the members' coefficients to an array over all features. */
  void store(double[] allBeta) {
    for (int a = 0; a < size; a++) {
      allBeta[features[a]] = beta[a];
    }
  }

  /** The largest violation of a member's optimality condition. */
  double violation() {
    double worst = 0;
    for (int a = 0; a < size; a++) {
      worst = Math.max(worst, KktResidual.violation(l1[a], l2[a], beta[a], gradient[a]));
    }
    return worst;
  }

  /**
   * One sweep of coordinate descent with covariance updates (Friedman, Hastie, Tibshirani 2010,
   * section 2.2).
   *
   * @param negligible a coefficient is left alone if its condition is violated by at most this
   */
  void sweep(double negligible) {
    int stride = features.length;
    for (int a = 0; a < size; a++) {
      int column = a * stride;
      double curvature = curvature(a);
      double unshrunk = gradient[a] + diagonal[a] * beta[a];
      double change = softThreshold(unshrunk, l1[a]) / curvature - beta[a];
      if (Math.abs(change) * curvature > negligible) {
        beta[a] += change;
        BLAS.daxpy(size, -change, gram, column, 1, gradient, 0, 1);
      }
    }
  }

  private static double softThreshold(double value, double threshold) {
    double excess = Math.abs(value) - threshold;
    return excess > 0 ? Math.copySign(excess, value) : 0;
  }

  /** The objective at the members' coefficients, given their gradient. */
  double objective() {
    double value = 0;
    for (int a = 0; a < size; a++) {
      double loss = -(cross(a) + gradient[a]) / 2;
      value += beta[a] * (loss + l2[a] * beta[a] / 2) + l1[a] * Math.abs(beta[a]);
    }
    return value;
  }

  /** Sets a member's coefficient to 0. */
  void drop(int a) {
    BLAS.daxpy(size, beta[a], gram, a * features.length, 1, gradient, 0, 1);
    beta[a] = 0;
  }

  /** Recomputes the gradient from the coefficients. */
  void refreshGradient() {
    for (int a = 0; a < size; a++) {
      gradient[a] = cross(a);
    }
    BLAS.dsymv("U", size, -1.0, gram, features.length, beta, 1, 1.0, gradient, 1);
  }

  /** The second derivative of the objective by a member's coefficient. */
  double curvature(int a) {
    return diagonal[a] + l2[a];
  }

  /** The members' part of the Gram matrix, column-major, {@link #stride()} values per column. */
  double[] gram() {
    return gram;
  }

  int stride() {
    return features.length;
  }

  /** The members' coefficients, the first {@code size()} values of the array. */
  double[] beta() {
    return beta;
  }

  /** The members' negative gradient of the loss, the first {@code size()} values of the array. */
  double[] gradient() {
    return gradient;
  }

  /** The members' thresholds, the first {@code size()} values of the array. */
  double[] l1() {
    return l1;
  }

  /** The members' shrinkages, the first {@code size()} values of the array. */
  double[] l2() {
    return l2;
  }

  /** The standardised cross-product of a member and the label. */
  double cross(int a) {
    return problem.cross()[features[a]];
  }
}
