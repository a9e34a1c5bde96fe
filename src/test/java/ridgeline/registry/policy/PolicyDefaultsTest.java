package ridgeline.registry.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.config.ConfigException;
import ridgeline.config.retrain.RetrainConfig;
import ridgeline.config.retrain.RetrainConfigReader;

/** The policies that are compared if nobody says which. */
@Tag("plain")
class PolicyDefaultsTest {
  private static final LocalDate FIRST = LocalDate.of(2001, 1, 1);

  private static RetrainConfig config(String more) throws ConfigException {
    return RetrainConfigReader.read(
        "{name: m, store: s, data: {path: t, label: y, numeric: [x]}, partition: {by: [day]}%s}"
            .formatted(more),
        "job",
        List.of());
  }

  private static List<LocalDate> days(int count) {
    return IntStream.range(0, count).mapToObj(FIRST::plusDays).toList();
  }

  @Test
  void areThoseOfDays() throws ConfigException {
    PolicyDefaults defaults = new PolicyDefaults(config(", window: {last: 60 days}"), days(120));

    assertThat(defaults.windows()).containsExactly("30 days", "60 days", "60 days", "all");
    assertThat(defaults.halfLives(defaults.windows())).containsExactly("30 days", "none");
    LocalDate first = defaults.first(defaults.windows());
    assertThat(first).isEqualTo("2001-03-01");
    assertThat(defaults.cadences(first)).containsExactly("1 days", "7 days", "30 days", "never");
  }

  @Test
  void areThoseOfMonths() throws ConfigException {
    List<LocalDate> months = IntStream.range(0, 48).mapToObj(FIRST::plusMonths).toList();
    PolicyDefaults defaults = new PolicyDefaults(config(", gate: {newest: 2 months}"), months);

    assertThat(defaults.windows()).containsExactly("6 months", "12 months", "all");
    LocalDate first = defaults.first(defaults.windows());
    assertThat(first).isEqualTo("2002-01-01");
    assertThat(defaults.cadences(first)).containsExactly("1 month", "3 months", "1 year", "never");
  }

  /** Eight origins a week apart after 7 days for the gate need more than 63 days of rows. */
  @Test
  void leaveOutWindowsWithoutRowsForAllOrigins() throws ConfigException {
    PolicyDefaults defaults =
        new PolicyDefaults(config(", validation: {kind: forward}"), days(200));

    assertThat(defaults.windows()).containsExactly("90 days", "all");
  }

  /** Of 30 days, the gate keeps all but those before the 31st. */
  @Test
  void theGateLeavesRowsToTheFirstTraining() throws ConfigException {
    PolicyDefaults defaults =
        new PolicyDefaults(config(", window: {last: 20 days}, gate: {newest: 30 days}"), days(60));

    assertThat(defaults.windows()).containsExactly("20 days", "all");
    assertThat(defaults.first(defaults.windows())).isEqualTo(FIRST.plusDays(30));
    assertThat(defaults.first(List.of("20 days"))).isEqualTo(FIRST.plusDays(19));
  }

  @Test
  void aGapBeforeTheFirstTrainingIsWaitedFor() throws ConfigException {
    List<LocalDate> dates = new ArrayList<>(List.of(FIRST));
    days(40).stream().skip(20).forEach(dates::add);
    PolicyDefaults defaults = new PolicyDefaults(config(""), dates);

    assertThat(defaults.first(List.of("14 days", "all"))).isEqualTo(FIRST.plusDays(27));
  }

  @Test
  void withoutAWindowTheFirstTrainingIsHalfWay() throws ConfigException {
    PolicyDefaults defaults = new PolicyDefaults(config(""), days(40));

    assertThat(defaults.first(List.of("all"))).isEqualTo(FIRST.plusDays(20));
    assertThat(defaults.first(List.of("60 days", "all"))).isEqualTo(LocalDate.MAX);
  }
}
