package ridgeline.registry.gate;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import ridgeline.config.retrain.GateConfig;
import ridgeline.config.retrain.Span;
import ridgeline.stats.Moments;
import ridgeline.store.leaf.FeatureLevels;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.leaf.LeafSpecification;
import ridgeline.store.window.DatedLeaf;

/** Compares a candidate with the champion on partitions that neither has seen. */
public final class Gate {
  private static final MathContext PERCENT_DIGITS = new MathContext(3);

  private final GateConfig config;
  private final LeafSpecification specification;
  private final LocalDate date;
  private final @Nullable Champion champion;

  /**
   * The version that is in use.
   *
   * @param version its number
   * @param date its logical date; null if it has none
   */
  public record Champion(long version, @Nullable String date, VersionStatistics statistics) {}

  /**
   * Prepares a comparison.
   *
   * @param champion null if there is none
   */
  public Gate(
      GateConfig config,
      LeafSpecification specification,
      LocalDate date,
      @Nullable Champion champion) {
    this.config = config;
    this.specification = specification;
    this.date = date;
    this.champion = champion;
  }

  /**
   * Decides.
   *
   * @param candidate fitted without the newest partitions
   * @param training the rows it was fitted to
   * @param newest the newest partitions by date, at least one of which has rows
   */
  public Verdict judge(ScoredFit candidate, Leaf training, List<DatedLeaf> newest) {
    Leaf all = Leaf.merged(newest.stream().map(DatedLeaf::leaf).toList());
    Moments total = all.total();
    Verdict.Scores ours = scores(candidate, all, total);
    Verdict.@Nullable Champion theirs = null;
    @Nullable Improvement improvement = null;
    @Nullable ScoredFit judged =
        champion == null ? null : champion.statistics().judged(specification);
    if (champion != null && judged != null) {
      theirs =
          new Verdict.Champion(champion.version(), champion.date(), scores(judged, all, total));
      improvement = improvement(candidate, judged, newest, all, total);
    }
    List<Drift> drift = drift(training, all);
    List<Verdict.SliceErrors> slices = slices(candidate, judged, newest, all);
    List<Verdict.Check> checks = new ArrayList<>();
    checkDate(checks);
    checkUnseen(checks);
    checkRows(total.rows(), checks);
    checkImprovement(improvement, checks);
    checkSlices(slices, checks);
    checkR2(ours.r2(), checks);
    checkDrift(drift, checks);
    boolean promoted = checks.stream().allMatch(Verdict.Check::passed);
    return new Verdict(
        promoted,
        sentence(promoted, checks, theirs, improvement),
        date.toString(),
        new Verdict.Newest(
            Span.of(config.newest()).before(date).toString(),
            date.toString(),
            newest.size(),
            total.rows()),
        config.metric().name().toLowerCase(Locale.ROOT),
        ours,
        theirs,
        improvement,
        checks,
        drift,
        newest.stream()
            .filter(leaf -> leaf.leaf().total().rows() > 0)
            .map(leaf -> errors(leaf, candidate, judged))
            .toList(),
        slices);
  }

  private List<Verdict.SliceErrors> slices(
      ScoredFit candidate, @Nullable ScoredFit judged, List<DatedLeaf> newest, Leaf all) {
    return new SliceScores(config, specification, candidate, judged)
        .of(newest.stream().map(leaf -> leaf.leaf().over(all.features())).toList(), all);
  }

  private Verdict.Scores scores(ScoredFit fit, Leaf leaf, Moments total) {
    double mse = fit.meanSquaredError(leaf);
    double variance = total.covariance(total.label(), total.label());
    return new Verdict.Scores(config.metric().of(mse), variance > 0 ? 1 - mse / variance : 0);
  }

  /**
   * The improvement on the pairs of errors; null if there are fewer than two.
   *
   * @param all the newest partitions, merged
   */
  private @Nullable Improvement improvement(
      ScoredFit candidate, ScoredFit judged, List<DatedLeaf> newest, Leaf all, Moments total) {
    Leaf pairs = config.pairs() == GateConfig.Pairs.BUCKETS ? all : byPartition(newest, all);
    return Improvement.onBuckets(
        pairs, total, candidate, judged, config.metric(), config.confidence());
  }

  /** The rows of each partition as a bucket. */
  private static Leaf byPartition(List<DatedLeaf> newest, Leaf all) {
    return new Leaf(
        all.features(),
        newest.stream().map(leaf -> leaf.leaf().over(all.features()).total()).toList(),
        all.quantiles(),
        all.slices());
  }

  private List<Drift> drift(Leaf training, Leaf newest) {
    FeatureLevels own =
        champion == null ? training.features() : champion.statistics().features(specification);
    Distribution before =
        champion == null ? Distribution.of(training) : champion.statistics().training();
    FeatureLevels union = FeatureLevels.union(List.of(own, newest.features()));
    return Drift.of(
        specification,
        union,
        Distribution.of(newest).over(newest.features(), union),
        before.over(own, union));
  }

  private Verdict.PartitionErrors errors(
      DatedLeaf leaf, ScoredFit candidate, @Nullable ScoredFit judged) {
    return new Verdict.PartitionErrors(
        leaf.partition(),
        leaf.date().toString(),
        leaf.leaf().total().rows(),
        config.metric().of(candidate.meanSquaredError(leaf.leaf())),
        judged == null ? null : config.metric().of(judged.meanSquaredError(leaf.leaf())));
  }

  private void checkDate(List<Verdict.Check> checks) {
    if (champion != null && champion.date() != null) {
      boolean passed = !LocalDate.parse(champion.date()).isAfter(date);
      checks.add(
          new Verdict.Check(
              "date",
              passed,
              "the champion, version %d, is of %s".formatted(champion.version(), champion.date())
                  + (passed ? "" : ", a later date")));
    }
  }

  /** A champion that was judged on other partitions may have seen some of these. */
  private void checkUnseen(List<Verdict.Check> checks) {
    LocalDate known = Span.of(config.newest()).before(date);
    if (champion != null && LocalDate.parse(champion.statistics().judgedUpTo()).isAfter(known)) {
      checks.add(
          new Verdict.Check(
              "unseen",
              true,
              "the champion has an advantage: it was judged after it had seen rows up to %s"
                  .formatted(champion.statistics().judgedUpTo())));
    }
  }

  private void checkRows(long rows, List<Verdict.Check> checks) {
    checks.add(
        new Verdict.Check(
            "rows",
            rows >= config.minRows(),
            "the newest partitions have %,d rows, and gate.minRows is %,d"
                .formatted(rows, config.minRows())));
  }

  private void checkImprovement(@Nullable Improvement improvement, List<Verdict.Check> checks) {
    if (champion == null) {
      return;
    }
    checks.add(
        improvement == null
            ? new Verdict.Check(
                "improvement",
                false,
                "fewer than two %s of the newest partitions have rows, so there is no interval"
                    .formatted(config.pairs().name().toLowerCase(Locale.ROOT)))
            : new Verdict.Check(
                "improvement",
                improvement.lower() > config.minImprovement(),
                "its %s is %s than the champion's, %s with %s %% confidence, and gate.minImprovement is %s %%"
                    .formatted(
                        config.metric().name(),
                        change(improvement.estimate()),
                        improvement.lower() >= 0
                            ? "at least %s %% smaller".formatted(percent(improvement.lower()))
                            : "at most %s %% larger".formatted(percent(-improvement.lower())),
                        percent(improvement.confidence()),
                        percent(config.minImprovement()))));
  }

  /** Bonferroni's correction makes the confidence that of all levels together. */
  private void checkSlices(List<Verdict.SliceErrors> slices, List<Verdict.Check> checks) {
    if (champion == null || config.slices().isEmpty()) {
      return;
    }
    List<Verdict.SliceErrors> compared =
        slices.stream().filter(slice -> slice.improvement() != null).toList();
    List<Verdict.SliceErrors> worse =
        compared.stream().filter(slice -> !(upper(slice) >= -config.maxSliceLoss())).toList();
    checks.add(
        new Verdict.Check(
            "slices",
            worse.isEmpty() && !compared.isEmpty(),
            sentence(compared.size(), worse) + unknown(slices.size() - compared.size())));
  }

  private String sentence(int compared, List<Verdict.SliceErrors> worse) {
    if (compared == 0) {
      return "no level can be compared; raise gate.newest, so that it has several partitions";
    }
    return worse.isEmpty()
        ? "no level, of %,d, is shown to be worse by more than gate.maxSliceLoss, %s %%"
            .formatted(compared, percent(config.maxSliceLoss()))
        : "on %s its %s is at least %s %% larger than the champion's, and gate.maxSliceLoss is %s %%"
            .formatted(
                name(worse),
                config.metric().name(),
                percent(-upper(worse.get(0))),
                percent(config.maxSliceLoss()));
  }

  private static String unknown(int levels) {
    return levels == 0
        ? ""
        : "; %,d %s rows in fewer than two partitions"
            .formatted(levels, levels == 1 ? "level has" : "levels have");
  }

  private static double upper(Verdict.SliceErrors slice) {
    return Objects.requireNonNull(slice.improvement()).upper();
  }

  private static String name(List<Verdict.SliceErrors> worse) {
    return "%s %s%s"
        .formatted(
            worse.get(0).column(),
            worse.get(0).level(),
            worse.size() == 1 ? "" : " (and %,d more)".formatted(worse.size() - 1));
  }

  private void checkR2(double r2, List<Verdict.Check> checks) {
    if (config.minR2() != null) {
      checks.add(
          new Verdict.Check(
              "r2",
              r2 >= config.minR2(),
              "its R2 is %.4f, and gate.minR2 is %s".formatted(r2, config.minR2())));
    }
  }

  private void checkDrift(List<Drift> drift, List<Verdict.Check> checks) {
    if (config.maxDrift() != null) {
      Drift largest = drift.get(0);
      checks.add(
          new Verdict.Check(
              "drift",
              largest.psi() <= config.maxDrift(),
              "%s has drifted most since the %s's training, by a stability index of %.3g, and gate.maxDrift is %s"
                  .formatted(
                      largest.column(),
                      champion == null ? "candidate" : "champion",
                      largest.psi(),
                      config.maxDrift())));
    }
  }

  private String sentence(
      boolean promoted,
      List<Verdict.Check> checks,
      Verdict.@Nullable Champion theirs,
      @Nullable Improvement improvement) {
    if (!promoted) {
      return "refused: " + Verdict.reasons(checks);
    }
    return theirs == null || improvement == null
        ? "promoted: there is no champion to compare with"
        : "promoted: its %s is %s than that of version %d, %s with %s %% confidence"
            .formatted(
                config.metric().name(),
                change(improvement.estimate()),
                theirs.version(),
                improvement.lower() >= 0
                    ? "at least %s %%".formatted(percent(improvement.lower()))
                    : "at most %s".formatted(change(improvement.lower())),
                percent(improvement.confidence()));
  }

  private static String change(double improvement) {
    return "%s %% %s"
        .formatted(percent(Math.abs(improvement)), improvement >= 0 ? "smaller" : "larger");
  }

  private static String percent(double share) {
    return new BigDecimal(100 * share).round(PERCENT_DIGITS).stripTrailingZeros().toPlainString();
  }
}
