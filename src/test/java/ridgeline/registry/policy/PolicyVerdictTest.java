package ridgeline.registry.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.linalg.SymmetricMatrix;
import ridgeline.stats.Moments;
import ridgeline.store.leaf.FeatureLevels;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.window.DatedLeaf;

/** The comparison of policies whose errors are given. */
@Tag("plain")
class PolicyVerdictTest {
  private static final double ROUNDING = 1e-12;

  private static final LocalDate FIRST = LocalDate.of(2001, 1, 1);

  /** Dates of 10 rows; those of odd position weigh double. */
  private static ServedDates served(int dates) {
    return ServedDates.of(IntStream.range(0, dates).mapToObj(PolicyVerdictTest::leaf).toList());
  }

  private static DatedLeaf leaf(int date) {
    double weight = date % 2 == 0 ? 10 : 20;
    SymmetricMatrix squares = SymmetricMatrix.ofPacked(1, new double[] {25 * weight});
    Moments label = Moments.of(10, weight, new double[] {0}, squares);
    return new DatedLeaf(
        "day=" + date,
        FIRST.plusDays(date),
        new Leaf(new FeatureLevels(List.of(), List.of()), List.of(label), List.of(), List.of()));
  }

  private static PolicyErrors errors(
      String cadence, String window, int trainings, int dates, IntToDoubleFunction error) {
    return new PolicyErrors(
        new Policy(cadence, new Policy.Rows(window, Policy.NONE)),
        IntStream.range(0, trainings).mapToObj(FIRST::plusDays).toList(),
        List.of(),
        Collections.nCopies(dates, FIRST.toString()),
        IntStream.range(0, dates).mapToObj(error::applyAsDouble).toList());
  }

  private static PolicyErrors failing(PolicyErrors errors) {
    return new PolicyErrors(
        errors.policy(),
        errors.trainings(),
        List.of(new PolicyErrors.Failure("2001-01-02", "no cell is certified")),
        errors.models(),
        errors.meanSquaredErrors());
  }

  /**
   * The reference is that of R: {@code sqrt(weighted.mean(c(9, 16, 9, 16), c(10, 20, 10, 20)))}.
   */
  @Test
  void theErrorIsThatOfAllRows() {
    PolicyVerdict verdict =
        PolicyComparison.verdict(
            served(4), List.of(errors("never", "all", 1, 4, date -> date % 2 == 0 ? 9 : 16)), 0.9);

    PolicyScore score = verdict.policies().get(0);
    assertThat(score.rmse()).isCloseTo(3.696845502, within(1e-9));
    assertThat(score.r2()).isCloseTo(1 - 13.6666666667 / 25, within(1e-9));
    assertThat(score.errors()).containsExactly(3.0, 4.0, 3.0, 4.0);
    assertThat(score.ratio()).isEqualTo(new PolicyScore.Ratio(1, 1, 1));
    assertThat(verdict.best()).isZero();
    assertThat(verdict.recommended()).isZero();
    assertThat(verdict.sentence())
        .isEqualTo(
            "training once on all rows would have done: of 1 policy on 4 dates, it has the fewest trainings without being shown to be worse than the best; it is the best itself, with an RMSE of 3.6968");
  }

  @Test
  void theCheapestThatIsNotWorseIsRecommended() {
    int dates = 35;
    PolicyVerdict verdict =
        PolicyComparison.verdict(
            served(dates),
            List.of(
                errors("1 day", "30 days", 35, dates, date -> 10 + date % 3),
                errors("1 day", "all", 35, dates, date -> 9.99 + date % 3 - (date / 7) % 2 * 0.01),
                errors("7 days", "all", 5, dates, date -> 10 + (date + 1) % 3),
                errors("7 days", "30 days", 5, dates, date -> 10 + (date + 1) % 3),
                errors("never", "30 days", 1, dates, date -> 14 + date % 2)),
            0.95);

    assertThat(verdict.best()).isEqualTo(1);
    assertThat(verdict.recommended()).isEqualTo(3);
    assertThat(verdict.fastest()).isZero();
    assertThat(verdict.policies()).extracting(PolicyScore::worse).endsWith(true);
    assertThat(verdict.sentence())
        .startsWith(
            "retraining every 7 days on the last 30 days would have done: of 5 policies on 35 dates")
        .contains(
            "than that of retraining every day on all rows; retraining every day on the last");
  }

  /** Both have as many trainings, as a month and 30 days would on few dates. */
  @ParameterizedTest
  @CsvSource({"30, 29", "29, 30"})
  void ofTheMostTrainingsTheSmallestErrorIsCompared(double daily, double other) {
    PolicyVerdict verdict =
        PolicyComparison.verdict(
            served(20),
            List.of(
                errors("1 day", "all", 20, 20, date -> daily + date % 3),
                errors("2 days", "all", 20, 20, date -> other + date % 3),
                errors("7 days", "all", 3, 20, date -> 60 * (date / 4 % 2)),
                errors("1 day", "30 days", 20, 20, date -> 28 + (date + 2) % 3)),
            0.95);

    assertThat(verdict.recommended()).isEqualTo(2);
    assertThat(verdict.fastest()).isEqualTo(daily < other ? 0 : 1);
  }

  @Test
  void aPolicyWithAsManyTrainingsIsNoFasterOne() {
    PolicyVerdict verdict =
        PolicyComparison.verdict(
            served(20),
            List.of(
                errors("7 days", "all", 3, 20, date -> 25 + date % 3),
                errors("10 days", "all", 3, 20, date -> 25.1 + date % 3)),
            0.95);

    assertThat(verdict.recommended()).isZero();
    assertThat(verdict.fastest()).isNull();
    assertThat(verdict.gain()).isNull();
    assertThat(verdict.sentence()).doesNotContain("would have made it");
  }

  /** On five blocks of the same weight; the gain is {@code 1 - sqrt(16 / 25)} or its converse. */
  @ParameterizedTest
  @CsvSource({"true, 0.2, 20 % smaller", "false, -0.25, 25 % larger"})
  void theGainIsThatOfTheFasterPolicy(boolean fasterIsBetter, double gain, String inWords) {
    int[] large = {57, 1, 1, 57, 9};
    IntToDoubleFunction poor = date -> large[date / 4];
    IntToDoubleFunction good = date -> 16;
    PolicyVerdict verdict =
        PolicyComparison.verdict(
            served(20),
            List.of(
                errors("1 day", "all", 20, 20, fasterIsBetter ? good : poor),
                errors("never", "all", 1, 20, fasterIsBetter ? poor : good)),
            0.95);

    assertThat(verdict.recommended()).isEqualTo(1);
    assertThat(verdict.fastest()).isZero();
    assertThat(Objects.requireNonNull(verdict.gain()).estimate()).isCloseTo(gain, within(ROUNDING));
    Matcher bounds =
        Pattern.compile(
                "retraining every day on all rows would have made it %s \\((\\S+) %% to (\\S+) %%\\)$"
                    .formatted(inWords))
            .matcher(verdict.sentence());
    assertThat(bounds.find()).as(verdict.sentence()).isTrue();
    assertThat(Double.parseDouble(bounds.group(1))).isLessThan(100 * Math.abs(gain));
    assertThat(Double.parseDouble(bounds.group(2))).isGreaterThan(100 * Math.abs(gain));
  }

  @Test
  void aPolicyWithAFailureIsNeitherTheBestNorRecommended() {
    PolicyErrors good = failing(errors("never", "all", 1, 8, date -> 1));
    PolicyErrors poor = errors("1 day", "all", 8, 8, date -> 2 + date % 2);
    PolicyVerdict verdict = PolicyComparison.verdict(served(8), List.of(good, poor), 0.95);

    assertThat(verdict.best()).isEqualTo(1);
    assertThat(verdict.recommended()).isEqualTo(1);
    assertThat(verdict.policies().get(0).failures()).hasSize(1);
    assertThat(verdict.policies().get(0).rmse()).isEqualTo(1);
  }

  @Test
  void aDateWithoutAModelHasNoError() {
    PolicyErrors late = failing(errors("1 day", "all", 8, 8, date -> date == 0 ? Double.NaN : 1));
    PolicyVerdict verdict = PolicyComparison.verdict(served(8), List.of(late), 0.95);

    assertThat(verdict.recommended()).isNull();
    assertThat(verdict.sentence())
        .isEqualTo(
            "no policy can be recommended: each has a training that fails, the first on 2001-01-02: no cell is certified");
    PolicyScore score = verdict.policies().get(0);
    assertThat(score.rmse()).isNull();
    assertThat(score.ratio()).isNull();
    assertThat(score.errors()).startsWith((Double) null).endsWith(1.0);
  }

  @ParameterizedTest
  @CsvSource({
    "60, 1, 8, 7, true",
    "70, 1, 10, 7, true",
    "365, 1, 10, 35, true",
    "20, 1, 5, 4, false",
    "2, 1, 2, 1, false",
    "52, 7, 10, 5, true",
    "24, 30, 12, 2, true",
    "120, 2, 10, 12, true"
  })
  void blocksAreOfWholeWeeks(int dates, int gap, int count, int size, boolean weeks) {
    List<LocalDate> all =
        IntStream.range(0, dates).mapToObj(date -> FIRST.plusDays((long) gap * date)).toList();

    assertThat(Blocks.of(all)).isEqualTo(new Blocks(count, size, dates, weeks));
    assertThat(Blocks.of(all).sums(date -> 1)).hasSize(count).startsWith(size);
    assertThat(Arrays.stream(Blocks.of(all).sums(date -> 1)).sum()).isEqualTo(dates);
  }

  /**
   * Errors of neighbouring dates that are alike, as those of a model that ages: of two policies
   * that are equally good, single dates as pairs would show one to be worse far too often.
   */
  @Test
  void theIntervalCoversWhereDatesAreCorrelated() {
    int dates = 140;
    int covered = 0;
    int repeats = 300;
    ServedDates served = served(dates);
    for (int seed = 0; seed < repeats; seed++) {
      Random random = new Random(seed);
      List<Double> difference = new ArrayList<>();
      double state = random.nextGaussian();
      for (int date = 0; date < dates; date++) {
        state = 0.7 * state + Math.sqrt(1 - 0.49) * random.nextGaussian();
        difference.add(state);
      }
      PolicyVerdict verdict =
          PolicyComparison.verdict(
              served,
              List.of(
                  errors("1 day", "all", 2, dates, date -> 20 + difference.get(date)),
                  errors("never", "all", 1, dates, date -> 20 - difference.get(date))),
              0.95);
      int other = Objects.requireNonNull(verdict.best()) == 0 ? 1 : 0;
      covered += verdict.policies().get(other).worse() ? 0 : 1;
    }

    // The other is the worse one in hindsight, so that both tails count: 90 %.
    assertThat(covered / (double) repeats).isBetween(0.85, 0.95);
  }

  @Test
  void aRatioHasItsBoundsAroundIt() {
    PolicyVerdict verdict =
        PolicyComparison.verdict(
            served(40),
            List.of(
                errors("1 day", "all", 40, 40, date -> 4 + Math.sin(date)),
                errors("never", "all", 1, 40, date -> 9 + Math.cos(date))),
            0.95);

    PolicyScore.Ratio ratio = Objects.requireNonNull(verdict.policies().get(1).ratio());
    double best = Objects.requireNonNull(verdict.policies().get(0).rmse());
    double other = Objects.requireNonNull(verdict.policies().get(1).rmse());
    assertThat(ratio.estimate()).isCloseTo(other / best, within(ROUNDING));
    assertThat(ratio.lower()).isBetween(1.0, ratio.estimate());
    assertThat(ratio.upper()).isGreaterThan(ratio.estimate());
  }
}
