package ridgeline.neural.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.config.ConfigException;
import ridgeline.config.neural.LayerConfig;
import ridgeline.config.neural.LayerConfig.BatchNorm;
import ridgeline.config.neural.LayerConfig.Conv;
import ridgeline.config.neural.LayerConfig.Dense;
import ridgeline.config.neural.LayerConfig.Dropout;
import ridgeline.config.neural.LayerConfig.Flatten;
import ridgeline.config.neural.LayerConfig.MaxPool;
import ridgeline.config.neural.LayerConfig.Relu;
import ridgeline.config.neural.RegularisationConfig;
import ridgeline.config.neural.TrainConfig;
import ridgeline.neural.data.RowSet;
import ridgeline.neural.plan.NetworkState;
import ridgeline.neural.plan.TrainingPlan;
import ridgeline.neural.round.Rounds;
import ridgeline.neural.round.TaskRound;
import ridgeline.neural.train.Networks;

/** Layers that fit each other, and layers that do not. */
@Tag("torch")
class NetworkArchitectureTest {
  private static final List<Integer> IMAGE = List.of(1, 28, 28);
  private static final RegularisationConfig BATCH_NORM = regularisation();
  private static final RegularisationConfig PLAIN =
      regularisation("regularisation.batchNorm=false");

  private static RegularisationConfig regularisation(String... overrides) {
    try {
      return Networks.images("network: [{dense: 1}]", overrides).regularisation();
    } catch (ConfigException e) {
      throw new IllegalStateException(e);
    }
  }

  private static NetworkArchitecture of(LayerConfig... layers) throws ConfigException {
    return NetworkArchitecture.of(List.of(layers), IMAGE, 10, BATCH_NORM);
  }

  /**
   * Expected values by PyTorch 1.13:
   *
   * <pre>{@code
   * import torch, torch.nn as nn
   * net = nn.Sequential(nn.Conv2d(1, 32, 3, padding=1, bias=False), nn.BatchNorm2d(32), nn.ReLU(),
   *     nn.Dropout(.5), nn.Conv2d(32, 64, 5, stride=2), nn.MaxPool2d(2), nn.Conv2d(64, 64, 2),
   *     nn.Flatten(), nn.Linear(1600, 10))
   * x = torch.zeros(1, 1, 28, 28)
   * for l in net: x = l(x); print(tuple(x.shape), sum(p.numel() for p in l.parameters()))
   * }</pre>
   */
  @Test
  void shapesAndParametersAreThoseOfPyTorch() throws ConfigException {
    NetworkArchitecture architecture =
        of(
            new Conv(32, 3, 1, 1),
            new BatchNorm(true),
            new Relu(true),
            new Dropout(0.5),
            new Conv(64, 5, 2, 0),
            new MaxPool(2),
            new Conv(64, 2, 1, 0),
            new Flatten(true),
            new Dense(10));
    assertThat(architecture.layers())
        .extracting(LayerShape::output)
        .containsExactly(
            List.of(32, 28, 28),
            List.of(32, 28, 28),
            List.of(32, 28, 28),
            List.of(32, 28, 28),
            List.of(64, 12, 12),
            List.of(64, 6, 6),
            List.of(64, 5, 5),
            List.of(1600),
            List.of(10));
    assertThat(architecture.layers())
        .extracting(LayerShape::parameters)
        .containsExactly(288L, 64L, 0L, 0L, 51264L, 0L, 16448L, 0L, 16010L);
    assertThat(architecture.parameters()).isEqualTo(288 + 64 + 51264 + 16448 + 16010);
  }

  @Test
  void anOddRowOfPixelsIsLeftOut() throws ConfigException {
    assertThat(of(new MaxPool(3), new Flatten(true), new Dense(10)).layers().get(0).output())
        .containsExactly(1, 9, 9);
  }

  @Test
  void layersThatAreSwitchedOffAreNotThere() throws ConfigException {
    List<LayerConfig> network =
        List.of(
            new BatchNorm(true),
            new BatchNorm(false),
            new Relu(false),
            new Flatten(true),
            new Dense(10));
    assertThat(NetworkArchitecture.of(network, IMAGE, 10, BATCH_NORM).layers()).hasSize(3);
    assertThat(NetworkArchitecture.of(network, IMAGE, 10, PLAIN).layers()).hasSize(2);
  }

  @Test
  void rowsOfATableNeedNoFlatten() throws ConfigException {
    List<LayerConfig> network = List.of(new Dense(4), new BatchNorm(true), new Dense(1));
    assertThat(NetworkArchitecture.of(network, List.of(7), 1, BATCH_NORM).parameters())
        .isEqualTo(28 + 8 + 5);
  }

  @Test
  void layersThatDoNotFitAreNamed() {
    assertRefused(
        "network[0]: a kernel of 31 does not fit into 1 x 28 x 28 with a padding of 1",
        new Conv(4, 31, 1, 1));
    assertRefused(
        "network[1]: squares of 4 do not fit into 1 x 3 x 3", new MaxPool(8), new MaxPool(4));
    assertRefused(
        "network[0]: dense takes values, but gets images of 1 x 28 x 28; put flatten before it",
        new Dense(10));
    assertRefused(
        "network[1]: conv takes images, but gets 784 values",
        new Flatten(true),
        new Conv(4, 3, 1, 0));
    assertRefused(
        "network: ends with 12 values, but needs 10; add or change the last layer, such as dense: 10",
        new Flatten(true),
        new Dense(12));
  }

  @Test
  void aNetworkHasSomethingToLearn() {
    for (LayerConfig layer : List.of(new LayerConfig.Relu(false), new LayerConfig.Relu(true))) {
      assertThatThrownBy(() -> NetworkArchitecture.of(List.of(layer), List.of(3), 3))
          .isInstanceOf(ConfigException.class)
          .hasMessage("network: has no layer with parameters to learn; add one, such as dense: 3");
    }
  }

  private static void assertRefused(String message, LayerConfig... layers) {
    assertThatThrownBy(() -> of(layers)).isInstanceOf(ConfigException.class).hasMessage(message);
  }

  /** Their gradients are rounding errors, which Adam would turn into full steps. */
  @Test
  void biasesThatAreNormalisedAwayAreNotLearned() throws ConfigException {
    TrainConfig config =
        Networks.images(
            "network: [{conv: 3}, {maxPool: 2}, batchNorm, relu, flatten, {dense: 4}, batchNorm, relu, {dense: 3}]",
            "optimiser={method: adam, learningRate: 0.1}");
    TrainingPlan plan = Networks.imagePlan(config);
    assertThat(plan.architecture().layers())
        .extracting(LayerShape::parameters)
        .containsExactly(54L, 0L, 6L, 0L, 0L, 300L, 8L, 0L, 15L);
    RowSet rows = Networks.rows(Networks.scattered(6 * 288, 1, 1), 0, 1, 2, 0, 1, 2);
    NetworkState after =
        Rounds.round(plan, plan.initialState(), rows, new TaskRound.Span(0, 0, 1, 0)).state();
    List<ParameterShape> shapes = plan.architecture().parameterShapes();
    for (int i = 0; i < shapes.size(); i++) {
      if (shapes.get(i).name().matches("[05]\\.(conv|dense)\\.bias")) {
        assertThat(after.parameters()[i]).as(shapes.get(i).name()).containsOnly(0);
      } else if (shapes.get(i).name().equals("8.dense.bias")) {
        assertThat(after.parameters()[i]).doesNotContain(0);
      }
    }
  }
}
