package ridgeline.neural.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import ridgeline.config.ConfigException;
import ridgeline.config.neural.TrainConfig;
import ridgeline.config.neural.TrainConfigReader;
import ridgeline.data.network.DataSplit;
import ridgeline.neural.data.RowBlock;
import ridgeline.neural.data.RowSet;
import ridgeline.neural.network.NetworkArchitecture;
import ridgeline.neural.plan.Loss;
import ridgeline.neural.plan.TrainingPlan;

/** Small networks and rows. */
public final class Networks {
  private static final String IMAGES =
      """
      name: test
      data: {images: {path: none, channels: 2, height: 12, width: 12}}
      validation: 0
      """;

  private static final String TABLE =
      """
      name: test
      data: {dataset: diabetes, label: progression, numeric: "*"}
      validation: 0
      """;

  private Networks() {}

  /** The job of a network of images of 2 channels, 12 x 12. */
  public static TrainConfig images(String job, String... overrides) throws ConfigException {
    return TrainConfigReader.read(IMAGES + job, "job.yaml", Arrays.asList(overrides));
  }

  /** The job of a network of a table. */
  public static TrainConfig table(String job, String... overrides) throws ConfigException {
    return TrainConfigReader.read(TABLE + job, "job.yaml", Arrays.asList(overrides));
  }

  /** The plan to classify images of 2 channels, 12 x 12, into 3 classes; nothing is scaled. */
  public static TrainingPlan imagePlan(TrainConfig config) throws ConfigException {
    return imagePlan(config, 2);
  }

  /** The same for images with another number of channels. */
  public static TrainingPlan imagePlan(TrainConfig config, int channels) throws ConfigException {
    return plan(
        config,
        List.of(channels, 12, 12),
        new Loss.Classes(3, config.regularisation().labelSmoothing()));
  }

  /** The plan to predict a number from 5 features; nothing is scaled. */
  public static TrainingPlan tablePlan(TrainConfig config) throws ConfigException {
    return plan(config, List.of(5), new Loss.Numbers());
  }

  /** The plan to predict one of three classes from 5 features; nothing is scaled. */
  public static TrainingPlan classesPlan(TrainConfig config) throws ConfigException {
    return plan(config, List.of(5), new Loss.Classes(3, 0));
  }

  private static TrainingPlan plan(TrainConfig config, List<Integer> input, Loss loss)
      throws ConfigException {
    NetworkArchitecture architecture =
        NetworkArchitecture.of(config.network(), input, loss.outputs(), config.regularisation());
    return TrainingPlan.of(config, architecture, loss, null);
  }

  /** Numbers from -scale to scale that look random, as torch-steps.py makes them. */
  public static float[] scattered(int count, int seed, double scale) {
    float[] values = new float[count];
    for (int k = 0; k < count; k++) {
      double x = Math.sin((k + 1) * 12.9898 + seed * 78.233) * 43758.5453;
      values[k] = (float) (scale * (2 * (x - Math.floor(x)) - 1));
    }
    return values;
  }

  /** Rows of weight 1. */
  public static RowSet rows(float[] inputs, float... labels) {
    float[] weights = new float[labels.length];
    Arrays.fill(weights, 1);
    return weightedRows(inputs, labels, weights);
  }

  public static RowSet weightedRows(float[] inputs, float[] labels, float[] weights) {
    int width = inputs.length / labels.length;
    return new RowSet(
        List.of(
            new RowBlock(
                DataSplit.TRAINING, new RowBlock.Features(inputs, width), labels, weights)));
  }

  /** The history without times. */
  public static List<List<Object>> curve(List<EpochResult> history) {
    List<List<Object>> curve = new ArrayList<>();
    for (EpochResult epoch : history) {
      curve.add(
          Arrays.asList(
              epoch.steps(),
              epoch.training(),
              epoch.validation(),
              epoch.test(),
              epoch.learningRate()));
    }
    return curve;
  }
}
