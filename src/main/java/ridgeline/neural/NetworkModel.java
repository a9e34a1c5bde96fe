package ridgeline.neural;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import ridgeline.config.LayerConfig;

/** A trained network, and how rows are put into it. */
public final class NetworkModel {
  /** Names of its files. */
  public static final String PARAMETERS = "parameters.safetensors";

  public static final String DESCRIPTION = "network.json";

  private static final int FORMAT = 1;

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final NetworkShape shape;
  private final RowLayout layout;
  private final @Nullable Scaling scaling;
  private final NetworkState state;

  NetworkModel(TrainingPlan plan, RowLayout layout, NetworkState state) {
    shape = plan.shape();
    scaling = plan.scaling();
    this.layout = layout;
    this.state = state;
  }

  /**
   * The content of {@link #DESCRIPTION}.
   *
   * @param format of this file
   * @param input channels, height and width of an image, or the number of features
   * @param layers as in the job file; parameters are named by their positions here
   * @param classes that the outputs stand for; null for numbers
   * @param scaling of the pixels of each channel, in shares of white; null for features
   * @param features how they and the label are standardised; null for images
   */
  private record Description(
      int format,
      List<Integer> input,
      List<LayerConfig> layers,
      @Nullable Integer classes,
      @Nullable Scaling scaling,
      RowLayout.@Nullable Features features) {}

  NetworkState state() {
    return state;
  }

  /**
   * A filter of the first layer.
   *
   * @param size its height and width
   * @param weights channels, then rows
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Filter(int size, float[] weights) {}

  /** The filters of the first layer; none unless it is a convolution. */
  public List<Filter> filters() {
    if (!(shape.layers().get(0).layer() instanceof LayerConfig.Conv conv)) {
      return List.of();
    }
    float[] weights = state.parameters()[0];
    int length = weights.length / conv.conv();
    return IntStream.range(0, conv.conv())
        .mapToObj(i -> Arrays.copyOfRange(weights, i * length, (i + 1) * length))
        .map(filter -> new Filter(conv.kernel(), filter))
        .toList();
  }

  /** Writes the weights and the running statistics. */
  public void writeParameters(OutputStream out) throws IOException {
    List<ParameterShape> shapes = shape.parameterShapes();
    TensorFile file = new TensorFile();
    for (int i = 0; i < shapes.size(); i++) {
      file.put(shapes.get(i).name(), state.parameters()[i], shapes.get(i).shape());
    }
    file.write(out);
  }

  /** Writes all else that is needed to use them. */
  public void writeDescription(Writer out) throws IOException {
    Description description =
        new Description(
            FORMAT,
            shape.input(),
            shape.layers().stream().map(LayerShape::layer).toList(),
            layout instanceof RowLayout.Images images ? images.classes() : null,
            scaling,
            layout instanceof RowLayout.Features features ? features : null);
    out.write(JSON.writeValueAsString(description));
  }
}
