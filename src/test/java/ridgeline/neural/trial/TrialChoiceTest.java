package ridgeline.neural.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.config.ConfigException;
import ridgeline.config.neural.RegularisationConfig.Metric;
import ridgeline.config.neural.TrainConfig;
import ridgeline.config.neural.TrialConfig;
import ridgeline.neural.train.EpochResult;
import ridgeline.neural.train.Networks;
import ridgeline.neural.train.TrainingResult;
import ridgeline.neural.trial.TrialResult.End;

/** Which of several trainings is selected. */
@Tag("plain")
class TrialChoiceTest {
  private static TrialResult trial(int setting, End end, EpochResult.@Nullable Quality validation)
      throws ConfigException {
    TrainConfig config = Networks.table("network: [{dense: 1}]");
    EpochResult.Quality training = new EpochResult.Quality(0.1, 0, 0.9, null);
    EpochResult epoch = new EpochResult(1, 10, training, validation, null, 0.1, 0, 1);
    TrainingResult result =
        new TrainingResult(
            Networks.tablePlan(config).architecture(), Map.of(), List.of(epoch), 0, false);
    return new TrialResult(new TrialConfig("trial", setting, Map.of(), config), result, end);
  }

  private static TrialResult trial(int setting, double loss) throws ConfigException {
    return trial(setting, End.DONE, new EpochResult.Quality(loss, 0, null, null));
  }

  private static TrialResult diverged(int setting) throws ConfigException {
    TrialConfig trial = trial(setting, 0).trial();
    return new TrialResult(trial, null, End.DIVERGED);
  }

  @Test
  void thatWithLessLossOrMoreAccuracyOnValidationRows() throws ConfigException {
    TrialResult lessLoss = trial(0, End.DONE, new EpochResult.Quality(0.2, 0, 0.8, null));
    TrialResult moreAccuracy = trial(1, End.DONE, new EpochResult.Quality(0.3, 0, 0.9, null));
    assertThat(TrialChoice.best(List.of(lessLoss, moreAccuracy), Metric.LOSS)).isZero();
    assertThat(TrialChoice.best(List.of(lessLoss, moreAccuracy), Metric.ACCURACY)).isEqualTo(1);
    assertThat(TrialChoice.best(List.of(moreAccuracy, lessLoss), Metric.LOSS)).isEqualTo(1);
  }

  @Test
  void theFirstWhereNothingDistinguishesThem() throws ConfigException {
    List<TrialResult> alike = List.of(trial(0, End.DONE, null), trial(1, End.DONE, null));
    assertThat(TrialChoice.best(alike, Metric.LOSS)).isZero();
    assertThat(TrialChoice.best(List.of(trial(0, 2), trial(1, 2)), Metric.LOSS)).isZero();
  }

  @Test
  void neverOneThatWasPrunedOrHasNoEpoch() throws ConfigException {
    EpochResult.Quality good = new EpochResult.Quality(0.1, 0, null, null);
    List<TrialResult> results =
        List.of(trial(0, End.PRUNED, good), diverged(1), trial(2, 5), trial(3, 6));
    assertThat(TrialChoice.best(results, Metric.LOSS)).isEqualTo(2);
  }

  @Test
  void theBestSeedOfTheSettingsThatAreBestOnAverage() throws ConfigException {
    List<TrialResult> results =
        List.of(
            trial(0, 0.1), trial(0, 0.9), trial(1, 0.4), trial(1, 0.3), diverged(2), trial(2, 0));
    assertThat(TrialChoice.best(results, Metric.LOSS)).isEqualTo(3);
    assertThat(TrialChoice.ofLastSettings(results, Metric.LOSS)).isEqualTo(5);
    assertThat(TrialChoice.best(List.of(diverged(0), trial(1, 9), diverged(1)), Metric.LOSS))
        .isEqualTo(1);
    assertThat(TrialChoice.ofLastSettings(List.of(trial(0, 1), diverged(1)), Metric.LOSS)).isNull();
  }
}
