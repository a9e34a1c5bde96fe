package ridgeline.benchmark;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import ridgeline.benchmark.measure.Measurement;
import ridgeline.benchmark.measure.Measurements;
import ridgeline.benchmark.measure.Repetitions;
import ridgeline.config.ConfigException;
import ridgeline.linalg.Blas;
import ridgeline.linalg.RankUpdate;

/**
 * How fast this JVM's BLAS adds up the cross-products of rows in memory: the statistics pass
 * without files, folds and rows. Each thread has its own blocks and repeats its kernel until the
 * time is up; the rate is the sum over the threads. {@code dsyrk} and {@link RankUpdate} count as k
 * n (n + 1) operations, {@code dgemm} as 2 m n k. If a native BLAS is in use, the Java BLAS is
 * measured too, because a native reference BLAS is far slower.
 *
 * @param width number of features plus the label
 * @param seconds duration of each run
 */
record FloorBenchmark(int width, int threads, double seconds) {
  static final String DSYRK = "floor.dsyrk";
  static final String DGEMM = "floor.dgemm";
  static final String JAVA_DGEMM = "floor.javaDgemm";
  static final String RANK_UPDATE = "floor.rankUpdate";

  private static final int ROWS = 1024;
  private static final int RANK_UPDATE_ROWS = 512;

  void run(Repetitions repetitions, Measurements into) throws ConfigException {
    double triangle = (double) ROWS * width * (width + 1);
    double square = 2.0 * ROWS * width * width;
    String blocks = "blocks of 1,024 rows";
    measure(DSYRK, this::dsyrk, triangle, blocks, repetitions, into);
    measure(DGEMM, () -> dgemm(BLAS.getInstance()), square, blocks, repetitions, into);
    if (BLAS.getInstance() instanceof NativeBLAS) {
      String java = "the Java BLAS; " + blocks;
      measure(JAVA_DGEMM, () -> dgemm(JavaBLAS.getInstance()), square, java, repetitions, into);
    }
    measure(
        RANK_UPDATE,
        this::rankUpdate,
        triangle,
        "the update of the statistics pass, blocks of 512 rows",
        repetitions,
        into);
  }

  private void measure(
      String name,
      Supplier<Runnable> kernel,
      double flops,
      String note,
      Repetitions repetitions,
      Measurements into)
      throws ConfigException {
    List<Double> rates = repetitions.measure(name, () -> gigaflops(kernel, flops));
    String threadsNote = "%s, %d threads of the driver".formatted(note, threads);
    into.add(Measurement.of(name, "GFLOP/s", rates, threadsNote));
  }

  private Runnable dsyrk() {
    double[] rows = block(ROWS);
    double[] cross = new double[width * width];
    return () ->
        BLAS.getInstance().dsyrk("U", "N", width, ROWS, 1.0, rows, width, 1.0, cross, width);
  }

  private Runnable dgemm(BLAS blas) {
    double[] rows = block(ROWS);
    double[] cross = new double[width * width];
    return () ->
        blas.dgemm("N", "T", width, width, ROWS, 1.0, rows, width, rows, width, 1.0, cross, width);
  }

  private Runnable rankUpdate() {
    List<double[]> blocks = new ArrayList<>();
    for (int row = 0; row < ROWS; row += RANK_UPDATE_ROWS) {
      blocks.add(block(RANK_UPDATE_ROWS));
    }
    double[] cross = new double[width * width];
    Blas blas = Blas.choose(true);
    return () ->
        blocks.forEach(
            rows -> RankUpdate.add(blas, rows, RANK_UPDATE_ROWS, RANK_UPDATE_ROWS, width, cross));
  }

  /** Rows of normal random numbers, row-major. */
  private double[] block(int rows) {
    SplittableRandom random = new SplittableRandom(rows);
    double[] values = new double[Math.multiplyExact(rows, width)];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian();
    }
    return values;
  }

  private double gigaflops(Supplier<Runnable> kernel, double flops) {
    CyclicBarrier start = new CyclicBarrier(threads);
    Callable<Double> thread = () -> rateOf(kernel.get(), flops, start);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      double sum = 0;
      for (Future<Double> rate : pool.invokeAll(Collections.nCopies(threads, thread))) {
        sum += rate.get();
      }
      return sum / 1e9;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private double rateOf(Runnable kernel, double flops, CyclicBarrier start)
      throws InterruptedException, BrokenBarrierException {
    start.await();
    long begin = System.nanoTime();
    long repeats = 0;
    double elapsed = 0;
    while (elapsed < seconds) {
      kernel.run();
      repeats++;
      elapsed = (System.nanoTime() - begin) / 1e9;
    }
    return repeats * flops / elapsed;
  }
}
