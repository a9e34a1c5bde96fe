package ridgeline.neural.plan;

import java.io.Serializable;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;
import ridgeline.config.neural.OptimiserConfig;

/** Updates an array of weights by its gradient. */
public sealed interface Optimiser extends Serializable {
  static Optimiser of(OptimiserConfig config) {
    return config.method() == OptimiserConfig.Method.SGD
        ? new Sgd((float) config.momentum(), config.nesterov())
        : new Adam();
  }

  /** How many arrays of the size of the weights it keeps between steps. */
  int moments();

  /**
   * The settings of a step.
   *
   * @param scale factor of the gradient
   * @param rate the learning rate
   * @param decay share of each weight that is subtracted first
   * @param lasso factor of the L1 penalty on the weights, which is not part of the gradient
   * @param number of the step, counted from 1
   */
  record Step(float scale, float rate, float decay, float lasso, long number) {}

  /**
   * Takes a step, and then the proximal step of the L1 penalty, which sets weights to exactly 0.
   *
   * @param weights changed
   * @param gradient of the loss with respect to the weights
   * @param moments changed; zeros before the first step
   */
  void step(FloatBuffer weights, FloatBuffer gradient, float[][] moments, Step step);

  /** Soft thresholding: a weight reduced by a threshold, and 0 within it. */
  private static float shrunk(float weight, float threshold) {
    return weight > threshold ? weight - threshold : weight < -threshold ? weight + threshold : 0;
  }

  /**
   * Stochastic gradient descent: {@code v = momentum * v + g; w = w - rate * v}, and with
   * Nesterov's momentum {@code w = w - rate * (g + momentum * v)} (Sutskever et al. 2013, section
   * 2, in PyTorch's form).
   *
   * <p>What the proximal step subtracts, divided by the rate, is added to the velocity like a
   * gradient, so that weights come to rest where the gradient balances the penalty, whatever the
   * momentum (Ochs et al. 2014, "iPiano", algorithm 1).
   */
  record Sgd(float momentum, boolean nesterov) implements Optimiser {
    private static final long serialVersionUID = 1L;

    @Override
    public int moments() {
      return momentum > 0 ? 1 : 0;
    }

    @Override
    public void step(FloatBuffer weights, FloatBuffer gradient, float[][] moments, Step step) {
      float kept = 1 - step.decay();
      float rate = step.rate();
      if (momentum == 0) {
        for (int k = 0; k < weights.capacity(); k++) {
          weights.put(k, kept * weights.get(k) - rate * step.scale() * gradient.get(k));
        }
        shrink(weights, null, rate, step.lasso());
      } else if (nesterov) {
        nesterov(weights, gradient, moments[0], step, kept);
        shrink(weights, moments[0], rate * (1 + momentum), step.lasso());
      } else {
        heavyBall(weights, gradient, moments[0], step, kept);
        shrink(weights, moments[0], rate, step.lasso());
      }
    }

    private void heavyBall(
        FloatBuffer weights, FloatBuffer gradient, float[] velocity, Step step, float kept) {
      float scale = step.scale();
      float rate = step.rate();
      for (int k = 0; k < velocity.length; k++) {
        float v = momentum * velocity[k] + scale * gradient.get(k);
        velocity[k] = v;
        weights.put(k, kept * weights.get(k) - rate * v);
      }
    }

    private void nesterov(
        FloatBuffer weights, FloatBuffer gradient, float[] velocity, Step step, float kept) {
      float scale = step.scale();
      float rate = step.rate();
      for (int k = 0; k < velocity.length; k++) {
        float g = scale * gradient.get(k);
        float v = momentum * velocity[k] + g;
        velocity[k] = v;
        weights.put(k, kept * weights.get(k) - rate * (g + momentum * v));
      }
    }

    /**
     * The proximal step.
     *
     * @param velocity null without momentum
     * @param rate what a gradient of 1 subtracts from a weight in this step
     */
    private static void shrink(
        FloatBuffer weights, float @Nullable [] velocity, float rate, float lasso) {
      float threshold = rate * lasso;
      if (threshold == 0) {
        return;
      }
      for (int k = 0; k < weights.capacity(); k++) {
        float weight = weights.get(k);
        float shrunk = shrunk(weight, threshold);
        weights.put(k, shrunk);
        if (velocity != null) {
          velocity[k] += (weight - shrunk) / rate;
        }
      }
    }
  }

  /**
   * Adam with the constants of its paper (Kingma and Ba 2015, algorithm 1); with a decay it is
   * AdamW (Loshchilov and Hutter 2019, algorithm 2). The threshold of the proximal step is scaled
   * like the gradient, weight by weight (Yun et al. 2021, "ProxGen", algorithm 1).
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
    public void step(FloatBuffer weights, FloatBuffer gradient, float[][] moments, Step step) {
      float[] mean = moments[0];
      float[] square = moments[1];
      float kept = 1 - step.decay();
      float scale = step.scale();
      float stepSize = (float) (step.rate() / (1 - Math.pow(BETA1, (double) step.number())));
      float correction = (float) Math.sqrt(1 - Math.pow(BETA2, (double) step.number()));
      float threshold = step.rate() * step.lasso();
      for (int k = 0; k < mean.length; k++) {
        float g = scale * gradient.get(k);
        float m = BETA1 * mean[k] + (1 - BETA1) * g;
        float s = BETA2 * square[k] + (1 - BETA2) * g * g;
        mean[k] = m;
        square[k] = s;
        float root = (float) Math.sqrt(s) / correction + EPSILON;
        float weight = kept * weights.get(k) - stepSize * m / root;
        weights.put(k, threshold > 0 ? shrunk(weight, threshold / root) : weight);
      }
    }
  }
}
