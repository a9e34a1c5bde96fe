package ridgeline.neural.network;

import java.util.List;
import ridgeline.config.neural.LayerConfig;
import ridgeline.neural.network.ParameterShape.Role;

/**
 * The arrays of a layer.
 *
 * @param input channels, height and width of an image, or a number of values
 * @param prefix of their names
 * @param bias the role of its bias, if it has one
 */
record LayerParameters(List<Integer> input, String prefix, Role bias)
    implements LayerConfig.Visitor<List<ParameterShape>> {

  @Override
  public List<ParameterShape> conv(LayerConfig.Conv conv) {
    return weightAndBias(
        "conv.",
        List.of(conv.conv(), input.get(0), conv.kernel(), conv.kernel()),
        input.get(0) * conv.kernel() * conv.kernel());
  }

  @Override
  public List<ParameterShape> batchNorm(LayerConfig.BatchNorm layer) {
    List<Integer> channels = input.subList(0, 1);
    String name = prefix + "batchNorm.";
    return List.of(
        new ParameterShape(name + "weight", channels, Role.SCALE, 0),
        new ParameterShape(name + "bias", channels, Role.SHIFT, 0),
        new ParameterShape(name + "running_mean", channels, Role.RUNNING_MEAN, 0),
        new ParameterShape(name + "running_var", channels, Role.RUNNING_VARIANCE, 0));
  }

  @Override
  public List<ParameterShape> relu(LayerConfig.Relu layer) {
    return List.of();
  }

  @Override
  public List<ParameterShape> maxPool(LayerConfig.MaxPool layer) {
    return List.of();
  }

  @Override
  public List<ParameterShape> flatten(LayerConfig.Flatten layer) {
    return List.of();
  }

  @Override
  public List<ParameterShape> dense(LayerConfig.Dense dense) {
    int fanIn = input.get(0);
    return weightAndBias("dense.", List.of(dense.dense(), fanIn), fanIn);
  }

  @Override
  public List<ParameterShape> dropout(LayerConfig.Dropout layer) {
    return List.of();
  }

  private List<ParameterShape> weightAndBias(String name, List<Integer> weight, int fanIn) {
    return List.of(
        new ParameterShape(prefix + name + "weight", weight, Role.WEIGHT, fanIn),
        new ParameterShape(prefix + name + "bias", weight.subList(0, 1), bias, fanIn));
  }
}
