package ridgeline.config.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import ridgeline.config.ConfigException;

/** The trainings of a job file. */
@Tag("plain")
class TrialConfigTest {
  private static final String JOB =
      """
      name: fashion
      data: {idx: /data/fashion}
      network: [{conv: 32}, batchNorm, relu, flatten, dropout, {dense: 8}, {dropout: 0.2}, {dense: 10}]
      """;

  private static List<TrialConfig> trials(String more) throws ConfigException {
    return TrialConfig.of(TrainConfigReader.read(JOB + more, "job.yaml", List.of()));
  }

  @Test
  void oneWithoutASweep() throws ConfigException {
    assertThat(trials("")).singleElement().extracting(TrialConfig::name).isEqualTo("fashion");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                  | false",
        "{sweep: {batch: [8]}} | true",
        "{ablation: true}    | true",
        "{seeds: 1}          | false",
        "{seeds: 2}          | true",
      })
  void severalAreAskedForBySweepAblationOrSeeds(String more, boolean several)
      throws ConfigException {
    String keys = more.substring(1, more.length() - 1);
    assertThat(TrialConfig.areSeveral(TrainConfigReader.read(JOB + keys, "job.yaml", List.of())))
        .isEqualTo(several);
  }

  @Test
  void noMoreThanAThousandTrainings() throws ConfigException {
    String ten = "sweep: {batch: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}";
    assertThat(trials(ten + "\nseeds: 100")).hasSize(1000);
    assertThatThrownBy(() -> trials(ten.replace("10]", "10, 11]") + "\nseeds: 100"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("seeds: makes 1,100 trainings of 11 settings; the limit is 1,000");
  }

  @Test
  void theSameNumberIsTriedOnce() {
    assertThatThrownBy(() -> trials("sweep: {regularisation.dropout: [0, 0.50, 0.0, 0.5]}"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            """
            sweep.regularisation.dropout[2]: is the same as sweep.regularisation.dropout[0], got: 0.0
            sweep.regularisation.dropout[3]: is the same as sweep.regularisation.dropout[1], got: 0.5\
            """);
  }

  @Test
  void everyCombinationOfASweep() throws ConfigException {
    List<TrialConfig> trials =
        trials(
            "sweep: {regularisation.dropout: [0, 0.5], optimiser.method: [sgd, adam], batch: [8]}");
    assertThat(trials)
        .extracting(TrialConfig::name)
        .containsExactly(
            "dropout 0, method sgd, batch 8",
            "dropout 0, method adam, batch 8",
            "dropout 0.5, method sgd, batch 8",
            "dropout 0.5, method adam, batch 8");
    TrialConfig last = trials.get(3);
    assertThat(last.settings())
        .hasToString("{regularisation.dropout=0.5, optimiser.method=adam, batch=8}");
    assertThat(last.config().regularisation().dropout()).isEqualTo(0.5);
    assertThat(last.config().optimiser().method()).isEqualTo(OptimiserConfig.Method.ADAM);
    assertThat(last.config().batch()).isEqualTo(8);
    assertThat(last.config().sweep()).isEmpty();
  }

  @Test
  void everySettingWithEverySeed() throws ConfigException {
    List<TrialConfig> trials = trials("sweep: {batch: [8, 16]}\nseeds: 2\nseed: 7");
    assertThat(trials)
        .extracting(TrialConfig::name)
        .containsExactly(
            "batch 8, seed 7", "batch 8, seed 8", "batch 16, seed 7", "batch 16, seed 8");
    assertThat(trials).extracting(TrialConfig::setting).containsExactly(0, 0, 1, 1);
    assertThat(trials.get(3).settings()).hasToString("{batch=16, seed=8}");
    assertThat(trials.get(3).config().seed()).isEqualTo(8);
    assertThat(trials.get(3).config().seeds()).isEqualTo(1);
    assertThat(trials("seeds: 3"))
        .extracting(TrialConfig::name)
        .contains("fashion, seed 44")
        .hasSize(3);
  }

  @Test
  void wholeNetworksCanBeSwept() throws ConfigException {
    List<TrialConfig> trials =
        trials("sweep: {network: [[flatten, {dense: 10}], [flatten, relu, {dense: 10}]]}");
    assertThat(trials).extracting(trial -> trial.config().network().size()).containsExactly(2, 3);
  }

  @Test
  void noneEachAloneAndAll() throws ConfigException {
    List<TrialConfig> trials =
        trials("regularisation: {weightDecay: 0.1, augmentation: {noise: 0.1}}\nablation: true");
    assertThat(trials)
        .extracting(TrialConfig::name)
        .containsExactly(
            "none",
            "dropout alone",
            "batchNorm alone",
            "weightDecay alone",
            "augmentation alone",
            "all");
    RegularisationConfig none = trials.get(0).config().regularisation();
    assertThat(none.batchNorm()).isFalse();
    assertThat(none.weightDecay()).isZero();
    assertThat(none.augmentation().changesImages()).isFalse();
    assertThat(trials.get(0).config().network().get(6)).isEqualTo(new LayerConfig.Dropout(0.0));
    assertThat(trials.get(1).config().network().get(6)).isEqualTo(new LayerConfig.Dropout(0.2));
    assertThat(trials.get(3).config().regularisation().weightDecay()).isEqualTo(0.1);
    assertThat(trials.get(3).config().regularisation().batchNorm()).isFalse();
    assertThat(trials.get(5).config().regularisation().batchNorm()).isTrue();
    assertThat(trials.get(5).config().ablation()).isFalse();
  }

  @Test
  void aBadValueIsReported() {
    assertThatThrownBy(() -> trials("sweep: {regularisation.dropout: [0, 2]}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("sweep.regularisation.dropout[1]: must be");
    assertThatThrownBy(() -> trials("sweep: {epochs: ['1', '2']}"))
        .hasMessage("sweep.epochs[0]: must be a whole number, got: \"1\"");
    assertThatThrownBy(() -> trials("sweep: {network: [[flatten, {dense: 10}], [{conv: 0}]]}"))
        .hasMessage("sweep.network[1][0].conv: must be at least 1, got: 0");
    assertThatThrownBy(() -> trials("sweep: {batch: [null, 2]}"))
        .hasMessage("sweep.batch[0]: is empty; give a value, or remove the comma");
    assertThatThrownBy(
            () -> trials("sweep: {optimiser.method: [sgd, adam], optimiser.momentum: [0.9]}"))
        .hasMessage(
            "sweep.optimiser.momentum[0]: applies to sgd only; remove it (in the trial method adam, momentum 0.9)");
    assertThatThrownBy(() -> trials("sweep: {regularisation.drop: [0]}"))
        .hasMessageContaining("sweep.regularisation.drop[0]: is not a known key");
    assertThatThrownBy(() -> trials("sweep: {batch: []}")).hasMessageContaining("sweep.batch");
    assertThatThrownBy(() -> trials("sweep: {batch: [4]}\nablation: true"))
        .hasMessageContaining("ablation: cannot be combined with sweep");
    assertThatThrownBy(() -> trials("sweep: {batch: [4]}\ndistribution: {tasks: 2}"))
        .hasMessageContaining("distribution.tasks: must be 1 with sweep, ablation or seeds");
  }

  /** Each component of the regularisation, as a job file turns it on alone. */
  private static final Map<String, String> ALONE =
      Map.of(
          "dropout", "{dropout: 0.5, batchNorm: false}",
          "batchNorm", "{}",
          "weightDecay", "{weightDecay: 0.1, batchNorm: false}",
          "l2", "{l2: 0.1, batchNorm: false}",
          "l1", "{l1: 0.1, batchNorm: false}",
          "elasticNet", "{elasticNet: {regParam: 0.1}, batchNorm: false}",
          "augmentation", "{augmentation: {noise: 0.1}, batchNorm: false}",
          "labelSmoothing", "{labelSmoothing: 0.1, batchNorm: false}",
          "gradientClipping", "{gradientClipping: 1, batchNorm: false}",
          "earlyStopping", "{earlyStopping: {enabled: true}, batchNorm: false}");

  static Stream<String> components() {
    return Arrays.stream(RegularisationConfig.class.getRecordComponents())
        .map(RecordComponent::getName);
  }

  /** A new component of the regularisation has no entry above, and then fails. */
  @ParameterizedTest
  @MethodSource("components")
  void anAblationCoversEveryRegulariser(String component) throws ConfigException {
    assertThat(ALONE).containsKey(component);
    TrainConfig config =
        TrainConfigReader.read(
            """
            name: one
            data: {idx: /data/fashion}
            network: [{conv: 32}, batchNorm, relu, flatten, dropout, {dense: 10}]
            ablation: true
            regularisation: %s
            """
                .formatted(ALONE.get(component)),
            "job.yaml",
            List.of());
    List<TrialConfig> trials = TrialConfig.of(config);
    assertThat(trials).extracting(TrialConfig::name).containsExactly("none", component);
    TrainConfig none = trials.get(0).config();
    TrainConfig one = trials.get(1).config();
    assertThat(one.regularisation()).isEqualTo(config.regularisation());
    assertThat(List.of(none.regularisation(), none.network()))
        .isNotEqualTo(List.of(one.regularisation(), one.network()));
  }
}
