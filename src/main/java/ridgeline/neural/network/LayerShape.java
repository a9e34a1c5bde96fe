package ridgeline.neural.network;

import static java.util.stream.Collectors.joining;

import java.io.Serializable;
import java.util.List;
import ridgeline.config.neural.LayerConfig;

/**
 * A layer within a network.
 *
 * @param layer the layer
 * @param output its output for one row: channels, height and width of an image, or the number of
 *     values
 * @param parameters how many parameters it learns
 */
public record LayerShape(LayerConfig layer, List<Integer> output, long parameters)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public LayerShape {
    output = List.copyOf(output);
  }

  /**
   * Counts the parameters of a layer.
   *
   * @param arrays of the layer
   */
  static LayerShape of(LayerConfig layer, List<Integer> output, List<ParameterShape> arrays) {
    long learned =
        arrays.stream()
            .filter(array -> array.role().isLearned())
            .mapToLong(ParameterShape::size)
            .sum();
    return new LayerShape(layer, output, learned);
  }

  /** Such as {@code 64 x 6 x 6}. */
  public static String text(List<Integer> shape) {
    return shape.stream().map(String::valueOf).collect(joining(" x "));
  }
}
