package ridgeline.path;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The solution of one cell, on the scale of the data, with its certificate.
 *
 * @param regParam the cell's regParam
 * @param intercept b0
 * @param indices positions of the nonzero coefficients, increasing
 * @param values the nonzero coefficients
 * @param kkt the largest violation of the optimality conditions over all features, with features
 *     and label standardised (so it has the unit of a correlation)
 * @param iterations sweeps of coordinate descent, products with the Gram matrix and factorisations;
 *     0 if the solution of the previous cell already solved this one
 * @param converged whether {@code kkt} is within the tolerance; if it is not known, whether MLlib
 *     stopped before its maximum number of iterations
 */
@SuppressWarnings("ArrayRecordComponent")
public record LinearFit(
    double regParam,
    double intercept,
    int[] indices,
    double[] values,
    double kkt,
    int iterations,
    boolean converged)
    implements Serializable {

  /**
   * A fit by another solver, without a certificate.
   *
   * @param dense all coefficients, including zeros
   */
  public static LinearFit uncertified(
      double regParam, double intercept, double[] dense, int iterations, boolean converged) {
    int[] indices = IntStream.range(0, dense.length).filter(j -> dense[j] != 0).toArray();
    double[] values = Arrays.stream(indices).mapToDouble(j -> dense[j]).toArray();
    return new LinearFit(regParam, intercept, indices, values, Double.NaN, iterations, converged);
  }

  /**
   * This fit with the given certificate.
   *
   * @param certificate its {@code kkt}
   * @param tol maximum {@code kkt} of a converged fit
   */
  public LinearFit certified(double certificate, double tol) {
    return new LinearFit(
        regParam,
        intercept,
        indices,
        values,
        certificate,
        iterations,
        converged && certificate <= tol);
  }

  public int nonzeros() {
    return indices.length;
  }

  /** All coefficients, including zeros: a new array of {@code features} values. */
  public double[] dense(int features) {
    double[] dense = new double[features];
    for (int k = 0; k < indices.length; k++) {
      dense[indices[k]] = values[k];
    }
    return dense;
  }
}
