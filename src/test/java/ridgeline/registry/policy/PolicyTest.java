package ridgeline.registry.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies: their trainings, their order and their words. */
@Tag("plain")
class PolicyTest {
  private static final LocalDate FIRST = LocalDate.of(2001, 1, 31);

  private static final Policy.Rows ALL = new Policy.Rows(Policy.ALL, Policy.NONE);

  private static List<LocalDate> days(int... after) {
    return IntStream.of(after).mapToObj(FIRST::plusDays).toList();
  }

  private static List<LocalDate> trainings(String cadence, List<LocalDate> dates) {
    return new Policy(cadence, ALL).trainings(dates);
  }

  @Test
  void aTrainingOnTheLastDateWouldPredictNothing() {
    List<LocalDate> dates = days(0, 1, 2, 3, 4, 5, 6);

    assertThat(trainings("1 day", dates)).isEqualTo(days(0, 1, 2, 3, 4, 5));
    assertThat(trainings("2 days", dates)).isEqualTo(days(0, 2, 4));
    assertThat(trainings("3 days", dates)).isEqualTo(days(0, 3));
    assertThat(trainings("9999 years", dates)).isEqualTo(days(0));
    assertThat(trainings(Policy.NEVER, dates)).isEqualTo(days(0));
  }

  @Test
  void aTrainingWithoutAPartitionIsDoneOnTheNextDateThatIsStored() {
    List<LocalDate> dates = days(0, 1, 2, 6, 7, 8, 9);

    assertThat(trainings("1 day", dates)).isEqualTo(days(0, 1, 2, 6, 7, 8));
    assertThat(trainings("3 days", dates)).isEqualTo(days(0, 6));
    assertThat(trainings("4 days", dates)).isEqualTo(days(0, 6, 8));
  }

  @Test
  void monthsAreCountedFromTheFirstTraining() {
    List<LocalDate> dates = IntStream.range(0, 120).mapToObj(FIRST::plusDays).toList();

    assertThat(trainings("1 month", dates))
        .containsExactly(
            FIRST, LocalDate.of(2001, 2, 28), LocalDate.of(2001, 3, 31), LocalDate.of(2001, 4, 30));
  }

  @Test
  void aGridIsSortedAndHasNoPolicyTwice() {
    PolicyGrid grid =
        new PolicyGrid(
            List.of("never", "1 week", "30 day", "1 days", "7 days", "1 day"),
            List.of("all", "2 months", "30 days"),
            List.of("none", "1 year", "30 days"));

    assertThat(grid.cadences()).containsExactly("1 day", "1 week", "30 days", "never");
    assertThat(grid.windows()).containsExactly("30 days", "2 months", "all");
    assertThat(grid.halfLives()).containsExactly("30 days", "1 year", "none");
    assertThat(grid.policies()).hasSize(36).doesNotHaveDuplicates();
  }

  @Test
  void spansThatAreAsLongAsOthersAreLeftOut() {
    PolicyGrid grid =
        new PolicyGrid(
            List.of("2 weeks", "14 days"),
            List.of("1 month", "30 days", "31 days"),
            List.of("1 year", "none", "12 months", "365 days"));

    assertThat(grid.cadences()).containsExactly("2 weeks");
    assertThat(grid.windows()).containsExactly("30 days", "1 month", "31 days");
    assertThat(grid.halfLives()).containsExactly("1 year", "365 days", "none");
  }

  @ParameterizedTest
  @CsvSource({
    "0 days, all, none, 'a cadence must be a span such as 30 days, from 1 to 9999 days, weeks, months or years, or never, got: 0 days'",
    "-1 days, all, none, 'a cadence must be a span such as 30 days, from 1 to 9999 days, weeks, months or years, or never, got: -1 days'",
    "daily, all, none, 'a cadence must be a span such as 30 days, from 1 to 9999 days, weeks, months or years, or never, got: daily'",
    "never, '', none, 'a window must be a span such as 30 days, from 1 to 9999 days, weeks, months or years, or all, got: '",
    "never, 10000 days, none, 'a window must be a span such as 30 days, from 1 to 9999 days, weeks, months or years, or all, got: 10000 days'",
    "never, all, all, 'a half-life must be a span such as 30 days, from 1 to 9999 days, weeks, months or years, or none, got: all'"
  })
  void whatIsNoSpanIsRefused(String cadence, String window, String halfLife, String message) {
    assertThatThrownBy(() -> new PolicyGrid(List.of(cadence), List.of(window), List.of(halfLife)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void tooManyPoliciesAreRefused() {
    List<String> many = IntStream.rangeClosed(1, 40).mapToObj(i -> i + " days").toList();

    assertThatThrownBy(() -> new PolicyGrid(many, many, List.of("none")))
        .hasMessage(
            "40 cadences, 40 windows and 1 half-lives make 1,600 policies; the limit is 1,000");
  }

  @Test
  void policiesAreSaidInWords() {
    assertThat(new Policy("1 day", ALL).inWords()).isEqualTo("retraining every day on all rows");
    assertThat(new Policy("7 days", new Policy.Rows("60 days", "30 days")).inWords())
        .isEqualTo("retraining every 7 days on the last 60 days with a half-life of 30 days");
    assertThat(new Policy(Policy.NEVER, new Policy.Rows("1 month", Policy.NONE)).inWords())
        .isEqualTo("training once on the last 1 month");
  }
}
