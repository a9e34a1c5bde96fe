package ridgeline.neural.network;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;
import ridgeline.config.neural.LayerConfig;
import ridgeline.config.neural.RegularisationConfig;
import ridgeline.neural.network.LayerTraits.Trait;
import ridgeline.neural.network.ParameterShape.Role;

/**
 * The layers of a network with the shapes of their outputs for one row.
 *
 * @param input channels, height and width of an image, or the number of features
 * @param layers the active ones, from input to output
 */
public record NetworkArchitecture(List<Integer> input, List<LayerShape> layers)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The maximum number of parameters of a layer, and of its outputs for a row. */
  public static final int MAX_VALUES = 500_000_000;

  private static final String TOO_LARGE =
      "is too large: a layer can have at most %,d parameters and as many output values"
          .formatted(MAX_VALUES);

  public NetworkArchitecture {
    input = List.copyOf(input);
    layers = List.copyOf(layers);
  }

  /**
   * Fits layers together.
   *
   * @param network the layers of a job file
   * @param input the input, as {@link #input}
   * @param outputs how many values the network has to end with
   * @param regularisation whether batches are normalised, and the dropout rate where the layer
   *     gives none
   * @throws ConfigException if a layer does not fit the one before it; later ones are not checked
   *     then
   */
  public static NetworkArchitecture of(
      List<LayerConfig> network,
      List<Integer> input,
      int outputs,
      RegularisationConfig regularisation)
      throws ConfigException {
    return of(network, input, outputs, regularisation.batchNorm(), regularisation.dropout());
  }

  /** Fits the layers of a trained network together. */
  public static NetworkArchitecture of(List<LayerConfig> network, List<Integer> input, int outputs)
      throws ConfigException {
    return of(network, input, outputs, true, 0);
  }

  private static NetworkArchitecture of(
      List<LayerConfig> network,
      List<Integer> input,
      int outputs,
      boolean batchNorm,
      double dropout)
      throws ConfigException {
    List<LayerShape> layers = new ArrayList<>();
    List<Integer> shape = input;
    for (int i = 0; i < network.size(); i++) {
      try {
        Optional<LayerShape> layer = network.get(i).accept(new LayerFit(shape, batchNorm, dropout));
        if (layer.isPresent()) {
          requireSize(layer.get());
          layers.add(layer.get());
          shape = layer.get().output();
        }
      } catch (IllegalArgumentException e) {
        throw refused("network[%d]".formatted(i), e.getMessage());
      } catch (ArithmeticException e) {
        throw refused("network[%d]".formatted(i), TOO_LARGE);
      }
    }
    if (!shape.equals(List.of(outputs))) {
      throw refused(
          "network",
          "ends with %s values, but needs %d; add or change the last layer, such as dense: %d"
              .formatted(LayerShape.text(shape), outputs, outputs));
    }
    NetworkArchitecture fitted = new NetworkArchitecture(input, withoutUnusedBiases(input, layers));
    if (fitted.parameters() == 0) {
      throw refused(
          "network",
          "has no layer with parameters to learn; add one, such as dense: %d".formatted(outputs));
    }
    return fitted;
  }

  /** Does not count the biases that a normalisation cancels. */
  private static List<LayerShape> withoutUnusedBiases(
      List<Integer> input, List<LayerShape> layers) {
    List<List<ParameterShape>> arrays = arrays(input, layers);
    return IntStream.range(0, layers.size())
        .mapToObj(i -> LayerShape.of(layers.get(i).layer(), layers.get(i).output(), arrays.get(i)))
        .toList();
  }

  /** The arrays of each layer, which depend on its input and on the layers after it. */
  private static List<List<ParameterShape>> arrays(List<Integer> input, List<LayerShape> layers) {
    List<List<ParameterShape>> arrays = new ArrayList<>();
    List<Integer> shape = input;
    for (int i = 0; i < layers.size(); i++) {
      Role bias = isNormalised(layers, i) ? Role.UNUSED_BIAS : Role.BIAS;
      arrays.add(layers.get(i).layer().accept(new LayerParameters(shape, i + ".", bias)));
      shape = layers.get(i).output();
    }
    return arrays;
  }

  /**
   * Whether the output of a layer is normalised before a bias can affect anything else. Such a bias
   * has a gradient of 0 up to rounding, but Adam would move it nevertheless.
   */
  private static boolean isNormalised(List<LayerShape> layers, int layer) {
    int next = layer + 1;
    while (next < layers.size() && has(layers.get(next), Trait.KEEPS_SHIFTS)) {
      next++;
    }
    return next < layers.size() && has(layers.get(next), Trait.CANCELS_SHIFTS);
  }

  private static boolean has(LayerShape layer, Trait trait) {
    return layer.layer().accept(new LayerTraits()).contains(trait);
  }

  /** The lengths of Java's arrays, also in bytes, are limited to 31 bits. */
  private static void requireSize(LayerShape layer) {
    if (layer.parameters() > MAX_VALUES || size(layer.output()) > MAX_VALUES) {
      throw new IllegalArgumentException(TOO_LARGE);
    }
  }

  private static ConfigException refused(String path, @Nullable String message) {
    return new ConfigException(List.of(new Problem(path, String.valueOf(message))));
  }

  /** The number of input values of a row. */
  public int inputSize() {
    return size(input);
  }

  /** The largest number of values of a row in the input or after any layer. */
  public int largestSize() {
    return layers.stream().mapToInt(layer -> size(layer.output())).reduce(inputSize(), Math::max);
  }

  /** The number of output values of a row. */
  public int outputs() {
    return layers.get(layers.size() - 1).output().get(0);
  }

  /** Whether single values are normalised over the batch, which takes more than one row. */
  public boolean normalisesValues() {
    return layers.stream()
        .anyMatch(
            layer -> has(layer, Trait.MIXES_ROWS) && size(layer.output()) == layer.output().get(0));
  }

  /** How many parameters the network learns. */
  public long parameters() {
    return layers.stream().mapToLong(LayerShape::parameters).sum();
  }

  /** How many of the parameters are subject to penalties and weight decay. */
  public long weights() {
    return parameterShapes().stream()
        .filter(ParameterShape::isPenalised)
        .mapToLong(ParameterShape::size)
        .sum();
  }

  /** The arrays of all layers, from input to output. */
  public List<ParameterShape> parameterShapes() {
    return arrays(input, layers).stream().flatMap(List::stream).toList();
  }

  /** The number of values of a shape. */
  static int size(List<Integer> shape) {
    return shape.stream().reduce(1, Math::multiplyExact);
  }
}
