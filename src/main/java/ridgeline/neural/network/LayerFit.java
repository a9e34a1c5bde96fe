package ridgeline.neural.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import ridgeline.config.neural.LayerConfig;
import ridgeline.neural.network.ParameterShape.Role;

/**
 * Fits a layer to its input: its output and the number of its parameters; empty for a layer that is
 * left out. A layer that does not fit is refused by an {@link IllegalArgumentException}.
 *
 * @param input channels, height and width of an image, or a number of values
 * @param batchNorm whether batchNorm layers are kept
 * @param dropout the rate of dropout layers that have none of their own
 */
record LayerFit(List<Integer> input, boolean batchNorm, double dropout)
    implements LayerConfig.Visitor<Optional<LayerShape>> {

  @Override
  public Optional<LayerShape> conv(LayerConfig.Conv conv) {
    requireImage("conv", input);
    List<Integer> output = new ArrayList<>(List.of(conv.conv()));
    for (int side : input.subList(1, 3)) {
      long padded = side + 2L * conv.padding();
      if (conv.kernel() > padded) {
        throw new IllegalArgumentException(
            "a kernel of %d does not fit into %s with a padding of %d"
                .formatted(conv.kernel(), LayerShape.text(input), conv.padding()));
      }
      output.add(Math.toIntExact((padded - conv.kernel()) / conv.stride() + 1));
    }
    return fitted(conv, output);
  }

  @Override
  public Optional<LayerShape> batchNorm(LayerConfig.BatchNorm norm) {
    return norm.batchNorm() && batchNorm ? fitted(norm, input) : Optional.empty();
  }

  @Override
  public Optional<LayerShape> relu(LayerConfig.Relu relu) {
    return relu.relu() ? fitted(relu, input) : Optional.empty();
  }

  @Override
  public Optional<LayerShape> maxPool(LayerConfig.MaxPool pool) {
    requireImage("maxPool", input);
    List<Integer> output = new ArrayList<>(input.subList(0, 1));
    for (int side : input.subList(1, 3)) {
      if (pool.maxPool() > side) {
        throw new IllegalArgumentException(
            "squares of %d do not fit into %s".formatted(pool.maxPool(), LayerShape.text(input)));
      }
      output.add(side / pool.maxPool());
    }
    return fitted(pool, output);
  }

  @Override
  public Optional<LayerShape> flatten(LayerConfig.Flatten flatten) {
    return flatten.flatten()
        ? fitted(flatten, List.of(NetworkArchitecture.size(input)))
        : Optional.empty();
  }

  @Override
  public Optional<LayerShape> dense(LayerConfig.Dense dense) {
    if (input.size() != 1) {
      throw new IllegalArgumentException(
          "dense takes values, but gets images of %s; put flatten before it"
              .formatted(LayerShape.text(input)));
    }
    return fitted(dense, List.of(dense.dense()));
  }

  @Override
  public Optional<LayerShape> dropout(LayerConfig.Dropout layer) {
    double rate = Objects.requireNonNullElse(layer.dropout(), dropout);
    return rate > 0 ? fitted(new LayerConfig.Dropout(rate), input) : Optional.empty();
  }

  /** A layer as if nothing after it cancelled its bias. */
  private Optional<LayerShape> fitted(LayerConfig layer, List<Integer> output) {
    List<ParameterShape> arrays = layer.accept(new LayerParameters(input, "", Role.BIAS));
    return Optional.of(LayerShape.of(layer, output, arrays));
  }

  private static void requireImage(String layer, List<Integer> input) {
    if (input.size() != 3) {
      throw new IllegalArgumentException(
          "%s takes images, but gets %s values".formatted(layer, LayerShape.text(input)));
    }
  }
}
