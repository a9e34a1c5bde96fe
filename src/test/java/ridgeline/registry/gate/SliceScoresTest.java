package ridgeline.registry.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.config.retrain.GateConfig;
import ridgeline.data.feature.Term;
import ridgeline.stats.Moments;
import ridgeline.stats.MomentsAccumulator;
import ridgeline.store.leaf.FeatureLevels;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.leaf.LeafSlice;
import ridgeline.store.leaf.LeafSpecification;
import ridgeline.store.leaf.Specifications;

/** The categories are c0 to c10, and the model y = x. */
@Tag("plain")
class SliceScoresTest {
  private static final LeafSpecification SPECIFICATION =
      Specifications.of(
          List.of("x"),
          IntStream.rangeClosed(0, 10)
              .mapToObj(c -> new LeafSpecification.Category("c" + c, "string"))
              .toList(),
          1,
          Stream.concat(
                  Stream.of(new Term(List.of(0), List.of())),
                  IntStream.rangeClosed(0, 10).mapToObj(c -> new Term(List.of(), List.of(c))))
              .toArray(Term[]::new));

  private static final FeatureLevels FEATURES =
      SPECIFICATION.features(
          IntStream.rangeClosed(0, 10)
              .mapToObj(c -> c == 1 ? List.of("01") : c == 10 ? List.of("1") : List.<String>of())
              .toList());

  /** Rows whose label is off by some error; which levels they have does not matter here. */
  private static Moments moments(double error) {
    MomentsAccumulator rows = new MomentsAccumulator(3);
    for (int i = 0; i < 10; i++) {
      rows.add(new double[] {i, 0, 0}, i + error, 1);
    }
    return rows.toMoments();
  }

  private static Leaf leaf(LeafSlice... slices) {
    return new Leaf(FEATURES, List.of(slices[0].moments()), List.of(), List.of(slices));
  }

  /** Category 1 with level 01, and category 10 with level 1. */
  @Test
  void categoriesAndLevelsThatAreWrittenAlikeAreApart() {
    LeafSlice right = new LeafSlice(1, "01", moments(0.5));
    LeafSlice wrong = new LeafSlice(10, "1", moments(50));
    GateConfig config =
        new GateConfig(
            "2 days",
            GateConfig.Metric.RMSE,
            GateConfig.Pairs.BUCKETS,
            0,
            0.95,
            1,
            null,
            null,
            List.of("c1", "c10"),
            0);
    ScoredFit fit = new ScoredFit(FEATURES, new ScoredFit.Fit(0, List.of(1.0, 0.0, 0.0)));
    List<Leaf> partitions = List.of(leaf(right), leaf(wrong), leaf(right, wrong));
    List<Verdict.SliceErrors> scores =
        new ArrayList<>(
            new SliceScores(config, SPECIFICATION, fit, null)
                .of(partitions, Leaf.merged(partitions)));

    assertThat(scores).hasSize(2);
    for (Verdict.SliceErrors score : scores) {
      assertThat(score.rows()).isEqualTo(20);
      assertThat(score.candidate())
          .isCloseTo(score.column().equals("c1") ? 0.5 : 50, within(1e-12));
    }
  }
}
