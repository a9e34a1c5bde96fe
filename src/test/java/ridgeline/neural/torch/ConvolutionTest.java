package ridgeline.neural.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.config.ConfigException;
import ridgeline.config.neural.LayerConfig;
import ridgeline.neural.plan.TrainingPlan;
import ridgeline.neural.round.Rounds;
import ridgeline.neural.step.Batch;
import ridgeline.neural.step.Replica;
import ridgeline.neural.train.Networks;

/** Convolutions of any shape, wherever they run. */
@Tag("torch")
class ConvolutionTest {
  private static final int ROWS = 12;

  /** Sums of floats in another order, relative to the greatest value. */
  private static final double CLOSE = 1e-4;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | {conv: 16}, relu, {conv: 32}",
        "3 | {conv: 3}, relu, {conv: 16, padding: 1}, relu, {conv: 32, kernel: 1}",
        "2 | {conv: 8, padding: 1}, relu, {conv: 8}",
        "1 | {conv: 18}, relu, {conv: 26}",
        "3 | {conv: 24}, relu, {conv: 40}, relu, {conv: 17}",
        "1 | {conv: 6, kernel: 5}, relu, {conv: 20, kernel: 5}",
        "5 | {conv: 10, stride: 2}, relu, {conv: 12, kernel: 1}, relu, {conv: 14}",
        "18 | {conv: 33}, relu, {maxPool: 2}, {conv: 31}",
        "2 | {conv: 18}, relu, {maxPool: 10}, {conv: 26, padding: 1}, relu, {conv: 20, padding: 1}",
        "1 | {conv: 18, kernel: 12}, relu, {conv: 26, kernel: 5, padding: 2}, relu, {conv: 3, padding: 1}"
      })
  void aBatchGivesWhatItsRowsGiveOneByOne(int channels, String layers) throws ConfigException {
    TrainingPlan plan =
        Networks.imagePlan(
            Networks.images("network: [%s, flatten, {dense: 3}]".formatted(layers)), channels);
    int width = plan.architecture().inputSize();
    float[] inputs = Networks.scattered(ROWS * width, 5, 1);
    float[] labels = new float[ROWS];
    for (int i = 0; i < ROWS; i++) {
      labels[i] = i % 3;
    }
    Batch batch = Rounds.batch(plan, Networks.rows(inputs, labels));
    double[] outputs = new double[3 * ROWS];
    List<double[]> gradients = new ArrayList<>();
    try (Replica replica = new Replica(plan, plan.initialState())) {
      for (int i = 0; i < ROWS; i++) {
        float[] row = Arrays.copyOfRange(inputs, i * width, (i + 1) * width);
        Batch one = Rounds.batch(plan, Networks.rows(row, labels[i]));
        float[] output = replica.outputs(one);
        for (int k = 0; k < output.length; k++) {
          outputs[3 * i + k] = output[k];
        }
        add(gradients, replica.gradients(one, new SplittableRandom(1)));
      }
      requireClose("outputs", replica.outputs(batch), outputs);
      List<float[]> ofBatch = replica.gradients(batch, new SplittableRandom(1));
      for (int i = 0; i < gradients.size(); i++) {
        requireClose(
            plan.architecture().parameterShapes().get(i).name(), ofBatch.get(i), gradients.get(i));
      }
    }
  }

  /** The sum over the input of a filter, written out. */
  @ParameterizedTest
  @CsvSource({
    "1, 3, 1, 0, 16",
    "2, 3, 1, 1, 5",
    "3, 5, 1, 2, 18",
    "7, 2, 2, 0, 4",
    "4, 3, 3, 1, 2",
    "18, 1, 1, 0, 26",
    "1, 9, 1, 0, 17",
    "2, 9, 1, 1, 3",
    "33, 4, 2, 2, 1"
  })
  void isTheSumOfWhatAFilterSees(int channels, int kernel, int stride, int padding, int filters) {
    int rows = 3;
    int size = 9;
    LayerConfig.Conv conv = new LayerConfig.Conv(filters, kernel, stride, padding);
    float[] images = Networks.scattered(rows * channels * size * size, 1, 1);
    float[] weights = Networks.scattered(filters * channels * kernel * kernel, 2, 1);
    float[] bias = Networks.scattered(filters, 3, 1);
    int places = (size + 2 * padding - kernel) / stride + 1;
    double[] sums = sums(conv, images, weights, bias, rows, size);
    try (NDManager manager = PyTorchRuntime.manager()) {
      NDArray x = manager.create(images, new Shape(rows, channels, size, size));
      NDArray w = manager.create(weights, new Shape(filters, channels, kernel, kernel));
      NDArray b = manager.create(bias);
      for (NDArray y :
          List.of(Convolution.apply(conv, x, w, b), Convolution.ofPatches(conv, x, w, b))) {
        assertThat(y.getShape()).isEqualTo(new Shape(rows, filters, places, places));
        requireClose("filtered", y.toFloatArray(), sums);
      }
    }
  }

  private static double[] sums(
      LayerConfig.Conv conv, float[] images, float[] weights, float[] bias, int rows, int size) {
    int kernel = conv.kernel();
    int channels = weights.length / (conv.conv() * kernel * kernel);
    int places = (size + 2 * conv.padding() - kernel) / conv.stride() + 1;
    double[] sums = new double[rows * conv.conv() * places * places];
    for (int at = 0; at < sums.length; at++) {
      int left = at % places * conv.stride() - conv.padding();
      int top = at / places % places * conv.stride() - conv.padding();
      int filter = at / (places * places) % conv.conv();
      int row = at / (places * places * conv.conv());
      sums[at] = bias[filter];
      for (int k = 0; k < channels * kernel * kernel; k++) {
        int x = left + k % kernel;
        int y = top + k / kernel % kernel;
        int channel = k / (kernel * kernel);
        if (x >= 0 && y >= 0 && x < size && y < size) {
          sums[at] +=
              (double) images[((row * channels + channel) * size + y) * size + x]
                  * weights[filter * channels * kernel * kernel + k];
        }
      }
    }
    return sums;
  }

  /** Adds to the mean. */
  private static void add(List<double[]> means, List<float[]> values) {
    for (int i = 0; i < values.size(); i++) {
      if (means.size() == i) {
        means.add(new double[values.get(i).length]);
      }
      for (int k = 0; k < means.get(i).length; k++) {
        means.get(i)[k] += values.get(i)[k] / ROWS;
      }
    }
  }

  private static void requireClose(String name, float[] values, double[] expected) {
    double greatest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(values).as(name).hasSize(expected.length);
    for (int k = 0; k < values.length; k++) {
      assertThat((double) values[k])
          .as("%s[%d]", name, k)
          .isCloseTo(expected[k], within(CLOSE * greatest));
    }
  }
}
