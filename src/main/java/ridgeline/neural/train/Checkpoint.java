package ridgeline.neural.train;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import ridgeline.neural.network.ParameterShape;
import ridgeline.neural.plan.NetworkState;
import ridgeline.neural.plan.TrainingPlan;
import ridgeline.neural.torch.TensorFile;

/** Everything that a training resumes from after an epoch. */
public final class Checkpoint {
  private static final String BEST = "best.";

  private final List<ParameterShape> shapes;
  private final NetworkState state;
  private final NetworkState chosen;
  private final List<EpochResult> history;

  private Checkpoint(
      List<ParameterShape> shapes,
      NetworkState state,
      NetworkState chosen,
      List<EpochResult> history) {
    this.shapes = shapes;
    this.state = state;
    this.chosen = chosen;
    this.history = List.copyOf(history);
  }

  /** The checkpoint before the first epoch. */
  public static Checkpoint initial(TrainingPlan plan) {
    NetworkState state = plan.initialState();
    return new Checkpoint(plan.architecture().parameterShapes(), state, state, List.of());
  }

  /** The checkpoint after one more epoch. */
  public Checkpoint next(NetworkState after, EpochResult result, EarlyStopping stopping) {
    List<EpochResult> longer = new ArrayList<>(history);
    longer.add(result);
    boolean isChosen = stopping.chosen(longer) == history.size();
    return new Checkpoint(shapes, after, isChosen ? after : chosen, longer);
  }

  public NetworkState state() {
    return state;
  }

  /** The state whose weights would be used so far; only its weights are kept. */
  public NetworkState chosen() {
    return chosen;
  }

  /** The completed epochs. */
  public List<EpochResult> history() {
    return history;
  }

  /** Writes the arrays of the states. */
  public void writeArrays(OutputStream out) throws IOException {
    TensorFile file = new TensorFile();
    for (int i = 0; i < shapes.size(); i++) {
      ParameterShape shape = shapes.get(i);
      file.put(shape.name(), state.parameters()[i], shape.shape());
      file.put(BEST + shape.name(), chosen.parameters()[i], shape.shape());
      for (int j = 0; j < state.moments()[i].length; j++) {
        file.put(moment(shape, j), state.moments()[i][j], shape.shape());
      }
    }
    file.write(out);
  }

  /**
   * Reads what {@link #writeArrays} wrote.
   *
   * @param bytes of the arrays
   * @param history of the completed epochs, at least one
   * @throws IOException if the arrays are truncated, or belong to another network
   */
  public static Checkpoint read(
      TrainingPlan plan, InputStream arrays, long bytes, List<EpochResult> history)
      throws IOException {
    List<ParameterShape> shapes = plan.architecture().parameterShapes();
    float[][][] moments = plan.initialState().moments();
    Map<String, List<Integer>> expected = new LinkedHashMap<>();
    for (int i = 0; i < shapes.size(); i++) {
      ParameterShape shape = shapes.get(i);
      expected.put(shape.name(), shape.shape());
      expected.put(BEST + shape.name(), shape.shape());
      for (int j = 0; j < moments[i].length; j++) {
        expected.put(moment(shape, j), shape.shape());
      }
    }
    Map<String, float[]> read = TensorFile.read(arrays, bytes, expected);
    float[][] parameters = new float[shapes.size()][];
    float[][] best = new float[shapes.size()][];
    for (int i = 0; i < shapes.size(); i++) {
      ParameterShape shape = shapes.get(i);
      parameters[i] = weights(read, shape.name());
      best[i] = weights(read, BEST + shape.name());
      for (int j = 0; j < moments[i].length; j++) {
        moments[i][j] = Objects.requireNonNull(read.get(moment(shape, j)));
      }
    }
    long steps = history.get(history.size() - 1).steps();
    return new Checkpoint(
        shapes,
        new NetworkState(parameters, moments, steps),
        new NetworkState(best, new float[0][][], 0),
        history);
  }

  private static float[] weights(Map<String, float[]> read, String name) throws IOException {
    return TensorFile.requireFinite(name, Objects.requireNonNull(read.get(name)));
  }

  private static String moment(ParameterShape shape, int index) {
    return "moment%d.%s".formatted(index, shape.name());
  }
}
