package ridgeline.stats;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Time to compute the moments of the training rows of all ten folds from those of the folds. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FoldMomentsBenchmark {
  private static final long SEED = 1;
  private static final int FOLDS = 10;
  private static final int ROWS_OF_A_FOLD = 300;
  private static final double CORRELATION = 0.5;

  @Param({"100", "1000"})
  private int features;

  private List<Moments> folds;

  @Setup
  public void simulate() {
    folds =
        IntStream.range(0, FOLDS)
            .mapToObj(
                fold ->
                    WeightedRows.correlated(SEED + fold, ROWS_OF_A_FOLD, features, CORRELATION)
                        .moments())
            .toList();
  }

  @Benchmark
  public void training(Blackhole blackhole) {
    FoldMoments moments = new FoldMoments(folds);
    for (int fold = 0; fold < FOLDS; fold++) {
      blackhole.consume(moments.training(fold));
    }
  }
}
