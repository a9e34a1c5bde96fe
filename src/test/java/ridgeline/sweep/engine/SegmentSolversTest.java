package ridgeline.sweep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.golden.GoldenCase;
import ridgeline.golden.GoldenData;
import ridgeline.path.L2Scale;
import ridgeline.path.Penalty;
import ridgeline.select.FoldPath;
import ridgeline.select.Segment;
import ridgeline.spark.LocalSpark;
import ridgeline.stats.FoldMoments;

/** The result of a segment does not depend on where it is solved. */
@Tag("spark")
class SegmentSolversTest {
  @Test
  void executorsAndThreadsAgreeToTheBit() {
    GoldenCase golden =
        GoldenCase.all().stream()
            .filter(candidate -> candidate.name().equals("glmnet-wide-plain-0.5"))
            .findFirst()
            .orElseThrow();
    FoldMoments moments = GoldenData.load(golden.data()).moments(golden);
    Penalty penalty = Penalty.uniform(moments.features(), true, true, L2Scale.MLLIB);
    List<Segment> segments =
        IntStream.rangeClosed(0, moments.count())
            .mapToObj(fold -> new Segment(0.5, fold, golden.regParam(), 0, 12, null))
            .toList();
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
    try (LocalSegments threads =
            new LocalSegments(
                3,
                segment ->
                    FoldPath.of(moments, segment.fold(), penalty, 1e-7, 1000).solve(segment));
        ExecutorSegments executors = new ExecutorSegments(context, moments, penalty, 1e-7, 1000)) {
      List<Segment.Solved> here = threads.solve(segments);
      List<Segment.Solved> there = executors.solve(segments);
      for (int i = 0; i < segments.size(); i++) {
        assertThat(there.get(i).cells()).isEqualTo(here.get(i).cells());
        assertThat(there.get(i).end()).isEqualTo(here.get(i).end());
        assertThat(there.get(i).fits())
            .usingRecursiveFieldByFieldElementComparator()
            .isEqualTo(here.get(i).fits());
      }
    }
  }
}
