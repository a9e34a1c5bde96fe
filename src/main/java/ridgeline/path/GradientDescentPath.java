package ridgeline.path;

import dev.ludovic.netlib.blas.JavaBLAS;
import java.util.stream.IntStream;
import ridgeline.linalg.Eigen;
import ridgeline.stats.Moments;

/**
 * Gradient descent from zero on half the mean squared error, in standardised coefficients: computes
 * the coefficients after any number of iterations without performing them.
 *
 * <p>Let {@code R = V diag(lambda) V'} be the correlation matrix of the features, r their
 * correlations with the label, and eta the step size. Then {@code beta_t = beta_{t-1} + eta (r - R
 * beta_{t-1})} is
 *
 * <pre>
 * beta_t = V diag((1 - (1 - eta lambda_k)^t) / lambda_k) V' r
 * </pre>
 *
 * (Ali, Kolter, Tibshirani 2019, "A Continuous-Time View of Early Stopping for Least Squares",
 * section 2). For ridge the diagonal is {@code 1 / (lambda_k + regParam)}, which is close to it for
 * {@code regParam = 1 / (eta t)}.
 */
public final class GradientDescentPath {
  private static final JavaBLAS BLAS = JavaBLAS.getInstance();

  private final StandardizedProblem problem;
  private final Eigen eigen;
  private final double[] rotated;
  private final double stepSize;

  /**
   * Standardises the moments. The model has an intercept.
   *
   * @throws IllegalArgumentException if the label is constant in the training rows
   */
  public GradientDescentPath(Moments training) {
    int p = training.features();
    problem = new StandardizedProblem(training, Penalty.uniform(p, true, true, L2Scale.PLAIN));
    eigen = Eigen.decompose(p, problem.gram().clone());
    rotated = new double[p];
    BLAS.dgemv("T", p, p, 1.0, eigen.vectors(), p, problem.cross(), 1, 0.0, rotated, 1);
    double largest = eigen.values()[p - 1];
    stepSize = largest > 0 ? 1 / largest : 1;
  }

  /**
   * The inverse of the largest eigenvalue of the correlation matrix, so that no iteration
   * overshoots.
   */
  public double stepSize() {
    return stepSize;
  }

  /**
   * The regParam, for {@link L2Scale#PLAIN}, of the ridge fit that resembles this many iterations.
   */
  public double regParam(long iterations) {
    return 1 / (stepSize * iterations);
  }

  /**
   * The fit after a number of iterations. Its {@code regParam} is {@link #regParam}, and its {@code
   * kkt} the largest element of the gradient of the loss.
   *
   * @param iterations {@code >= 1}
   */
  public LinearFit after(long iterations) {
    int p = problem.features();
    double[] scaled = new double[p];
    for (int k = 0; k < p; k++) {
      scaled[k] = rotated[k] * share(Math.max(0, eigen.values()[k]), iterations);
    }
    double[] beta = new double[p];
    BLAS.dgemv("N", p, p, 1.0, eigen.vectors(), p, scaled, 1, 0.0, beta, 1);
    IntStream.range(0, p).filter(problem::isConstant).forEach(j -> beta[j] = 0);
    double[] gradient = new double[p];
    problem.gradient(beta, gradient);
    double slope = IntStream.range(0, p).mapToDouble(j -> Math.abs(gradient[j])).max().orElse(0);
    int counted = (int) Math.min(Integer.MAX_VALUE, iterations);
    return problem.toFit(regParam(iterations), beta, slope, counted, true);
  }

  /** {@code (1 - (1 - eta lambda)^t) / lambda}, or its limit for an eigenvalue of 0. */
  private double share(double eigenvalue, long iterations) {
    return eigenvalue == 0
        ? stepSize * iterations
        : -Math.expm1(iterations * Math.log1p(-Math.min(1, stepSize * eigenvalue))) / eigenvalue;
  }

  /** The weighted mean squared error of a fit of this path on rows with the given moments. */
  public double meanSquaredError(LinearFit fit, Moments heldOut) {
    return problem.meanSquaredError(fit, heldOut);
  }
}
