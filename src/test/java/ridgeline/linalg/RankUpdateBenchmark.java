package ridgeline.linalg;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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

/**
 * Updates of one block per second and, as {@code gflop}, 1e9 floating-point operations per second.
 * Only those of the upper triangle count; the tiles do some more.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RankUpdateBenchmark {
  private static final long SEED = 1;
  private static final int ROWS = 256;

  @Param({"21", "101", "1001"})
  private int width;

  private double[] rows;
  private double[] cross;
  private double gflopOfOne;

  /** Floating-point operations of one iteration. */
  @State(Scope.Thread)
  @AuxCounters
  public static class Arithmetic {
    public double gflop;
  }

  @Setup
  public void simulate() {
    rows = new Random(SEED).doubles((long) ROWS * width, -1, 1).toArray();
    cross = new double[width * width];
    gflopOfOne = 1e-9 * ROWS * width * (width + 1);
  }

  @Benchmark
  public double[] add(Arithmetic done) {
    RankUpdate.add(Blas.choose(true), rows, ROWS, ROWS, width, cross);
    done.gflop += gflopOfOne;
    return cross;
  }

  @Benchmark
  public double[] addByTiles(Arithmetic done) {
    RankUpdate.add(Blas.JAVA, rows, ROWS, ROWS, width, cross);
    done.gflop += gflopOfOne;
    return cross;
  }
}
