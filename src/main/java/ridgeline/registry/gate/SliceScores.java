package ridgeline.registry.gate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import ridgeline.config.retrain.GateConfig;
import ridgeline.stats.Moments;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.leaf.LeafSlice;
import ridgeline.store.leaf.LeafSpecification;

/**
 * The errors of two models on the levels of categories, paired by partition.
 *
 * @param champion null if there is none
 */
record SliceScores(
    GateConfig config,
    LeafSpecification specification,
    ScoredFit candidate,
    @Nullable ScoredFit champion) {

  /**
   * The errors on each level, the worst improvement first.
   *
   * @param partitions the newest partitions, over the same features
   * @param all the same, merged
   */
  List<Verdict.SliceErrors> of(List<Leaf> partitions, Leaf all) {
    List<LeafSlice> slices =
        all.slices().stream().filter(slice -> slice.moments().rows() > 0).toList();
    double confidence = 1 - (1 - config.confidence()) / Math.max(1, slices.size());
    List<Map<Key, Moments>> byPartition =
        partitions.stream()
            .map(
                leaf ->
                    leaf.slices().stream().collect(Collectors.toMap(Key::of, LeafSlice::moments)))
            .toList();
    Moments none = Moments.empty(all.features().count());
    List<Verdict.SliceErrors> scores = new ArrayList<>();
    for (LeafSlice slice : slices) {
      List<Moments> buckets =
          byPartition.stream().map(own -> own.getOrDefault(Key.of(slice), none)).toList();
      Leaf leaf = new Leaf(all.features(), buckets, List.of(), List.of());
      scores.add(of(slice, leaf, confidence));
    }
    scores.sort(
        Comparator.comparingDouble(
            score -> score.improvement() == null ? 1 : score.improvement().upper()));
    return scores;
  }

  private record Key(int column, String level) {
    static Key of(LeafSlice slice) {
      return new Key(slice.column(), slice.level());
    }
  }

  private Verdict.SliceErrors of(LeafSlice slice, Leaf byPartition, double confidence) {
    return new Verdict.SliceErrors(
        specification.categorical().get(slice.column()).expression(),
        slice.level(),
        slice.moments().rows(),
        config.metric().of(candidate.meanSquaredError(byPartition)),
        champion == null ? null : config.metric().of(champion.meanSquaredError(byPartition)),
        champion == null
            ? null
            : Improvement.onBuckets(
                byPartition, slice.moments(), candidate, champion, config.metric(), confidence));
  }
}
