package ridgeline.neural.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import ridgeline.neural.network.NetworkArchitecture;
import ridgeline.neural.network.ParameterShape;
import ridgeline.neural.torch.ForwardPass;
import ridgeline.neural.torch.KernelCompilationGuard;
import ridgeline.neural.torch.NativeArray;
import ridgeline.neural.torch.PyTorchRuntime;

/** Parameters of a network in memory shared by Java and PyTorch. */
public final class NativeParameters implements AutoCloseable {
  private final NetworkArchitecture network;
  private final NDManager manager = PyTorchRuntime.manager();
  private final List<NativeArray> memory = new ArrayList<>();
  private final List<NDArray> arrays = new ArrayList<>();

  /**
   * Copies parameters.
   *
   * @param values of {@link NetworkArchitecture#parameterShapes}, one array each
   */
  public NativeParameters(NetworkArchitecture network, float[][] values) {
    this.network = network;
    List<ParameterShape> shapes = network.parameterShapes();
    for (int i = 0; i < shapes.size(); i++) {
      NativeArray parameter = NativeArray.of(values[i]);
      memory.add(parameter);
      arrays.add(parameter.view(manager, NativeArray.shape(shapes.get(i).shape())));
    }
  }

  /** A manager for the arrays of a step; closing it frees them. */
  NDManager newStep() {
    return manager.newSubManager();
  }

  /**
   * Arrays in the same memory, which live as long as a step, like everything computed from them.
   */
  List<NDArray> arrays(NDManager step) {
    List<NDArray> views = new ArrayList<>();
    for (NDArray array : arrays) {
      NDArray view = array.stopGradient();
      view.attach(step);
      views.add(view);
    }
    return views;
  }

  FloatBuffer values(int parameter) {
    return memory.get(parameter).values();
  }

  /** Copies of the current values. */
  float[][] copy() {
    return memory.stream().map(NativeArray::copy).toArray(float[][]::new);
  }

  /** The outputs for a batch, row by row, in evaluation mode. */
  public float[] outputs(InputBatch batch) {
    PyTorchRuntime.setGradients(false);
    return KernelCompilationGuard.with(
        new KernelCompilationGuard.Use(network, batch.count(), false),
        () -> {
          try (NDManager step = newStep()) {
            return ForwardPass.apply(network, batch.view(step), arrays(step), null).toFloatArray();
          }
        });
  }

  /** The number of live arrays. */
  int arrayCount() {
    return manager.getManagedArrays().size();
  }

  @Override
  public void close() {
    manager.close();
  }
}
