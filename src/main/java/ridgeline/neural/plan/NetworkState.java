package ridgeline.neural.plan;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import ridgeline.neural.network.NetworkArchitecture;
import ridgeline.neural.network.ParameterShape;
import ridgeline.neural.network.ParameterShape.Role;

/**
 * Everything that a training step starts from and changes. Not a record, because Kryo cannot write
 * records.
 */
public final class NetworkState implements Serializable {
  private static final long serialVersionUID = 1L;

  private final float[][] parameters;
  private final float[][][] moments;
  private final long steps;

  /**
   * Keeps the arrays without copying them.
   *
   * @param parameters values of {@link NetworkArchitecture#parameterShapes}, one array each
   * @param moments what the optimiser keeps for each parameter, {@link Optimiser#moments} arrays of
   *     its size; none for running statistics
   * @param steps that the optimiser has taken
   */
  public NetworkState(float[][] parameters, float[][][] moments, long steps) {
    this.parameters = parameters;
    this.moments = moments;
    this.steps = steps;
  }

  public float[][] parameters() {
    return parameters;
  }

  public float[][][] moments() {
    return moments;
  }

  public long steps() {
    return steps;
  }

  /** How many of the penalised weights are exactly 0. */
  public long zeroWeights(List<ParameterShape> shapes) {
    long zeros = 0;
    for (int i = 0; i < parameters.length; i++) {
      if (shapes.get(i).isPenalised()) {
        for (float weight : parameters[i]) {
          zeros += weight == 0 ? 1 : 0;
        }
      }
    }
    return zeros;
  }

  /**
   * The state before the first step: weights and biases uniform within 1 / sqrt(fan-in), as in
   * PyTorch's layers (LeCun et al. 1998, "Efficient BackProp", section 4.6).
   */
  static NetworkState initial(List<ParameterShape> shapes, int moments, long seed) {
    float[][] parameters = new float[shapes.size()][];
    float[][][] remembered = new float[shapes.size()][][];
    for (int i = 0; i < shapes.size(); i++) {
      ParameterShape shape = shapes.get(i);
      parameters[i] = initial(shape, Seeds.random(seed, Seeds.WEIGHTS, i));
      remembered[i] = new float[shape.role().isLearned() ? moments : 0][shape.size()];
    }
    return new NetworkState(parameters, remembered, 0);
  }

  private static float[] initial(ParameterShape shape, SplittableRandom random) {
    float[] values = new float[shape.size()];
    if (shape.role() == Role.SCALE || shape.role() == Role.RUNNING_VARIANCE) {
      Arrays.fill(values, 1);
    } else if (shape.role() == Role.WEIGHT || shape.role() == Role.BIAS) {
      double bound = 1 / Math.sqrt(shape.fanIn());
      for (int k = 0; k < values.length; k++) {
        values[k] = (float) (bound * (2 * random.nextDouble() - 1));
      }
    }
    return values;
  }

  /**
   * The mean of replicas that started from the same state; the mean of one is itself, bit for bit.
   *
   * @param weights of each replica, such as the number of rows it has seen; not all 0
   */
  public static NetworkState average(List<NetworkState> replicas, long[] weights) {
    long total = Arrays.stream(weights).sum();
    double[] shares =
        Arrays.stream(weights).mapToDouble(weight -> (double) weight / total).toArray();
    NetworkState first = replicas.get(0);
    float[][] parameters = new float[first.parameters.length][];
    float[][][] moments = new float[first.moments.length][][];
    for (int i = 0; i < parameters.length; i++) {
      int at = i;
      parameters[i] = average(replicas.stream().map(r -> r.parameters[at]).toList(), shares);
      moments[i] = new float[first.moments[i].length][];
      for (int j = 0; j < moments[i].length; j++) {
        int moment = j;
        moments[i][j] = average(replicas.stream().map(r -> r.moments[at][moment]).toList(), shares);
      }
    }
    long steps = replicas.stream().mapToLong(NetworkState::steps).max().orElseThrow();
    return new NetworkState(parameters, moments, steps);
  }

  private static float[] average(List<float[]> arrays, double[] shares) {
    float[] mean = new float[arrays.get(0).length];
    double[] sum = new double[mean.length];
    for (int r = 0; r < shares.length; r++) {
      float[] values = arrays.get(r);
      for (int k = 0; k < sum.length; k++) {
        sum[k] += shares[r] * values[k];
      }
    }
    for (int k = 0; k < mean.length; k++) {
      mean[k] = (float) sum[k];
    }
    return mean;
  }
}
