package ridgeline.neural;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
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
  private final List<String> classNames;
  private final float[][] parameters;

  private NetworkModel(
      NetworkShape shape,
      RowLayout layout,
      @Nullable Scaling scaling,
      List<String> classNames,
      float[][] parameters) {
    this.shape = shape;
    this.layout = layout;
    this.scaling = scaling;
    this.classNames = List.copyOf(classNames);
    this.parameters = parameters;
  }

  /** The network of a training. */
  static NetworkModel of(
      TrainingPlan plan, RowLayout layout, List<String> classNames, NetworkState state) {
    return new NetworkModel(plan.shape(), layout, plan.scaling(), classNames, state.parameters());
  }

  /**
   * Reads the files of a network.
   *
   * @throws IOException if one of them is damaged, or they are not of one network
   */
  public static NetworkModel read(InputStream description, InputStream arrays) throws IOException {
    Description read = JSON.readValue(description, Description.class);
    if (read.format() != FORMAT) {
      throw new IOException(
          "%s is of format %d, and this release reads %d"
              .formatted(DESCRIPTION, read.format(), FORMAT));
    }
    RowLayout layout =
        read.features() == null
            ? new RowLayout.Images(read.input(), read.classes())
            : read.features();
    NetworkShape shape;
    try {
      shape = NetworkShape.of(read.layers(), read.input(), Math.max(1, read.classes()));
    } catch (ConfigException e) {
      throw new IOException(e.getMessage(), e);
    }
    Map<String, float[]> values = TensorFile.read(arrays);
    List<float[]> parameters = new ArrayList<>();
    for (ParameterShape parameter : shape.parameterShapes()) {
      parameters.add(TensorFile.get(values, parameter.name(), parameter.size()));
    }
    return new NetworkModel(
        shape, layout, read.scaling(), read.classNames(), parameters.toArray(float[][]::new));
  }

  /**
   * The content of {@link #DESCRIPTION}.
   *
   * @param format of this file
   * @param input channels, height and width of an image, or the number of features
   * @param layers as in the job file; parameters are named by their positions here
   * @param classes how many the outputs stand for; 0 for numbers
   * @param classNames from 0 on; may be empty
   * @param scaling of the pixels of each channel, in shares of white; null for features
   * @param features how they and the label are standardised; null for images
   */
  private record Description(
      int format,
      List<Integer> input,
      List<LayerConfig> layers,
      int classes,
      List<String> classNames,
      @Nullable Scaling scaling,
      RowLayout.@Nullable Features features) {}

  NetworkShape shape() {
    return shape;
  }

  RowLayout layout() {
    return layout;
  }

  @Nullable Scaling scaling() {
    return scaling;
  }

  List<String> classNames() {
    return classNames;
  }

  /** Values of {@link NetworkShape#parameterShapes}, an array each. */
  float[][] parameters() {
    return parameters;
  }

  /** Whether it takes images, and no features. */
  public boolean isOfImages() {
    return layout instanceof RowLayout.Images;
  }

  /** The vector column that the feature stages of a table make; empty for images. */
  public String vector() {
    return layout instanceof RowLayout.Features features ? features.vector() : "";
  }

  /** Channels, height and width of an image, or the number of features. */
  public List<Integer> input() {
    return shape.input();
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
    float[] weights = parameters[0];
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
      file.put(shapes.get(i).name(), parameters[i], shapes.get(i).shape());
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
            layout.classes(),
            classNames,
            scaling,
            layout instanceof RowLayout.Features features ? features : null);
    out.write(JSON.writeValueAsString(description));
  }
}
