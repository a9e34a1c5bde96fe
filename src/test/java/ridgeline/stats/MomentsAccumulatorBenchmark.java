package ridgeline.stats;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time per dense row to accumulate rows into moments. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MomentsAccumulatorBenchmark {
  private static final long SEED = 1;
  private static final int ROWS = 10_000;
  private static final int FEATURES = 100;
  private static final double CORRELATION = 0.5;

  private WeightedRows data;

  @Setup
  public void simulate() {
    data = WeightedRows.correlated(SEED, ROWS, FEATURES, CORRELATION);
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public Moments denseRows() {
    return data.moments();
  }
}
