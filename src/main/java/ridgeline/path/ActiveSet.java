package ridgeline.path;

import java.util.Arrays;
import java.util.stream.IntStream;
import ridgeline.linalg.Cholesky;

/**
 * The features that may be nonzero, with their part of the Gram matrix, coefficients and gradient
 * gathered into contiguous arrays in the order in which they entered.
 */
final class ActiveSet {
  /**
   * The curvature, relative to each member's own, that makes the minimum over linearly dependent
   * members unique: large enough for a Cholesky factor, small enough to run to a sign change.
   */
  private static final double PROXIMITY = 1e-11;

  private final StandardizedProblem problem;
  private final boolean[] member;
  private int size;
  private int[] features;
  private double[] gram;
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
    beta = new double[capacity];
    gradient = new double[capacity];
    l1 = new double[capacity];
    l2 = new double[capacity];
  }

  int size() {
    return size;
  }

  boolean contains(int feature) {
    return member[feature];
  }

  void add(int feature) {
    if (size == features.length) {
      grow(Math.min(2 * size, problem.features()));
    }
    int capacity = features.length;
    features[size] = feature;
    member[feature] = true;
    int column = feature * problem.features();
    for (int i = 0; i <= size; i++) {
      double value = problem.gram()[column + features[i]];
      gram[size * capacity + i] = value;
      gram[i * capacity + size] = value;
    }
    size++;
  }

  private void grow(int capacity) {
    int old = features.length;
    double[] grown = new double[Math.multiplyExact(capacity, capacity)];
    for (int j = 0; j < size; j++) {
      System.arraycopy(gram, j * old, grown, j * capacity, size);
    }
    gram = grown;
    features = Arrays.copyOf(features, capacity);
    beta = Arrays.copyOf(beta, capacity);
    gradient = Arrays.copyOf(gradient, capacity);
    l1 = Arrays.copyOf(l1, capacity);
    l2 = Arrays.copyOf(l2, capacity);
  }

  /** Takes the members' coefficients, gradient and penalty from arrays over all features. */
  void load(double[] allBeta, double[] allGradient, CellPenalty cell) {
    for (int a = 0; a < size; a++) {
      int j = features[a];
      beta[a] = allBeta[j];
      gradient[a] = allGradient[j];
      l1[a] = cell.l1()[j];
      l2[a] = cell.l2()[j];
    }
  }

  /** Writes the members' coefficients to an array over all features. */
  void store(double[] allBeta) {
    for (int a = 0; a < size; a++) {
      allBeta[features[a]] = beta[a];
    }
  }

  /**
   * One sweep of coordinate descent with covariance updates (Friedman, Hastie, Tibshirani 2010,
   * section 2.2).
   *
   * @return the largest violation of a member's optimality condition that the sweep met and mended
   */
  double sweep() {
    int capacity = features.length;
    double worst = 0;
    for (int a = 0; a < size; a++) {
      int column = a * capacity;
      double curvature = gram[column + a] + l2[a];
      double unshrunk = gradient[a] + gram[column + a] * beta[a];
      double updated = softThreshold(unshrunk, l1[a]) / curvature;
      double change = updated - beta[a];
      if (change != 0) {
        beta[a] = updated;
        StandardizedProblem.subtractScaled(change, gram, column, gradient, size);
        worst = Math.max(worst, Math.abs(change) * curvature);
      }
    }
    return worst;
  }

  private static double softThreshold(double value, double threshold) {
    double excess = Math.abs(value) - threshold;
    return excess > 0 ? Math.copySign(excess, value) : 0;
  }

  /**
   * Solves for the nonzero members directly, with their signs held. Where a coefficient would
   * change sign, it stops at 0, leaves, and the rest is solved again (feature-sign search; Lee,
   * Battle, Raina, Ng 2007, algorithm 1, steps 3 and 4). Where the members are linearly dependent,
   * the minimum that is nearest is taken. The objective never rises.
   *
   * @return whether the end was reached; false where too many signs change, in which case the
   *     coefficients are still no worse than before
   */
  boolean solveDirectly() {
    int[] support = IntStream.range(0, size).filter(a -> beta[a] != 0).toArray();
    boolean done = false;
    for (int attempt = 0; attempt < 10 && !done && support.length > 0; attempt++) {
      double[] target = orthantMinimum(support, 0);
      if (target.length == 0) {
        target = orthantMinimum(support, PROXIMITY);
      }
      if (target.length == 0) {
        break;
      }
      done = moveTowards(support, target);
      support = Arrays.stream(support).filter(a -> beta[a] != 0).toArray();
    }
    refreshGradient();
    return done;
  }

  /**
   * The minimum over the support with signs held, or an empty array if it is not unique.
   *
   * @param proximity weight, relative to the curvature, of the squared distance from here
   */
  private double[] orthantMinimum(int[] support, double proximity) {
    int n = support.length;
    int capacity = features.length;
    double[] matrix = new double[n * n];
    double[] solution = new double[n];
    for (int b = 0; b < n; b++) {
      int column = support[b] * capacity;
      for (int a = 0; a <= b; a++) {
        matrix[b * n + a] = gram[column + support[a]];
      }
      double here = beta[support[b]];
      double pull = proximity * matrix[b * n + b];
      matrix[b * n + b] += l2[support[b]] + pull;
      solution[b] =
          problem.cross()[features[support[b]]] - Math.signum(here) * l1[support[b]] + pull * here;
    }
    return Cholesky.solve(n, matrix, solution) ? solution : new double[0];
  }

  /** Moves to the target, or to the first sign change on the way; whether it got there. */
  private boolean moveTowards(int[] support, double[] target) {
    double step = 1;
    for (int k = 0; k < support.length; k++) {
      double from = beta[support[k]];
      if (from * target[k] <= 0) {
        step = Math.min(step, from / (from - target[k]));
      }
    }
    for (int k = 0; k < support.length; k++) {
      double from = beta[support[k]];
      boolean reachesZero = from * target[k] <= 0 && from / (from - target[k]) <= step;
      beta[support[k]] = reachesZero ? 0 : step == 1 ? target[k] : from + step * (target[k] - from);
    }
    return step == 1;
  }

  private void refreshGradient() {
    int capacity = features.length;
    for (int a = 0; a < size; a++) {
      gradient[a] = problem.cross()[features[a]];
    }
    for (int a = 0; a < size; a++) {
      if (beta[a] != 0) {
        StandardizedProblem.subtractScaled(beta[a], gram, a * capacity, gradient, size);
      }
    }
  }
}
