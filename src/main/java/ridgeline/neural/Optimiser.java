package ridgeline.neural;

import java.io.Serializable;
import java.nio.FloatBuffer;
import ridgeline.config.OptimiserConfig;

/** How an array of weights follows its gradient. */
sealed interface Optimiser extends Serializable {
  static Optimiser of(OptimiserConfig config) {
    return config.method() == OptimiserConfig.Method.SGD
        ? new Sgd((float) config.momentum(), config.nesterov())
        : new Adam();
  }

  /** How many arrays of the size of the weights it remembers. */
  int moments();

  /**
   * Takes a step.
   *
   * @param weights changed
   * @param gradient of the loss by the weights
   * @param scale what the gradient is multiplied by
   * @param moments changed; zeros before the first step
   * @param rate the learning rate
   * @param decay what is taken from each weight beforehand, as a share of it
   * @param step counted from 1
   */
  void step(
      FloatBuffer weights,
      FloatBuffer gradient,
      float scale,
      float[][] moments,
      float rate,
      float decay,
      long step);

  /**
   * Stochastic gradient descent: {@code v = momentum * v + g; w = w - rate * v}, and with
   * Nesterov's momentum {@code w = w - rate * (g + momentum * v)} (Sutskever et al. 2013, section
   * 2, in the form of PyTorch).
   */
  record Sgd(float momentum, boolean nesterov) implements Optimiser {
    private static final long serialVersionUID = 1L;

    @Override
    public int moments() {
      return momentum > 0 ? 1 : 0;
    }

    @Override
    public void step(
        FloatBuffer weights,
        FloatBuffer gradient,
        float scale,
        float[][] moments,
        float rate,
        float decay,
        long step) {
      float kept = 1 - decay;
      if (momentum == 0) {
        for (int k = 0; k < weights.capacity(); k++) {
          weights.put(k, kept * weights.get(k) - rate * scale * gradient.get(k));
        }
      } else if (nesterov) {
        nesterov(weights, gradient, scale, moments[0], rate, kept);
      } else {
        heavyBall(weights, gradient, scale, moments[0], rate, kept);
      }
    }

    private void heavyBall(
        FloatBuffer weights,
        FloatBuffer gradient,
        float scale,
        float[] velocity,
        float rate,
        float kept) {
      for (int k = 0; k < velocity.length; k++) {
        float v = momentum * velocity[k] + scale * gradient.get(k);
        velocity[k] = v;
        weights.put(k, kept * weights.get(k) - rate * v);
      }
    }

    private void nesterov(
        FloatBuffer weights,
        FloatBuffer gradient,
        float scale,
        float[] velocity,
        float rate,
        float kept) {
      for (int k = 0; k < velocity.length; k++) {
        float g = scale * gradient.get(k);
        float v = momentum * velocity[k] + g;
        velocity[k] = v;
        weights.put(k, kept * weights.get(k) - rate * (g + momentum * v));
      }
    }
  }

  /**
   * Adam with the constants of its paper (Kingma and Ba 2015, algorithm 1); with a decay it is
   * AdamW (Loshchilov and Hutter 2019, algorithm 2).
   */
  record Adam() implements Optimiser {
    private static final long serialVersionUID = 1L;

    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.999f;
    private static final float EPSILON = 1e-8f;

    @Override
    public int moments() {
      return 2;
    }

    @Override
    public void step(
        FloatBuffer weights,
        FloatBuffer gradient,
        float scale,
        float[][] moments,
        float rate,
        float decay,
        long step) {
      float[] mean = moments[0];
      float[] square = moments[1];
      float kept = 1 - decay;
      float stepSize = (float) (rate / (1 - Math.pow(BETA1, (double) step)));
      float correction = (float) Math.sqrt(1 - Math.pow(BETA2, (double) step));
      for (int k = 0; k < mean.length; k++) {
        float g = scale * gradient.get(k);
        float m = BETA1 * mean[k] + (1 - BETA1) * g;
        float s = BETA2 * square[k] + (1 - BETA2) * g * g;
        mean[k] = m;
        square[k] = s;
        float root = (float) Math.sqrt(s) / correction + EPSILON;
        weights.put(k, kept * weights.get(k) - stepSize * m / root);
      }
    }
  }
}
