package ridgeline.registry.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.config.retrain.GateConfig;
import ridgeline.data.DataException;
import ridgeline.data.feature.StrictJson;
import ridgeline.data.feature.Term;
import ridgeline.stats.MomentsAccumulator;
import ridgeline.stats.QuantilesAccumulator;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.leaf.LeafSlice;
import ridgeline.store.leaf.LeafSpecification;
import ridgeline.store.leaf.Specifications;
import ridgeline.store.window.DatedLeaf;

/** Rows of y = 1 + 2 x + [c is b], plus or minus 0.1, in four buckets. */
@Tag("plain")
class GateTest {
  private static final LocalDate DATE = LocalDate.parse("2001-03-31");

  private static final LeafSpecification SPECIFICATION =
      Specifications.of(4, new Term(List.of(0), List.of()), new Term(List.of(), List.of(0)));

  private static final GateConfig CONFIG =
      new GateConfig(
          "2 days",
          GateConfig.Metric.RMSE,
          GateConfig.Pairs.BUCKETS,
          0,
          0.95,
          10,
          null,
          null,
          List.of(),
          0);

  private static Leaf leaf(List<String> levels, double shift) {
    int features = 1 + levels.size();
    List<MomentsAccumulator> buckets = new ArrayList<>();
    for (int bucket = 0; bucket < 4; bucket++) {
      buckets.add(new MomentsAccumulator(features));
    }
    List<MomentsAccumulator> byLevel =
        levels.stream().map(level -> new MomentsAccumulator(features)).toList();
    double[][] columns = {new double[40], {}, new double[40]};
    double[] ones = new double[40];
    Arrays.fill(ones, 1);
    for (int i = 0; i < 40; i++) {
      double[] x = new double[features];
      int level = i % levels.size();
      x[0] = shift + Math.sin(i);
      x[1 + level] = 1;
      double y = 1 + 2 * x[0] + (levels.get(level).equals("b") ? 1 : 0) + (i % 3 == 0 ? 0.1 : -0.1);
      buckets.get(i / 3 % 4).add(x, y, 1);
      byLevel.get(level).add(x, y, 1);
      columns[0][i] = x[0];
      columns[2][i] = y;
    }
    List<LeafSlice> slices =
        IntStream.range(0, levels.size())
            .mapToObj(l -> new LeafSlice(0, levels.get(l), byLevel.get(l).toMoments()))
            .toList();
    QuantilesAccumulator quantiles = new QuantilesAccumulator(3, 1);
    quantiles.add(0, columns, ones, IntStream.range(0, 40).toArray(), 0, 40);
    return new Leaf(
        SPECIFICATION.features(List.of(levels)),
        buckets.stream().map(MomentsAccumulator::toMoments).toList(),
        List.of(Objects.requireNonNull(quantiles.quantiles().get(0))),
        slices);
  }

  private static final Leaf TRAINING = leaf(List.of("a", "b"), 0);

  private static List<DatedLeaf> newest(Leaf... leaves) {
    List<DatedLeaf> newest = new ArrayList<>();
    for (Leaf leaf : leaves) {
      LocalDate date = DATE.minusDays(leaves.length - 1L - newest.size());
      newest.add(new DatedLeaf("day=" + date, date, leaf));
    }
    return newest;
  }

  private static ScoredFit fit(double intercept, double x, double a, double b) {
    return new ScoredFit(TRAINING.features(), new ScoredFit.Fit(intercept, List.of(x, a, b)));
  }

  private static final ScoredFit RIGHT = fit(1, 2, 0, 1);
  private static final ScoredFit WRONG = fit(1, 1.5, 0, 1);

  private static Gate.Champion champion(ScoredFit judged, String date) {
    ScoredFit.Fit other = new ScoredFit.Fit(99, List.of(9.0, 9.0, 9.0));
    return new Gate.Champion(
        7,
        date,
        VersionStatistics.of(
            SPECIFICATION,
            TRAINING.features().levels(),
            LocalDate.parse(date).minusDays(2),
            judged.fit(),
            other,
            Distribution.of(TRAINING)));
  }

  private static Verdict judge(
      GateConfig config, ScoredFit candidate, Gate.@Nullable Champion champion, Leaf... newest) {
    return new Gate(config, SPECIFICATION, DATE, champion)
        .judge(candidate, TRAINING, newest(newest));
  }

  private static List<String> failed(Verdict verdict) {
    return verdict.checks().stream()
        .filter(check -> !check.passed())
        .map(Verdict.Check::name)
        .toList();
  }

  @Test
  void theFirstVersionIsPromoted() {
    Verdict verdict = judge(CONFIG, RIGHT, null, TRAINING, leaf(List.of("a", "b"), 1));

    assertThat(verdict.promoted()).isTrue();
    assertThat(verdict.sentence()).isEqualTo("promoted: there is no champion to compare with");
    assertThat(verdict.candidate().error()).isCloseTo(0.1, within(1e-12));
    assertThat(verdict.champion()).isNull();
    assertThat(verdict.improvement()).isNull();
    assertThat(verdict.newest()).isEqualTo(new Verdict.Newest("2001-03-29", "2001-03-31", 2, 80));
    assertThat(verdict.partitions()).extracting(Verdict.PartitionErrors::rows).containsOnly(40L);
  }

  @Test
  void aBetterCandidateIsPromoted() {
    Verdict verdict = judge(CONFIG, RIGHT, champion(WRONG, "2001-03-30"), TRAINING, TRAINING);

    assertThat(verdict.promoted()).isTrue();
    assertThat(verdict.sentence())
        .matches(
            "promoted: its RMSE is [\\d.]+ % smaller than that of version 7, at least [\\d.]+ %"
                + " with 95 % confidence");
    Verdict.PartitionErrors last = verdict.partitions().get(1);
    assertThat(last.candidate()).isCloseTo(0.1, within(1e-12));
    assertThat(last.champion()).isGreaterThan(0.1);
  }

  @Test
  void aWorseCandidateIsRefused() {
    Verdict verdict = judge(CONFIG, WRONG, champion(RIGHT, "2001-03-30"), TRAINING, TRAINING);

    assertThat(verdict.promoted()).isFalse();
    assertThat(failed(verdict)).containsExactly("improvement");
    assertThat(verdict.sentence())
        .matches(
            "refused: its RMSE is [\\d.]+ % larger than the champion's, at most [\\d.]+ % larger"
                + " with 95 % confidence, and gate.minImprovement is 0 %");
  }

  @Test
  void anEquallyGoodCandidateIsRefused() {
    assertThat(failed(judge(CONFIG, RIGHT, champion(RIGHT, "2001-03-30"), TRAINING)))
        .containsExactly("improvement");
  }

  @Test
  void aCandidateMayBeAsMuchWorseAsAllowed() {
    GateConfig lenient =
        new GateConfig(
            "2 days",
            GateConfig.Metric.RMSE,
            GateConfig.Pairs.BUCKETS,
            -5,
            0.95,
            10,
            null,
            null,
            List.of(),
            0);

    assertThat(judge(lenient, WRONG, champion(RIGHT, "2001-03-30"), TRAINING).promoted()).isTrue();
  }

  /** Also of the same date: the champion may be of another job file. */
  @Test
  void anOlderDateDoesNotReplaceANewerOne() {
    assertThat(judge(CONFIG, RIGHT, champion(WRONG, "2001-03-31"), TRAINING).promoted()).isTrue();
    Verdict late = judge(CONFIG, RIGHT, champion(WRONG, "2001-04-01"), TRAINING);

    assertThat(failed(late)).containsExactly("date");
    assertThat(late.sentence())
        .isEqualTo("refused: the champion, version 7, is of 2001-04-01, a later date");
  }

  @Test
  void errorsMayBePairedByPartitions() {
    GateConfig config =
        new GateConfig(
            "2 days",
            GateConfig.Metric.RMSE,
            GateConfig.Pairs.PARTITIONS,
            0,
            0.95,
            10,
            null,
            null,
            List.of(),
            0);
    Gate.Champion champion = champion(WRONG, "2001-03-30");
    Verdict two = judge(config, RIGHT, champion, TRAINING, leaf(List.of("a", "b"), 1));
    Verdict one = judge(config, RIGHT, champion, TRAINING);

    double[] champions = two.partitions().stream().mapToDouble(p -> p.champion()).toArray();
    Improvement expected =
        Improvement.of(
            new double[] {40, 40},
            new double[] {0.01, 0.01},
            new double[] {champions[0] * champions[0], champions[1] * champions[1]},
            10,
            GateConfig.Metric.RMSE,
            0.95);
    Improvement improvement = Objects.requireNonNull(two.improvement());
    assertThat(improvement.lower()).isCloseTo(expected.lower(), within(1e-9));
    assertThat(improvement.estimate()).isCloseTo(expected.estimate(), within(1e-9));
    assertThat(failed(one)).containsExactly("improvement");
    assertThat(one.sentence())
        .isEqualTo(
            "refused: fewer than two partitions of the newest partitions have rows, so there is no interval");
  }

  @Test
  void aChampionThatHasSeenTheNewestRowsIsReported() {
    Verdict verdict = judge(CONFIG, RIGHT, champion(WRONG, "2001-03-31"), TRAINING);
    Verdict ahead =
        judge(
            new GateConfig(
                "9 days",
                GateConfig.Metric.RMSE,
                GateConfig.Pairs.BUCKETS,
                0,
                0.95,
                10,
                null,
                null,
                List.of(),
                0),
            RIGHT,
            champion(WRONG, "2001-03-31"),
            TRAINING);

    assertThat(verdict.checks()).extracting(Verdict.Check::name).doesNotContain("unseen");
    assertThat(ahead.checks())
        .filteredOn(check -> check.name().equals("unseen"))
        .extracting(Verdict.Check::sentence)
        .containsExactly(
            "the champion has an advantage: it was judged after it had seen rows up to 2001-03-29");
  }

  private static GateConfig bySlice(double maxSliceLoss) {
    return new GateConfig(
        "3 days",
        GateConfig.Metric.RMSE,
        GateConfig.Pairs.BUCKETS,
        -5,
        0.95,
        10,
        null,
        null,
        List.of("c"),
        maxSliceLoss);
  }

  /** Better on all rows together, but worse on those of one level. */
  @Test
  void aCandidateThatIsWorseOnALevelIsRefused() {
    ScoredFit worseOnB = fit(1, 2, 0, 1.2);
    Leaf[] newest = {TRAINING, leaf(List.of("a", "b"), 1), leaf(List.of("a", "b", "c"), 2)};
    Verdict refused = judge(bySlice(0), worseOnB, champion(RIGHT, "2001-03-28"), newest);
    Verdict allowed = judge(bySlice(2), worseOnB, champion(RIGHT, "2001-03-28"), newest);

    assertThat(failed(refused)).containsExactly("slices");
    assertThat(refused.sentence())
        .matches(
            "refused: on c b its RMSE is at least [\\d.]+ % larger than the champion's,"
                + " and gate.maxSliceLoss is 0 %; 1 level has rows in fewer than two partitions");
    assertThat(allowed.promoted()).isTrue();
    assertThat(allowed.sentence())
        .matches(
            "promoted: its RMSE is [\\d.]+ % larger than that of version 7,"
                + " at most [\\d.]+ % larger with 95 % confidence");
    assertThat(allowed.slices())
        .extracting(Verdict.SliceErrors::level)
        .containsExactly("b", "a", "c");
    Verdict.SliceErrors b = allowed.slices().get(0);
    assertThat(b.column()).isEqualTo("c");
    assertThat(b.rows()).isEqualTo(20 + 20 + 13);
    double[] errors = {0.0, 0.0};
    int rows = 0;
    for (int day = 0; day < 3; day++) {
      for (int i = 0; i < 40; i++) {
        if (i % (day == 2 ? 3 : 2) == 1) {
          double noise = i % 3 == 0 ? 0.1 : -0.1;
          errors[0] += Math.pow(noise - 0.2, 2);
          errors[1] += noise * noise;
          rows++;
        }
      }
    }
    assertThat(b.candidate()).isCloseTo(Math.sqrt(errors[0] / rows), within(1e-12));
    assertThat(b.champion()).isCloseTo(Math.sqrt(errors[1] / rows), within(1e-12));
    Improvement improvement = Objects.requireNonNull(b.improvement());
    assertThat(improvement.estimate())
        .isCloseTo(1 - Math.sqrt(errors[0] / errors[1]), within(1e-12));
    assertThat(improvement.confidence()).isCloseTo(1 - 0.05 / 3, within(1e-15));
  }

  @Test
  void levelsThatCannotBeComparedAreRefused() {
    Verdict verdict = judge(bySlice(0), RIGHT, champion(WRONG, "2001-03-28"), TRAINING);

    assertThat(failed(verdict)).containsExactly("slices");
    assertThat(verdict.sentence())
        .isEqualTo(
            "refused: no level can be compared; raise gate.newest, so that it has several"
                + " partitions; 2 levels have rows in fewer than two partitions");
  }

  @Test
  void aCandidateThatIsWorseOnNoLevelIsPromoted() {
    Verdict verdict = judge(bySlice(0), RIGHT, champion(WRONG, "2001-03-28"), TRAINING, TRAINING);

    assertThat(verdict.promoted()).isTrue();
    assertThat(verdict.checks())
        .extracting(Verdict.Check::sentence)
        .contains("no level, of 2, is shown to be worse by more than gate.maxSliceLoss, 0 %");
  }

  @Test
  void levelsAreNotComparedWithoutAChampion() {
    Verdict verdict = judge(bySlice(0), RIGHT, null, TRAINING, TRAINING);

    assertThat(verdict.checks()).extracting(Verdict.Check::name).doesNotContain("slices");
    assertThat(verdict.slices())
        .allMatch(slice -> slice.champion() == null && slice.improvement() == null)
        .extracting(Verdict.SliceErrors::level)
        .containsExactly("a", "b");
  }

  @Test
  void everythingThatIsNotFulfilledIsNamed() {
    GateConfig strict =
        new GateConfig(
            "2 days",
            GateConfig.Metric.MSE,
            GateConfig.Pairs.BUCKETS,
            0,
            0.95,
            1000,
            0.2,
            0.9999,
            List.of(),
            0);
    Verdict verdict = judge(strict, WRONG, null, leaf(List.of("a", "b"), 2));

    assertThat(failed(verdict)).containsExactly("rows", "r2", "drift");
    assertThat(verdict.sentence())
        .startsWith(
            "refused: the newest partitions have 40 rows, and gate.minRows is 1,000; its R2")
        .contains("x has drifted most since the candidate's training");
    assertThat(verdict.candidate().error())
        .isCloseTo(
            Math.pow(judge(CONFIG, WRONG, null, leaf(List.of("a", "b"), 2)).candidate().error(), 2),
            within(1e-12));
  }

  /** As when rows are scored, a level that a model has not seen has no coefficient. */
  @Test
  void aLevelThatNoModelHasSeenCountsAsZero() {
    Verdict verdict =
        judge(CONFIG, RIGHT, champion(WRONG, "2001-03-30"), leaf(List.of("a", "c"), 0));

    assertThat(verdict.candidate().error()).isCloseTo(0.1, within(1e-12));
    assertThat(verdict.drift().get(0).column()).isEqualTo("c");
  }

  @Test
  void aVerdictIsReadAsItWasWritten() throws Exception {
    Verdict verdict = judge(CONFIG, RIGHT, champion(WRONG, "2001-03-30"), TRAINING);

    assertThat(
            StrictJson.read(
                Verdict.FILE, verdict.text().getBytes(StandardCharsets.UTF_8), Verdict.class))
        .isEqualTo(verdict);
  }

  /** Its coefficients would be taken for those of other features. */
  @Test
  void aVersionOfOtherFeaturesIsNotScored() {
    LeafSpecification other =
        Specifications.of(
            List.of("z"),
            SPECIFICATION.categorical(),
            4,
            SPECIFICATION.terms().toArray(Term[]::new));
    VersionStatistics statistics = champion(RIGHT, "2001-03-30").statistics();

    assertThatThrownBy(() -> statistics.fitted(other))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("statistics of other features than the store has now");
  }

  @Test
  void statisticsAreReadAsTheyWereWritten() throws Exception {
    VersionStatistics statistics = champion(RIGHT, "2001-03-30").statistics();

    assertThat(
            StrictJson.read(
                VersionStatistics.FILE,
                statistics.text().getBytes(StandardCharsets.UTF_8),
                VersionStatistics.class))
        .isEqualTo(statistics);
    assertThat(statistics.fitted(SPECIFICATION).fit().intercept()).isEqualTo(99);
  }
}
