package ridgeline.registry.policy;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import ridgeline.config.retrain.GateConfig;
import ridgeline.registry.gate.Improvement;

/** Compares the errors of policies on the same dates. */
public final class PolicyComparison {
  private static final MathContext PERCENT_DIGITS = new MathContext(2, RoundingMode.HALF_UP);
  private static final MathContext ERROR_DIGITS = new MathContext(5, RoundingMode.HALF_UP);

  private final ServedDates served;
  private final List<PolicyErrors> all;
  private final double confidence;
  private final Blocks blocks;

  /** The mean squared error of each policy over all rows; NaN if a date had no model. */
  private final double[] totals;

  private PolicyComparison(ServedDates served, List<PolicyErrors> all, double confidence) {
    this.served = served;
    this.all = all;
    this.confidence = confidence;
    blocks = Blocks.of(served.dates());
    totals = all.stream().mapToDouble(this::total).toArray();
  }

  /**
   * Which policy is the best, and which is recommended.
   *
   * @param served at least two dates
   * @param all errors on these dates, of at least one policy
   * @param confidence of each bound, in (0.5, 1)
   */
  public static PolicyVerdict verdict(
      ServedDates served, List<PolicyErrors> all, double confidence) {
    return new PolicyComparison(served, all, confidence).verdict();
  }

  private double total(PolicyErrors errors) {
    double weight = 0;
    double sum = 0;
    for (int date = 0; date < served.dates().size(); date++) {
      weight += served.weight(date);
      sum += served.weight(date) * errors.meanSquaredErrors().get(date);
    }
    return sum / weight;
  }

  private PolicyVerdict verdict() {
    Comparator<Integer> smallest =
        Comparator.<Integer>comparingDouble(k -> totals[k])
            .thenComparing(k -> all.get(k).policy(), Policy.BY_COST);
    Comparator<Integer> cheapest =
        Comparator.<Integer>comparingInt(this::trainings).thenComparing(smallest);
    @Nullable Integer best =
        IntStream.range(0, all.size())
            .boxed()
            .filter(k -> all.get(k).isWhole())
            .min(smallest)
            .orElse(null);
    List<PolicyScore> scores =
        IntStream.range(0, all.size()).mapToObj(k -> score(k, best)).toList();
    if (best == null) {
      return new PolicyVerdict(unknown(), null, null, null, null, blocks, confidence, scores);
    }
    int recommended =
        IntStream.range(0, all.size())
            .boxed()
            .filter(k -> all.get(k).isWhole() && !scores.get(k).worse())
            .min(cheapest)
            .orElse(best);
    @Nullable Integer fastest =
        IntStream.range(0, all.size())
            .boxed()
            .filter(k -> all.get(k).isWhole())
            .filter(k -> all.get(k).policy().rows().equals(all.get(recommended).policy().rows()))
            .filter(k -> trainings(k) > trainings(recommended))
            .min(Comparator.<Integer>comparingInt(k -> -trainings(k)).thenComparing(smallest))
            .orElse(null);
    @Nullable Improvement gain = fastest == null ? null : improvement(fastest, recommended);
    return new PolicyVerdict(
        sentence(scores, best, recommended, fastest, gain),
        best,
        recommended,
        fastest,
        gain,
        blocks,
        confidence,
        scores);
  }

  private int trainings(int k) {
    return all.get(k).trainings().size();
  }

  private PolicyScore score(int k, @Nullable Integer best) {
    PolicyErrors errors = all.get(k);
    boolean isKnown = Double.isFinite(totals[k]);
    double variance = served.labelVariance();
    PolicyScore.@Nullable Ratio ratio = isKnown && best != null ? ratio(k, best) : null;
    List<@Nullable Double> byDate = new ArrayList<>();
    for (double error : errors.meanSquaredErrors()) {
      byDate.add(Double.isNaN(error) ? null : Math.sqrt(error));
    }
    return new PolicyScore(
        errors.policy().cadence(),
        errors.policy().rows().window(),
        errors.policy().rows().halfLife(),
        trainings(k),
        isKnown ? Math.sqrt(totals[k]) : null,
        isKnown ? (variance > 0 ? 1 - totals[k] / variance : 0) : null,
        ratio,
        ratio != null && !(ratio.lower() <= 1),
        errors.failures(),
        Collections.unmodifiableList(byDate),
        errors.models());
  }

  private PolicyScore.Ratio ratio(int k, int best) {
    if (k == best) {
      return new PolicyScore.Ratio(1, 1, 1);
    }
    Improvement improvement = improvement(k, best);
    return new PolicyScore.Ratio(
        1 - improvement.estimate(), 1 - improvement.upper(), 1 - improvement.lower());
  }

  /** By what share the error of one policy is smaller than that of another. */
  private Improvement improvement(int k, int other) {
    double[] weights = blocks.sums(served::weight);
    return Improvement.of(
        weights,
        means(k, weights),
        means(other, weights),
        served.labelMeanSquare(),
        GateConfig.Metric.RMSE,
        confidence);
  }

  /** The mean squared error on each block. */
  private double[] means(int k, double[] weights) {
    List<Double> errors = all.get(k).meanSquaredErrors();
    double[] means = blocks.sums(date -> served.weight(date) * errors.get(date));
    for (int block = 0; block < means.length; block++) {
      means[block] /= weights[block];
    }
    return means;
  }

  private String unknown() {
    PolicyErrors.Failure first = all.get(0).failures().get(0);
    return "no policy can be recommended: each has a training that fails, the first on %s: %s"
        .formatted(first.date(), first.reason());
  }

  private String sentence(
      List<PolicyScore> scores,
      int best,
      int recommended,
      @Nullable Integer fastest,
      @Nullable Improvement gain) {
    PolicyScore chosen = scores.get(recommended);
    StringBuilder text = new StringBuilder();
    text.append(
        "%s would have done: of %,d %s on %,d dates, it has the fewest trainings without being shown to be worse than the best"
            .formatted(
                chosen.inWords(),
                scores.size(),
                scores.size() == 1 ? "policy" : "policies",
                served.dates().size()));
    if (recommended == best) {
      text.append("; it is the best itself, with an RMSE of ").append(error(totals[best]));
    } else {
      PolicyScore.Ratio ratio = Objects.requireNonNull(chosen.ratio());
      text.append(
          "; its RMSE of %s is %s larger (%s to %s) than that of %s"
              .formatted(
                  error(totals[recommended]),
                  percent(ratio.estimate() - 1),
                  percent(ratio.lower() - 1),
                  percent(ratio.upper() - 1),
                  scores.get(best).inWords()));
    }
    if (fastest != null && gain != null) {
      boolean smaller = !(gain.estimate() < 0);
      text.append(
          "; %s would have made it %s %s (%s to %s)"
              .formatted(
                  scores.get(fastest).inWords(),
                  percent(Math.abs(gain.estimate())),
                  smaller ? "smaller" : "larger",
                  percent(smaller ? gain.lower() : -gain.upper()),
                  percent(smaller ? gain.upper() : -gain.lower())));
    }
    return text.toString();
  }

  private static String error(double meanSquaredError) {
    return new BigDecimal(Math.sqrt(meanSquaredError)).round(ERROR_DIGITS).toPlainString();
  }

  private static String percent(double share) {
    return Double.isFinite(share)
        ? new BigDecimal(100 * share).round(PERCENT_DIGITS).stripTrailingZeros().toPlainString()
            + " %"
        : "any share";
  }
}
