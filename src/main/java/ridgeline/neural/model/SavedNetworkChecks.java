package ridgeline.neural.model;

import java.io.IOException;
import java.util.List;
import ridgeline.config.neural.LayerConfig;
import ridgeline.data.feature.StrictJson;
import ridgeline.neural.data.RowLayout;
import ridgeline.neural.network.ChannelNormalisation;
import ridgeline.neural.network.ParameterShape;
import ridgeline.neural.network.ParameterShape.Role;
import ridgeline.neural.torch.TensorFile;

/** Checks the files of a network, so that nothing that uses them has to. */
final class SavedNetworkChecks {
  /** Training refuses deviations smaller than this, and greater ones than its inverse. */
  private static final double MIN_DEVIATION = 1e-165;

  /** Even one pixel that differs by one shade from all others in a training deviates by more. */
  private static final double MIN_PIXEL_DEVIATION = 1e-12;

  private SavedNetworkChecks() {}

  /**
   * Checks a description, except whether its layers fit each other.
   *
   * @throws IllegalArgumentException if something is impossible
   */
  static void require(NetworkModel.Description read) {
    if (read.format() != NetworkModel.FORMAT) {
      throw new IllegalArgumentException(
          "has format %d, but this release reads format %d; train it again"
              .formatted(read.format(), NetworkModel.FORMAT));
    }
    List<Integer> input = StrictJson.complete("input", read.input());
    var features = read.features();
    boolean images = features == null;
    if (input.size() != (images ? 3 : 1) || input.stream().anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException("has an input of " + input);
    }
    for (LayerConfig layer : StrictJson.complete("layers", read.layers())) {
      if (!layer.accept(new IsPossible())) {
        throw new IllegalArgumentException("has an impossible layer: " + layer);
      }
    }
    if (read.layers().isEmpty()) {
      throw new IllegalArgumentException("has no layers");
    }
    List<String> names = StrictJson.complete("classNames", read.classNames());
    int minClasses = images ? 1 : 0;
    if (read.classes() < minClasses || (features != null && features.classes() != read.classes())) {
      throw new IllegalArgumentException("has %d classes".formatted(read.classes()));
    }
    if (!names.isEmpty() && names.size() != read.classes()) {
      throw new IllegalArgumentException(
          "has %d names for %d classes".formatted(names.size(), read.classes()));
    }
    if (images != (read.scaling() != null)) {
      throw new IllegalArgumentException(
          images ? "has no scaling of its pixels" : "has a scaling of pixels, but no images");
    }
    if (read.scaling() != null) {
      require(read.scaling(), input.get(0));
    }
    if (features != null) {
      require(features, input.get(0));
    }
  }

  /** Whether a layer is one that a network can have. */
  private static final class IsPossible implements LayerConfig.Visitor<Boolean> {
    @Override
    public Boolean conv(LayerConfig.Conv conv) {
      return conv.conv() >= 1 && conv.kernel() >= 1 && conv.stride() >= 1 && conv.padding() >= 0;
    }

    @Override
    public Boolean batchNorm(LayerConfig.BatchNorm layer) {
      return true;
    }

    @Override
    public Boolean relu(LayerConfig.Relu layer) {
      return true;
    }

    @Override
    public Boolean maxPool(LayerConfig.MaxPool pool) {
      return pool.maxPool() >= 1;
    }

    @Override
    public Boolean flatten(LayerConfig.Flatten layer) {
      return true;
    }

    @Override
    public Boolean dense(LayerConfig.Dense dense) {
      return dense.dense() >= 1;
    }

    @Override
    public Boolean dropout(LayerConfig.Dropout dropout) {
      Double rate = dropout.dropout();
      return rate != null && rate >= 0 && rate < 1;
    }
  }

  private static void require(ChannelNormalisation normalisation, int channels) {
    float[] mean = StrictJson.present("scaling.mean", normalisation.mean());
    float[] deviation = StrictJson.present("scaling.deviation", normalisation.deviation());
    if (mean.length != channels || deviation.length != channels) {
      throw new IllegalArgumentException(
          "has a scaling of %d and %d channels, but images of %d channels"
              .formatted(mean.length, deviation.length, channels));
    }
    for (int c = 0; c < channels; c++) {
      requireBetween("scaling.mean", mean[c], 0, 1);
      requireBetween("scaling.deviation", deviation[c], MIN_PIXEL_DEVIATION, 1);
    }
  }

  private static void require(RowLayout.Features features, int width) {
    StrictJson.present("features.vector", features.vector());
    double[] mean = StrictJson.present("features.mean", features.mean());
    double[] deviation = StrictJson.present("features.deviation", features.deviation());
    if (mean.length != width || deviation.length != width) {
      throw new IllegalArgumentException(
          "has %d means and %d deviations for %d features"
              .formatted(mean.length, deviation.length, width));
    }
    for (int j = 0; j < width; j++) {
      requireScale("features.mean", mean[j], "features.deviation", deviation[j]);
    }
    requireScale(
        "features.labelMean",
        features.labelMean(),
        "features.labelDeviation",
        features.labelDeviation());
    requireBetween(
        "features.meanWeight", features.meanWeight(), Double.MIN_VALUE, Double.MAX_VALUE);
  }

  /** A deviation of 1 may stand for 0, when all values equal the mean. */
  private static void requireScale(
      String ofMean, double mean, String ofDeviation, double deviation) {
    requireBetween(ofMean, mean, -Double.MAX_VALUE, Double.MAX_VALUE);
    requireBetween(ofDeviation, deviation, MIN_DEVIATION, 1 / MIN_DEVIATION);
    if (deviation != 1 && !(Math.abs(mean) / deviation <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "has %s %s with %s %s".formatted(ofMean, mean, ofDeviation, deviation));
    }
  }

  private static void requireBetween(String key, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new IllegalArgumentException("has %s %s".formatted(key, value));
    }
  }

  /**
   * Checks the values of an array.
   *
   * @throws IOException if one is NaN or infinite, or a variance is negative
   */
  static void require(ParameterShape array, float[] values) throws IOException {
    TensorFile.requireFinite(array.name(), values);
    if (array.role() == Role.RUNNING_VARIANCE) {
      for (float value : values) {
        if (value < 0) {
          throw new IOException("a value of %s is %s".formatted(array.name(), value));
        }
      }
    }
  }
}
