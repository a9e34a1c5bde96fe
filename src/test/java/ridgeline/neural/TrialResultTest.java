package ridgeline.neural;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import ridgeline.config.ConfigException;
import ridgeline.config.RegularisationConfig.Metric;
import ridgeline.config.TrainConfig;
import ridgeline.config.Trial;

/** Which of two trials is kept. */
class TrialResultTest {
  private static TrialResult trial(EpochResult.@Nullable Quality validation)
      throws ConfigException {
    TrainConfig config = Networks.table("network: [{dense: 1}]");
    EpochResult.Quality training = new EpochResult.Quality(0.1, 0, 0.9, null);
    EpochResult epoch = new EpochResult(1, 10, training, validation, null, 0.1, 0, 1);
    TrainingResult result =
        new TrainingResult(Networks.tablePlan(config).shape(), Map.of(), List.of(epoch), 0, false);
    return new TrialResult(new Trial("trial", Map.of(), config), result, TrialResult.End.DONE);
  }

  @Test
  void thatWithLessLossOrMoreAccuracyOnValidationRows() throws ConfigException {
    TrialResult lessLoss = trial(new EpochResult.Quality(0.2, 0, 0.8, null));
    TrialResult moreAccuracy = trial(new EpochResult.Quality(0.3, 0, 0.9, null));
    assertThat(lessLoss.isBetterThan(moreAccuracy, Metric.LOSS)).isTrue();
    assertThat(moreAccuracy.isBetterThan(lessLoss, Metric.LOSS)).isFalse();
    assertThat(moreAccuracy.isBetterThan(lessLoss, Metric.ACCURACY)).isTrue();
    assertThat(lessLoss.isBetterThan(moreAccuracy, Metric.ACCURACY)).isFalse();
    assertThat(lessLoss.isBetterThan(lessLoss, Metric.LOSS)).isFalse();
  }

  @Test
  void theFirstWhereNothingTellsThemApart() throws ConfigException {
    assertThat(trial(null).isBetterThan(trial(null), Metric.LOSS)).isFalse();
  }
}
