package ridgeline.stats;

import java.util.concurrent.TimeUnit;
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

/** Time per merge. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MomentsBenchmark {
  private static final long SEED = 1;
  private static final int ROWS = 300;
  private static final double CORRELATION = 0.5;

  @Param({"100", "1000"})
  private int features;

  private Moments one;
  private Moments other;

  @Setup
  public void simulate() {
    one = WeightedRows.correlated(SEED, ROWS, features, CORRELATION).moments();
    other = WeightedRows.correlated(SEED + 1, ROWS, features, CORRELATION).moments();
  }

  @Benchmark
  public Moments merge() {
    return one.merge(other);
  }
}
