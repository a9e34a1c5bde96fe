package ridgeline.config.neural;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;
import ridgeline.config.data.DataConfig;
import ridgeline.config.data.NetworkData;

/** The job file of a training. */
@Tag("plain")
class TrainConfigReaderTest {
  private static final ObjectMapper YAML = new YAMLMapper();

  private static final String IMAGES =
      """
      name: fashion
      data: {idx: /data/fashion}
      network: [{conv: 32, padding: 1}, batchNorm, relu, {maxPool: 2}, flatten, dropout, {dense: 10}]
      """;

  private static TrainConfig read(String text, String... overrides) throws ConfigException {
    return TrainConfigReader.read(text, "job.yaml", Arrays.asList(overrides));
  }

  private static List<String> problems(String text, String... overrides) {
    try {
      read(text, overrides);
      return List.of();
    } catch (ConfigException e) {
      return e.problems().stream().map(Problem::toString).toList();
    }
  }

  @Test
  void layersAreWordsOrSections() throws ConfigException {
    assertThat(read(IMAGES).network())
        .containsExactly(
            new LayerConfig.Conv(32, 3, 1, 1),
            new LayerConfig.BatchNorm(true),
            new LayerConfig.Relu(true),
            new LayerConfig.MaxPool(2),
            new LayerConfig.Flatten(true),
            new LayerConfig.Dropout(null),
            new LayerConfig.Dense(10));
  }

  @Test
  void layersMayRepeat() throws ConfigException {
    assertThat(read(IMAGES, "network=[flatten, {dense: 10}, relu, {dense: 10}, relu]").network())
        .hasSize(5);
  }

  @Test
  void theLargestSeedIsAccepted() throws ConfigException {
    assertThat(read(IMAGES, "seed=9223372036854775807").seed()).isEqualTo(Long.MAX_VALUE);
    assertThat(read(IMAGES, "seed=9223372036854775806", "seeds=2").seeds()).isEqualTo(2);
  }

  @Test
  void classWeightsMayRepeat() throws ConfigException {
    assertThat(read(IMAGES, "classWeights=[1, 1, 5]").classWeights())
        .containsExactly(1.0, 1.0, 5.0);
  }

  @Test
  void dataIsImagesOrTheRowsOfASweep() throws ConfigException {
    assertThat(read(IMAGES).data()).isEqualTo(new NetworkData.Idx("/data/fashion"));
    assertThat(read(IMAGES, "data={images: {path: p, height: 8, width: 9}}").data())
        .isInstanceOfSatisfying(
            NetworkData.Images.class,
            data -> {
              assertThat(data.images().column()).isEqualTo("image");
              assertThat(data.images().channels()).isEqualTo(1);
              assertThat(data.images().width()).isEqualTo(9);
            });
    assertThat(read(IMAGES, "data={dataset: diamonds, label: price, numeric: [x]}").data())
        .isInstanceOfSatisfying(
            DataConfig.class, data -> assertThat(data.numeric()).containsExactly("x"));
  }

  @Test
  void nothingRegularisesByDefaultButBatchNormalisation() throws ConfigException {
    TrainConfig config = read(IMAGES);
    assertThat(config.regularisation())
        .isEqualTo(
            new RegularisationConfig(
                0,
                true,
                0,
                0,
                0,
                new RegularisationConfig.ElasticNet(0, 0.5),
                new RegularisationConfig.Augmentation(false, 0, 0, 0, 0),
                0,
                0,
                new RegularisationConfig.Stopping(false, RegularisationConfig.Metric.LOSS, 5, 0)));
    assertThat(config.distribution()).isEqualTo(new TrainConfig.Distribution(1, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "network=[convolution] | network[0]: must be one of conv, batchNorm, relu, maxPool, flatten, dense, dropout, got: \"convolution\"",
        "network=[3] | network[0]: must be one of conv, batchNorm, relu, maxPool, flatten, dense, dropout, got: 3",
        "network=[conv] | network[0].conv: is required",
        "optimiser={momentum: 1} | optimiser.momentum: must be in [0, 0.999], got: 1",
        "regularisation.weightDecay=2000 | regularisation.weightDecay: times the learning rate is 2.0; it must be less than 1, because a step subtracts this share of each weight",
        "classWeights=[0, 0, 0] | classWeights: are all 0, so nothing would be learnt; give at least one class a weight",
        "classWeights=[1e300, 1, 1] | classWeights[0]: must be in [0, 1000000000], got: 1E+300",
        "regularisation.l2=1e300 | regularisation.l2: must be in [0, 1000000000], got: 1E+300",
        "epochs=2147483648 | epochs: must be at most 2147483647, got: 2147483648",
        "{seed: 9223372036854775807, seeds: 2} | seed: is too large for 2 seeds starting at it",
        "optimiser.schedule.warmUp=11 | optimiser.schedule.warmUp: is 11, but there are only 10 epochs; lower it, or raise epochs",
        "sweep={pruning: [none]} | sweep.pruning: is a separate section; write pruning: {method: none} beside sweep",
        "pruning={method: asha} | pruning.method: is asha, which applies to a sweep only; remove it",
        "pruning={method: halving} | pruning.method: must be one of auto, none, median, asha, got: \"halving\"",
        "{seeds: 2, sweep: {seed: [1, 2]}} | seeds: is 2, but sweep has its own seeds; remove one of them",
        "{seeds: 2, distribution: {tasks: 2}} | distribution.tasks: must be 1 with sweep, ablation or seeds, because their trials run side by side",
        "network=[] | network: needs at least 1 entry, got: []",
        "network=[{relu: true, kernel: 3}] | network[0].kernel: is not a known key; known: relu",
        "network=[{conv: 0}] | network[0].conv: must be at least 1, got: 0",
        "network=[{dropout: 1}] | network[0].dropout: must be in [0, 0.99], got: 1",
        "data={idx: p, label: y} | data.label: is not a known key; known: idx",
        "data={images: {path: p, width: 3}} | data.images.height: is required",
        "data={label: y, numeric: [x]} | data: needs one of dataset, path, sql",
        "optimiser.momentum=2 | optimiser.momentum: must be in [0, 0.999], got: 2",
        "optimiser.nesterov=true | optimiser.nesterov: requires sgd and momentum > 0",
        "optimiser={method: adam, momentum: 0.9} | optimiser.momentum: applies to sgd only; remove it",
        "optimiser.learningRate=0 | optimiser.learningRate: must be finite and > 0, got: 0",
        "{optimiser: {method: adam}, regularisation: {weightDecay: 0.1}} | regularisation.weightDecay: does not apply to adam; use adamw, or l2 instead",
        "sweep={data.idx: [a, b]} | sweep.data.idx: cannot be swept, because all trainings use the same rows; keys of network, regularisation, optimiser, epochs, batch, seed can",
        "sweep={validation: [0.1, 0.2]} | sweep.validation: cannot be swept, because all trainings use the same rows; keys of network, regularisation, optimiser, epochs, batch, seed can",
        "{validation: 0, sweep: {batch: [1, 2]}} | validation: is 0, but a sweep needs validation rows to compare its trials",
        "{data: {dataset: diamonds, label: price, numeric: [x]}, regularisation: {labelSmoothing: 0.1}} | regularisation.labelSmoothing: applies to classes only; name them under classes, or remove it",
        "{data: {dataset: diamonds, label: price, numeric: [x]}, regularisation: {augmentation: {noise: 0.1}}} | regularisation.augmentation.noise: applies to images only; remove it",
        "{data: {dataset: diamonds, label: price, numeric: [x]}, regularisation: {earlyStopping: {metric: accuracy}}} | regularisation.earlyStopping.metric: is accuracy, which applies to classes only; use loss",
        "{data: {dataset: diamonds, formula: price ~ x}, classes: [a, b]} | classes: cannot be combined with data.formula; use data.label and the features instead",
        "{data: {dataset: diamonds, label: price, numeric: [x]}, balanceClasses: true} | balanceClasses: applies to classes only; name them under classes, or remove it",
        "{classWeights: [1, 2], balanceClasses: true} | classWeights: cannot be combined with balanceClasses; remove one of them",
        "regularisation={l1: 1, elasticNet: {regParam: 1}} | regularisation.l1: is part of elasticNet; remove one of them",
        "{validation: 0, regularisation: {earlyStopping: {enabled: true}}} | validation: is 0, but early stopping needs validation rows",
      })
  void problemsAreReported(String override, String problem) throws IOException {
    String[] overrides = override.startsWith("{") ? settings(override) : new String[] {override};
    assertThat(problems(IMAGES, overrides)).containsExactly(problem);
  }

  /** The keys of a section, each as an override. */
  private static String[] settings(String section) throws IOException {
    List<String> settings = new ArrayList<>();
    YAML.readTree(section)
        .properties()
        .forEach(key -> settings.add(key.getKey() + "=" + key.getValue()));
    return settings.toArray(String[]::new);
  }
}
