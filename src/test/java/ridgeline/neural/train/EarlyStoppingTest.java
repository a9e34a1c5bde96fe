package ridgeline.neural.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.config.neural.RegularisationConfig.Metric;
import ridgeline.config.neural.RegularisationConfig.Stopping;

/** When a training ends, and which epoch's weights it keeps. */
@Tag("plain")
class EarlyStoppingTest {
  private static final EarlyStopping LOSS =
      new EarlyStopping(new Stopping(true, Metric.LOSS, 2, 0.1), false);

  private static List<EpochResult> history(double... losses) {
    List<EpochResult> history = new ArrayList<>();
    for (double loss : losses) {
      EpochResult.Quality quality = new EpochResult.Quality(loss, 0, 1 - loss / 10, null);
      history.add(new EpochResult(history.size() + 1, 1, quality, quality, null, 0.1, 0, 1));
    }
    return history;
  }

  @Test
  void comparesWithTheBestAndNotWithTheLast() {
    // The last is better than the one before it, but neither is better than the first.
    List<EpochResult> history = history(1, 3, 2);
    assertThat(LOSS.best(history)).isZero();
    assertThat(LOSS.stops(history)).isTrue();
    assertThat(LOSS.stops(history(1, 3))).isFalse();
  }

  @Test
  void smallImprovementsDoNotCountUntilTheyAddUp() {
    assertThat(LOSS.best(history(1, 0.95, 0.91))).isZero();
    assertThat(LOSS.best(history(1, 0.95, 0.89))).isEqualTo(2);
    assertThat(LOSS.stops(history(1, 0.95, 0.89))).isFalse();
  }

  @Test
  void greaterAccuracyIsBetter() {
    EarlyStopping accuracy = new EarlyStopping(new Stopping(true, Metric.ACCURACY, 1, 0), false);
    assertThat(accuracy.best(history(3, 1, 2))).isEqualTo(1);
    assertThat(accuracy.stops(history(3, 1, 2))).isTrue();
  }

  @Test
  void goesOnWhereItIsNotAskedFor() {
    EarlyStopping off = new EarlyStopping(new Stopping(false, Metric.LOSS, 1, 0), false);
    assertThat(off.stops(history(1, 2, 3, 4))).isFalse();
    assertThat(off.chosen(history(1, 2, 3, 4))).isEqualTo(3);
  }

  @Test
  void trialsAreJudgedByTheirBestEpochEvenIfTheyDoNotStop() {
    EarlyStopping ofTrial = new EarlyStopping(new Stopping(false, Metric.LOSS, 1, 0), true);
    assertThat(ofTrial.stops(history(2, 1, 3, 4))).isFalse();
    assertThat(ofTrial.chosen(history(2, 1, 3, 4))).isEqualTo(1);
  }
}
