package ridgeline.stats;

import java.util.Random;
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

/**
 * Time per sparse row to accumulate rows into moments: one value that is always present, and one
 * level of each of four one-hot features.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SparseMomentsAccumulatorBenchmark {
  private static final long SEED = 1;
  private static final int ROWS = 10_000;
  private static final int CATEGORIES = 4;
  private static final int LEVELS = 122;
  private static final int FEATURES = 1 + CATEGORIES * LEVELS;

  private final int[][] columns = new int[ROWS][1 + CATEGORIES];
  private final double[][] values = new double[ROWS][1 + CATEGORIES];
  private final double[] labels = new double[ROWS];
  private final double[] weights = new double[ROWS];

  @Setup
  public void simulate() {
    Random random = new Random(SEED);
    for (int i = 0; i < ROWS; i++) {
      values[i][0] = 1000 + 100 * random.nextGaussian();
      for (int k = 0; k < CATEGORIES; k++) {
        columns[i][1 + k] = 1 + k * LEVELS + random.nextInt(LEVELS);
        values[i][1 + k] = 1;
      }
      labels[i] = 5 + random.nextGaussian();
      weights[i] = 0.5 + random.nextDouble();
    }
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public Moments sparseRows() {
    SparseMomentsAccumulator accumulator = new SparseMomentsAccumulator(FEATURES);
    for (int i = 0; i < ROWS; i++) {
      accumulator.add(columns[i], values[i], values[i].length, labels[i], weights[i]);
    }
    return accumulator.toMoments();
  }
}
