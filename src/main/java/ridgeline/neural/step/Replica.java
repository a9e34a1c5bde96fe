package ridgeline.neural.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import ridgeline.neural.network.ParameterShape;
import ridgeline.neural.plan.NetworkState;
import ridgeline.neural.plan.Optimiser;
import ridgeline.neural.plan.TrainingPlan;
import ridgeline.neural.torch.ForwardPass;
import ridgeline.neural.torch.KernelCompilationGuard;
import ridgeline.neural.torch.PyTorchRuntime;

/**
 * A copy of a network in the memory of a task, used by one thread. Weights are in native memory
 * that the optimiser changes in place; all other arrays live for one batch.
 */
public final class Replica implements AutoCloseable {
  private static final double CLIPPING_EPSILON = 1e-6;

  private final TrainingPlan plan;
  private final List<ParameterShape> shapes;
  private final NativeParameters parameters;
  private final DropoutMasks masks = new DropoutMasks();
  private final float[][][] moments;
  private long steps;

  /** Copies a state. */
  public Replica(TrainingPlan plan, NetworkState state) {
    this.plan = plan;
    shapes = plan.architecture().parameterShapes();
    parameters = new NativeParameters(plan.architecture(), state.parameters());
    moments = state.moments().clone();
    for (int i = 0; i < moments.length; i++) {
      moments[i] = moments[i].clone();
      for (int j = 0; j < moments[i].length; j++) {
        moments[i][j] = moments[i][j].clone();
      }
    }
    steps = state.steps();
  }

  /** The current state; its parameters are copied. */
  public NetworkState state() {
    return new NetworkState(parameters.copy(), moments, steps);
  }

  /**
   * Takes a step.
   *
   * @param dropout decides what is dropped
   * @return the mean loss of the batch before the step, without penalties
   */
  public float train(Batch batch, double rate, SplittableRandom dropout) {
    try (NDManager step = parameters.newStep()) {
      List<NDArray> leaves = leaves(step);
      float loss = backward(step, batch, leaves, dropout);
      if (Float.isFinite(loss)) {
        follow(step, leaves, rate);
      }
      return loss;
    }
  }

  /** Arrays of the parameters with fresh gradients. */
  private List<NDArray> leaves(NDManager step) {
    List<NDArray> leaves = parameters.arrays(step);
    for (int i = 0; i < shapes.size(); i++) {
      if (shapes.get(i).role().isLearned()) {
        leaves.get(i).setRequiresGradient(true);
      }
    }
    return leaves;
  }

  private float backward(
      NDManager step, Batch batch, List<NDArray> leaves, SplittableRandom dropout) {
    return KernelCompilationGuard.with(
        new KernelCompilationGuard.Use(plan.architecture(), batch.count(), true),
        () -> differentiate(step, batch, leaves, dropout));
  }

  private float differentiate(
      NDManager step, Batch batch, List<NDArray> leaves, SplittableRandom dropout) {
    PyTorchRuntime.setGradients(true);
    try {
      NDArray outputs =
          ForwardPass.apply(
              plan.architecture(), batch.inputs().view(step), leaves, masks.of(step, dropout));
      float loss = batch.loss(outputs.toFloatArray());
      PyTorchRuntime.backward(outputs, batch.gradient(step));
      return loss;
    } finally {
      PyTorchRuntime.setGradients(false);
    }
  }

  private void follow(NDManager step, List<NDArray> leaves, double rate) {
    List<@Nullable FloatBuffer> gradients = gradients(step, leaves);
    float scale = plan.clipping() > 0 ? clip(norm(gradients)) : 1;
    steps++;
    for (int i = 0; i < shapes.size(); i++) {
      FloatBuffer gradient = gradients.get(i);
      if (gradient != null) {
        boolean penalised = shapes.get(i).isPenalised();
        double decay = penalised ? rate * plan.weightDecay() : 0;
        double lasso = penalised ? plan.penalty().l1() : 0;
        plan.optimiser()
            .step(
                parameters.values(i),
                gradient,
                moments[i],
                new Optimiser.Step(scale, (float) rate, (float) decay, (float) lasso, steps));
      }
    }
  }

  /** Gradients of the loss with the ridge penalty; null for running statistics. */
  private List<@Nullable FloatBuffer> gradients(NDManager step, List<NDArray> leaves) {
    List<@Nullable FloatBuffer> gradients = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      if (!shapes.get(i).role().isLearned()) {
        gradients.add(null);
        continue;
      }
      NDArray gradient = leaves.get(i).getGradient();
      gradient.attach(step);
      FloatBuffer values =
          gradient.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
      if (shapes.get(i).isPenalised()) {
        plan.penalty().addGradient(parameters.values(i), values);
      }
      gradients.add(values);
    }
    return gradients;
  }

  private static double norm(List<@Nullable FloatBuffer> gradients) {
    double squares = 0;
    for (FloatBuffer gradient : gradients) {
      if (gradient != null) {
        for (int k = 0; k < gradient.capacity(); k++) {
          double g = gradient.get(k);
          squares += g * g;
        }
      }
    }
    return Math.sqrt(squares);
  }

  /** The factor that clips gradients of a norm (Pascanu et al. 2013, algorithm 1). */
  private float clip(double norm) {
    return (float) Math.min(1, plan.clipping() / (norm + CLIPPING_EPSILON));
  }

  /** The gradient of each parameter for a batch, with the ridge penalty; for tests. */
  public List<float @Nullable []> gradients(Batch batch, SplittableRandom dropout) {
    try (NDManager step = parameters.newStep()) {
      List<NDArray> leaves = leaves(step);
      backward(step, batch, leaves, dropout);
      List<float @Nullable []> copies = new ArrayList<>();
      for (FloatBuffer gradient : gradients(step, leaves)) {
        float[] copy = gradient == null ? null : new float[gradient.capacity()];
        if (gradient != null && copy != null) {
          gradient.get(0, copy);
        }
        copies.add(copy);
      }
      return copies;
    }
  }

  /** The outputs for a batch, row by row, in evaluation mode. */
  public float[] outputs(Batch batch) {
    return parameters.outputs(batch.inputs());
  }

  /** The number of live arrays. */
  int arrayCount() {
    return parameters.arrayCount();
  }

  @Override
  public void close() {
    parameters.close();
  }
}
