package ridgeline.path;

import java.io.Serializable;
import java.util.Arrays;

/**
 * What every cell of a grid penalises, and how. With weights v that sum to 1, population deviations
 * s of the training rows, and a = elasticNetParam, a cell minimises
 *
 * <pre>
 * 1/2 sum_i v_i (y_i - b0 - x_i.b)^2
 *   + regParam * [ a * sum_j u_j s_j |b_j|  +  (1 - a)/2 * c * sum_j u_j s_j^2 b_j^2 ]
 * </pre>
 *
 * @param standardization if false, s_j is 1 in the penalty
 * @param fitIntercept if false, b0 is 0; the deviations s are still centred
 * @param l2Scale the constant c
 * @param factors u, one value {@code >= 0} for each feature; not rescaled, not changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record Penalty(
    boolean standardization, boolean fitIntercept, L2Scale l2Scale, double[] factors)
    implements Serializable {

  /** The penalty whose factors are all 1. */
  public static Penalty uniform(
      int features, boolean standardization, boolean fitIntercept, L2Scale l2Scale) {
    double[] factors = new double[features];
    Arrays.fill(factors, 1.0);
    return new Penalty(standardization, fitIntercept, l2Scale, factors);
  }
}
