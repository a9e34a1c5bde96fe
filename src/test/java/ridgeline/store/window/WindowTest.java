package ridgeline.store.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.config.retrain.WindowConfig;

@Tag("plain")
class WindowTest {
  private static final LocalDate DATE = LocalDate.parse("2001-03-31");

  private static Window of(@Nullable String last, @Nullable String halfLife) {
    return Window.of(new WindowConfig(last, false, halfLife), DATE);
  }

  @Test
  void theLastDaysIncludeTheDate() {
    Window week = of("7 days", null);

    assertThat(week.contains(DATE)).isTrue();
    assertThat(week.contains(DATE.minusDays(6))).isTrue();
    assertThat(week.contains(DATE.minusDays(7))).isFalse();
    assertThat(week.contains(DATE.plusDays(1))).isFalse();
    assertThat(week.weight(DATE.minusDays(6))).isEqualTo(1);
  }

  @Test
  void withoutAnEndItReachesAllTheWayBack() {
    assertThat(of(null, null).contains(LocalDate.MIN)).isTrue();
    assertThat(of(null, null).contains(DATE.plusDays(1))).isFalse();
  }

  @Test
  void aPartitionWeighsHalfAsMuchAfterEachHalfLife() {
    Window window = of(null, "2 weeks");

    assertThat(window.weight(DATE)).isEqualTo(1);
    assertThat(window.weight(DATE.minusDays(14))).isEqualTo(0.5);
    assertThat(window.weight(DATE.minusDays(28))).isEqualTo(0.25);
    assertThat(window.weight(DATE.minusDays(7))).isCloseTo(Math.sqrt(0.5), within(1e-15));
  }
}
