package ridgeline.neural.trial;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import ridgeline.config.neural.RegularisationConfig.Metric;
import ridgeline.config.neural.TrainConfig;
import ridgeline.neural.trial.TrialResult.End;

/** Selects the training that gives the model its weights. */
public final class TrialChoice {
  private TrialChoice() {}

  /**
   * The index of the best trial on validation rows, or of an ablation's last trial, which has all
   * regularisers, unless it diverged at once.
   *
   * @param results one for each trial of the job, in their order
   */
  public static int of(TrainConfig config, List<TrialResult> results) {
    Metric metric = config.regularisation().earlyStopping().metric();
    Integer all = config.ablation() ? ofLastSettings(results, metric) : null;
    return all == null ? best(results, metric) : all;
  }

  /**
   * The index of the best seed of the settings with the best mean over their seeds, the first in
   * case of a tie. Pruned settings are left out because their curves are incomplete.
   */
  static int best(List<TrialResult> results, Metric metric) {
    Map<Integer, List<Integer>> settings =
        IntStream.range(0, results.size())
            .boxed()
            .collect(
                Collectors.groupingBy(
                    i -> results.get(i).trial().setting(), TreeMap::new, Collectors.toList()));
    List<Integer> chosen =
        settings.values().stream()
            .filter(of -> of.stream().noneMatch(i -> results.get(i).ended() == End.PRUNED))
            .min(
                Comparator.comparingDouble((List<Integer> of) -> mean(of, results, metric))
                    .thenComparingDouble(
                        of -> results.get(bestSeed(of, results, metric)).score(metric)))
            .orElseThrow();
    return bestSeed(chosen, results, metric);
  }

  /**
   * The index of the best seed of the last settings, which in an ablation have all regularisers;
   * null if none of them has an epoch.
   */
  static @Nullable Integer ofLastSettings(List<TrialResult> results, Metric metric) {
    int last = results.get(results.size() - 1).trial().setting();
    List<Integer> all =
        IntStream.range(0, results.size())
            .filter(i -> results.get(i).trial().setting() == last)
            .boxed()
            .toList();
    int best = bestSeed(all, results, metric);
    return results.get(best).training() == null ? null : best;
  }

  private static double mean(List<Integer> positions, List<TrialResult> results, Metric metric) {
    return positions.stream()
        .mapToDouble(i -> results.get(i).score(metric))
        .average()
        .orElseThrow();
  }

  private static int bestSeed(List<Integer> positions, List<TrialResult> results, Metric metric) {
    return positions.stream()
        .min(Comparator.comparingDouble(i -> results.get(i).score(metric)))
        .orElseThrow();
  }
}
