package ridgeline.neural.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.config.neural.LayerConfig;
import ridgeline.config.text.Printable;
import ridgeline.data.feature.StrictJson;
import ridgeline.neural.data.RowLayout;
import ridgeline.neural.network.ChannelNormalisation;
import ridgeline.neural.network.LayerShape;
import ridgeline.neural.network.NetworkArchitecture;
import ridgeline.neural.network.ParameterShape;
import ridgeline.neural.plan.NetworkState;
import ridgeline.neural.plan.TrainingPlan;
import ridgeline.neural.torch.TensorFile;

/** A trained network, and how rows become its inputs. */
public final class NetworkModel {
  /** Names of its files. */
  public static final String PARAMETERS = "parameters.safetensors";

  public static final String DESCRIPTION = "network.json";

  static final int FORMAT = 2;

  private final NetworkArchitecture architecture;
  private final RowLayout layout;
  private final @Nullable ChannelNormalisation normalisation;
  private final List<String> classNames;
  private final float[][] parameters;

  private NetworkModel(
      NetworkArchitecture architecture,
      RowLayout layout,
      @Nullable ChannelNormalisation normalisation,
      List<String> classNames,
      float[][] parameters) {
    this.architecture = architecture;
    this.layout = layout;
    this.normalisation = normalisation;
    this.classNames = List.copyOf(classNames);
    this.parameters = parameters;
  }

  /** The network that a training has produced. */
  public static NetworkModel of(
      TrainingPlan plan, RowLayout layout, List<String> classNames, NetworkState state) {
    return new NetworkModel(
        plan.architecture(), layout, plan.normalisation(), classNames, state.parameters());
  }

  /**
   * Reads {@link #DESCRIPTION}: a network without its weights.
   *
   * @throws IOException with one sentence if it is damaged, or contains something that cannot be
   *     used
   */
  public static Described read(byte[] description) throws IOException {
    Description read = StrictJson.read(DESCRIPTION, description, Description.class);
    try {
      return described(read);
    } catch (ConfigException | IllegalArgumentException | ArithmeticException e) {
      throw new IOException(Printable.message("%s: %s".formatted(DESCRIPTION, e.getMessage())), e);
    }
  }

  private static Described described(Description read) throws ConfigException {
    SavedNetworkChecks.require(read);
    RowLayout layout =
        read.features() == null
            ? new RowLayout.Images(read.input(), read.classes())
            : read.features();
    NetworkArchitecture architecture =
        NetworkArchitecture.of(read.layers(), read.input(), Math.max(1, read.classes()));
    return new Described(architecture, layout, read.scaling(), read.classNames());
  }

  /** A network whose weights have not been read yet. */
  public static final class Described {
    private final NetworkArchitecture architecture;
    private final RowLayout layout;
    private final @Nullable ChannelNormalisation normalisation;
    private final List<String> classNames;

    private Described(
        NetworkArchitecture architecture,
        RowLayout layout,
        @Nullable ChannelNormalisation normalisation,
        List<String> classNames) {
      this.architecture = architecture;
      this.layout = layout;
      this.normalisation = normalisation;
      this.classNames = classNames;
    }

    /**
     * Reads {@link #PARAMETERS}.
     *
     * @param bytes of the file
     * @throws IOException with one sentence if it is damaged, or belongs to another network
     */
    public NetworkModel with(InputStream arrays, long bytes) throws IOException {
      Map<String, List<Integer>> shapes = new LinkedHashMap<>();
      architecture.parameterShapes().forEach(array -> shapes.put(array.name(), array.shape()));
      Map<String, float[]> values = TensorFile.read(arrays, bytes, shapes);
      List<float[]> parameters = new ArrayList<>();
      for (ParameterShape array : architecture.parameterShapes()) {
        float[] read = Objects.requireNonNull(values.get(array.name()));
        SavedNetworkChecks.require(array, read);
        parameters.add(read);
      }
      return new NetworkModel(
          architecture, layout, normalisation, classNames, parameters.toArray(float[][]::new));
    }
  }

  /**
   * The content of {@link #DESCRIPTION}.
   *
   * @param format version of this file
   * @param input channels, height and width of an image, or the number of features
   * @param layers as in the job file; parameters are named by their positions here
   * @param classes how many classes the outputs stand for; 0 for numbers
   * @param classNames in the order of their numbers; may be empty
   * @param scaling of the pixels of each channel, where white is 1; null for features
   * @param features how they and the label are standardised; null for images
   */
  record Description(
      int format,
      List<Integer> input,
      List<LayerConfig> layers,
      int classes,
      List<String> classNames,
      @Nullable ChannelNormalisation scaling,
      RowLayout.@Nullable Features features) {}

  NetworkArchitecture architecture() {
    return architecture;
  }

  RowLayout layout() {
    return layout;
  }

  @Nullable ChannelNormalisation normalisation() {
    return normalisation;
  }

  List<String> classNames() {
    return classNames;
  }

  /** Values of {@link NetworkArchitecture#parameterShapes}, one array each. */
  public float[][] parameters() {
    return parameters;
  }

  /** Whether it takes images rather than features. */
  public boolean isOfImages() {
    return layout instanceof RowLayout.Images;
  }

  /** The vector column that the feature stages of a table produce; empty for images. */
  public String vector() {
    return layout instanceof RowLayout.Features features ? features.vector() : "";
  }

  /** Channels, height and width of an image, or the number of features. */
  public List<Integer> input() {
    return architecture.input();
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
    if (!(architecture.layers().get(0).layer() instanceof LayerConfig.Conv conv)) {
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
    List<ParameterShape> shapes = architecture.parameterShapes();
    TensorFile file = new TensorFile();
    for (int i = 0; i < shapes.size(); i++) {
      file.put(shapes.get(i).name(), parameters[i], shapes.get(i).shape());
    }
    file.write(out);
  }

  /** Writes everything else that is needed to use them. */
  public void writeDescription(Writer out) throws IOException {
    Description description =
        new Description(
            FORMAT,
            architecture.input(),
            architecture.layers().stream().map(LayerShape::layer).toList(),
            layout.classes(),
            classNames,
            normalisation,
            layout instanceof RowLayout.Features features ? features : null);
    out.write(StrictJson.write(description));
  }
}
