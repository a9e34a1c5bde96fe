package ridgeline.path;

import dev.ludovic.netlib.blas.JavaBLAS;
import java.util.Arrays;
import java.util.stream.IntStream;
import ridgeline.linalg.Cholesky;

/**
 * Minimises over the nonzero members of an active set with their signs fixed (feature-sign search;
 * Lee, Battle, Raina, Ng 2007, algorithm 1, steps 3 and 4).
 *
 * <p>The linear system is solved by conjugate gradients, starting from the current coefficients;
 * after the first system that is too ill-conditioned for that, by Cholesky.
 */
final class SupportMinimizer {
  private static final JavaBLAS BLAS = JavaBLAS.getInstance();

  /**
   * Extra curvature, relative to each member's own, that makes the minimum over linearly dependent
   * members unique: large enough for a Cholesky factor, small enough for the step to reach a sign
   * change.
   */
  private static final double PROXIMITY = 1e-11;

  private static final int ATTEMPTS = 10;

  /** The share to which residuals must fall before a rough solution is accepted. */
  private static final double ROUGH = 0.5;

  private final ActiveSet active;
  private final double target;
  private boolean illConditioned;
  private double startObjective;
  private double[] startBeta = {};
  private double[] startGradient = {};
  private double[] residual = {};
  private double[] direction = {};
  private double[] image = {};

  /**
   * @param target maximum residual of a solved system
   */
  SupportMinimizer(ActiveSet active, double target) {
    this.active = active;
    this.target = target;
  }

  /**
   * Moves the nonzero members to their minimum. Members that would change sign on the way are
   * dropped; if that does not lower the objective, all members move until the first of them is 0.
   * Then the remaining ones are moved again. The objective never rises.
   *
   * @param mayBeRough whether a rough solution is enough while the support still changes
   * @param limit maximum number of iterations, {@code >= 1}
   * @return the number of products with the Gram matrix and factorisations
   */
  int minimize(boolean mayBeRough, int limit) {
    int iterations = 0;
    for (int attempt = 0; attempt < ATTEMPTS && iterations < limit; attempt++) {
      startFromHere();
      iterations += solve(mayBeRough, limit - iterations);
      if (!mendSigns()) {
        break;
      }
    }
    return iterations;
  }

  private int solve(boolean mayBeRough, int limit) {
    int iterations = 0;
    if (!illConditioned) {
      int maxIterations = Math.min(limit, 20 + active.size() / 4);
      iterations = conjugateGradients(mayBeRough, maxIterations);
      illConditioned = iterations > maxIterations && maxIterations < limit;
      iterations = Math.min(iterations, maxIterations);
    }
    if (illConditioned) {
      restore();
      iterations++;
      solveDirectly();
    }
    return iterations;
  }

  private void startFromHere() {
    int size = active.size();
    if (startBeta.length < size) {
      int capacity = active.stride();
      startBeta = new double[capacity];
      startGradient = new double[capacity];
      residual = new double[capacity];
      direction = new double[capacity];
      image = new double[capacity];
    }
    startObjective = active.objective();
    System.arraycopy(active.beta(), 0, startBeta, 0, size);
    System.arraycopy(active.gradient(), 0, startGradient, 0, size);
  }

  private void restore() {
    System.arraycopy(startBeta, 0, active.beta(), 0, active.size());
    System.arraycopy(startGradient, 0, active.gradient(), 0, active.size());
  }

  /**
   * Conjugate gradients, preconditioned by the diagonal (Hestenes and Stiefel 1952). The support
   * still changes if a sign does, or if a member at 0 does not stay there.
   *
   * @return number of iterations, more than {@code maxIterations} if the target was not reached
   */
  private int conjugateGradients(boolean mayBeRough, int maxIterations) {
    int size = active.size();
    double[] beta = active.beta();
    double[] gradient = active.gradient();
    double[] l2 = active.l2();
    double norm = 0;
    double start = 0;
    for (int a = 0; a < size; a++) {
      residual[a] =
          beta[a] == 0 ? 0 : gradient[a] - l2[a] * beta[a] - Math.copySign(active.l1()[a], beta[a]);
      direction[a] = residual[a] / active.curvature(a);
      norm += residual[a] * direction[a];
      start = Math.max(start, Math.abs(residual[a]));
    }
    for (int iteration = 1; iteration <= maxIterations; iteration++) {
      BLAS.dsymv("U", size, 1.0, active.gram(), active.stride(), direction, 1, 0.0, image, 1);
      double curvature = 0;
      for (int a = 0; a < size; a++) {
        curvature += direction[a] * (image[a] + l2[a] * direction[a]);
      }
      double step = norm / curvature;
      if (!(step > 0 && step < Double.POSITIVE_INFINITY)) {
        return norm == 0 ? iteration : maxIterations + 1;
      }
      double worst = 0;
      double nextNorm = 0;
      boolean supportHolds = true;
      for (int a = 0; a < size; a++) {
        gradient[a] -= step * image[a];
        if (beta[a] != 0) {
          beta[a] += step * direction[a];
          residual[a] -= step * (image[a] + l2[a] * direction[a]);
          worst = Math.max(worst, Math.abs(residual[a]));
          nextNorm += residual[a] * residual[a] / active.curvature(a);
          supportHolds &= beta[a] * startBeta[a] > 0;
        } else {
          supportHolds &= Math.abs(gradient[a]) <= active.l1()[a] + target;
        }
      }
      if (worst <= (supportHolds || !mayBeRough ? target : Math.max(target, ROUGH * start))) {
        return iteration;
      }
      double ratio = nextNorm / norm;
      for (int a = 0; a < size; a++) {
        direction[a] = residual[a] / active.curvature(a) + ratio * direction[a];
      }
      norm = nextNorm;
    }
    return maxIterations + 1;
  }

  private void solveDirectly() {
    int[] support = IntStream.range(0, active.size()).filter(a -> active.beta()[a] != 0).toArray();
    double[] solution = orthantMinimum(support, 0);
    if (solution.length == 0) {
      solution = orthantMinimum(support, PROXIMITY);
    }
    for (int k = 0; k < solution.length; k++) {
      active.beta()[support[k]] = solution[k];
    }
    active.refreshGradient();
  }

  /**
   * The minimum over the support with signs fixed, or an empty array if it is not unique.
   *
   * @param proximity weight, relative to the curvature, of the squared distance from the current
   *     coefficients
   */
  private double[] orthantMinimum(int[] support, double proximity) {
    int n = support.length;
    double[] matrix = new double[n * n];
    double[] solution = new double[n];
    for (int b = 0; b < n; b++) {
      int column = support[b] * active.stride();
      for (int a = 0; a <= b; a++) {
        matrix[b * n + a] = active.gram()[column + support[a]];
      }
      double here = active.beta()[support[b]];
      double pull = proximity * matrix[b * n + b];
      matrix[b * n + b] += active.l2()[support[b]] + pull;
      solution[b] =
          active.cross(support[b]) - Math.copySign(active.l1()[support[b]], here) + pull * here;
    }
    return Cholesky.solve(n, matrix, solution, Cholesky.DEPENDENT) ? solution : new double[0];
  }

  /** Corrects the coefficients whose sign changed; returns whether there are any. */
  private boolean mendSigns() {
    double[] beta = active.beta();
    int[] changed =
        IntStream.range(0, active.size())
            .filter(a -> startBeta[a] != 0 && startBeta[a] * beta[a] <= 0)
            .toArray();
    if (changed.length == 0) {
      return false;
    }
    double[] end = Arrays.copyOf(beta, active.size());
    double[] endGradient = Arrays.copyOf(active.gradient(), active.size());
    for (int a : changed) {
      active.drop(a);
    }
    if (!(active.objective() < startObjective)) {
      moveToFirstZero(changed, end, endGradient);
    }
    return true;
  }

  /** The gradient is linear along the step, so it is interpolated between its ends. */
  private void moveToFirstZero(int[] changed, double[] end, double[] endGradient) {
    double step = 1;
    for (int a : changed) {
      step = Math.min(step, startBeta[a] / (startBeta[a] - end[a]));
    }
    for (int a = 0; a < end.length; a++) {
      active.beta()[a] = startBeta[a] + step * (end[a] - startBeta[a]);
      active.gradient()[a] = startGradient[a] + step * (endGradient[a] - startGradient[a]);
    }
    for (int a : changed) {
      if (startBeta[a] / (startBeta[a] - end[a]) <= step) {
        active.drop(a);
      }
    }
  }
}
