package ridgeline.neural.plan;

import java.io.Serializable;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;
import ridgeline.config.neural.OptimiserConfig;

/** Updates an array of weights by its gradient. */
public sealed interface Optimiser extends Serializable {
  /** Weights that are updated at once: what a step reads of them fits in a core's first cache. */
  int BLOCK = 2048;

  /** Numbers near it are 2^-93 apart. */
  float ROUNDING = 0x1p-70f;

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
   * Some of the weights. They are copied to arrays, as loops over native memory are not made into
   * vector instructions.
   *
   * @param weights changed by a step; the array may be longer
   * @param gradient not changed
   * @param from index of the first of them among all weights
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Block(float[] weights, float[] gradient, int from, int length) {}

  /**
   * Takes a step, and then the proximal step of the L1 penalty, which sets weights to exactly 0.
   * Blocks of weights are updated one after the other, with the result of all at once.
   *
   * @param weights changed
   * @param gradient of the loss with respect to the weights
   * @param moments changed; zeros before the first step
   */
  default void step(FloatBuffer weights, FloatBuffer gradient, float[][] moments, Step step) {
    int count = weights.capacity();
    float[] weightBlock = new float[Math.min(BLOCK, count)];
    float[] gradientBlock = new float[weightBlock.length];
    for (int from = 0; from < count; from += BLOCK) {
      int length = Math.min(BLOCK, count - from);
      weights.get(from, weightBlock, 0, length);
      gradient.get(from, gradientBlock, 0, length);
      update(new Block(weightBlock, gradientBlock, from, length), moments, step);
      weights.put(from, weightBlock, 0, length);
    }
  }

  /** Takes a step with a block, whose weights it changes. */
  void update(Block block, float[][] moments, Step step);

  /** Soft thresholding: a weight reduced by a threshold, and 0 within it. */
  private static float shrunk(float weight, float threshold) {
    return weight > threshold ? weight - threshold : weight < -threshold ? weight + threshold : 0;
  }

  /**
   * Rounds a small moment to a multiple of 2^-93, far below what changes a weight. Without a
   * gradient, moments shrink until they are subnormal, and arithmetic with subnormal numbers takes
   * a hundred times as long. A sum is quicker than a branch.
   */
  private static float withoutSubnormals(float moment) {
    return moment + ROUNDING - ROUNDING;
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
    public void update(Block block, float[][] moments, Step step) {
      float rate = step.rate();
      if (momentum == 0) {
        plain(block, step);
        shrink(block, null, rate, step.lasso());
      } else if (nesterov) {
        nesterov(block, moments[0], step);
        shrink(block, moments[0], rate * (1 + momentum), step.lasso());
      } else {
        heavyBall(block, moments[0], step);
        shrink(block, moments[0], rate, step.lasso());
      }
    }

    private static void plain(Block block, Step step) {
      float[] weights = block.weights();
      float[] gradient = block.gradient();
      float kept = 1 - step.decay();
      float factor = step.rate() * step.scale();
      for (int k = 0; k < block.length(); k++) {
        weights[k] = kept * weights[k] - factor * gradient[k];
      }
    }

    private void heavyBall(Block block, float[] velocity, Step step) {
      float[] weights = block.weights();
      float[] gradient = block.gradient();
      int from = block.from();
      float kept = 1 - step.decay();
      float scale = step.scale();
      float rate = step.rate();
      for (int k = 0; k < block.length(); k++) {
        float v = withoutSubnormals(momentum * velocity[from + k] + scale * gradient[k]);
        velocity[from + k] = v;
        weights[k] = kept * weights[k] - rate * v;
      }
    }

    private void nesterov(Block block, float[] velocity, Step step) {
      float[] weights = block.weights();
      float[] gradient = block.gradient();
      int from = block.from();
      float kept = 1 - step.decay();
      float scale = step.scale();
      float rate = step.rate();
      for (int k = 0; k < block.length(); k++) {
        float g = scale * gradient[k];
        float v = withoutSubnormals(momentum * velocity[from + k] + g);
        velocity[from + k] = v;
        weights[k] = kept * weights[k] - rate * (g + momentum * v);
      }
    }

    /**
     * The proximal step.
     *
     * @param velocity null without momentum
     * @param rate what a gradient of 1 subtracts from a weight in this step
     */
    private static void shrink(Block block, float @Nullable [] velocity, float rate, float lasso) {
      float threshold = rate * lasso;
      if (threshold == 0) {
        return;
      }
      float[] weights = block.weights();
      for (int k = 0; k < block.length(); k++) {
        float weight = weights[k];
        weights[k] = shrunk(weight, threshold);
        if (velocity != null) {
          velocity[block.from() + k] += (weight - weights[k]) / rate;
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
    public void update(Block block, float[][] moments, Step step) {
      float[] weights = block.weights();
      float[] gradient = block.gradient();
      float[] mean = moments[0];
      float[] square = moments[1];
      int from = block.from();
      float kept = 1 - step.decay();
      float scale = step.scale();
      float stepSize = (float) (step.rate() / (1 - Math.pow(BETA1, (double) step.number())));
      float correction = (float) Math.sqrt(1 - Math.pow(BETA2, (double) step.number()));
      float threshold = step.rate() * step.lasso();
      for (int k = 0; k < block.length(); k++) {
        float g = scale * gradient[k];
        float m = withoutSubnormals(BETA1 * mean[from + k] + (1 - BETA1) * g);
        float s = withoutSubnormals(BETA2 * square[from + k] + (1 - BETA2) * g * g);
        mean[from + k] = m;
        square[from + k] = s;
        float root = (float) Math.sqrt(s) / correction + EPSILON;
        float weight = kept * weights[k] - stepSize * m / root;
        weights[k] = threshold > 0 ? shrunk(weight, threshold / root) : weight;
      }
    }
  }
}
