package ridgeline.neural;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which trials end early. */
class MedianRuleTest {
  private static final List<List<Double>> OTHERS =
      List.of(List.of(3.0, 1.0, 0.1), List.of(4.0, 2.0), List.of(5.0, 3.0, 0.1, 0.1));

  private static boolean stops(Double... losses) {
    return new MedianRule(2, 3).stops(List.of(losses), OTHERS);
  }

  @Test
  void theBestIsHeldAgainstTheMedianOfTheOthersMeans() {
    // Means of the first two epochs: 2, 3, 4.
    assertThat(stops(9.0, 3.1)).isTrue();
    assertThat(stops(2.9, 9.0)).isFalse();
    assertThat(stops(9.0, 3.0)).as("as good").isFalse();
  }

  @Test
  void itTakesEpochsAndOthers() {
    assertThat(stops(9.0)).isFalse();
    assertThat(new MedianRule(2, 4).stops(List.of(9.0, 9.0), OTHERS)).isFalse();
  }
}
