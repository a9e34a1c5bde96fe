package ridgeline.neural.plan;

import java.io.Serializable;
import java.nio.FloatBuffer;
import ridgeline.config.neural.RegularisationConfig;

/**
 * The penalty on the weights that is added to the loss: {@code l1 * sum |w| + l2 / 2 * sum w^2}.
 *
 * @param l1 factor of the lasso penalty
 * @param l2 factor of the ridge penalty
 */
public record Penalty(double l1, double l2) implements Serializable {
  private static final long serialVersionUID = 1L;

  static Penalty of(RegularisationConfig regularisation) {
    RegularisationConfig.ElasticNet net = regularisation.elasticNet();
    return new Penalty(
        regularisation.l1() + net.regParam() * net.elasticNetParam(),
        regularisation.l2() + net.regParam() * (1 - net.elasticNetParam()));
  }

  /** Adds the gradient of the ridge penalty; the {@link Optimiser} handles the lasso. */
  public void addGradient(FloatBuffer weights, FloatBuffer gradient) {
    float ridge = (float) l2;
    if (ridge == 0) {
      return;
    }
    for (int k = 0; k < gradient.capacity(); k++) {
      gradient.put(k, gradient.get(k) + ridge * weights.get(k));
    }
  }
}
