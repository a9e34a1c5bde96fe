package ridgeline.linalg;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Adds {@code X'X} of a block of rows to the upper triangle of a full matrix.
 *
 * <p>An optimised native BLAS does it by {@code dsyrk}. The Java one is several times quicker at
 * {@code dgemm} than at {@code dsyrk}, so it covers the triangle by {@code dgemm} tiles; and it is
 * several times quicker than a reference BLAS, which is native too. The two are told apart by their
 * speed, once for each process.
 */
public final class RankUpdate {
  private static final int TILE = 64;

  /** No optimised BLAS is slower than this on one core, and hardly a reference BLAS as quick. */
  private static final double OPTIMISED_FLOPS = 4e9;

  private static final int ATTEMPTS = 20;

  private static final boolean NATIVE = nativeIsOptimised();

  private RankUpdate() {}

  /**
   * Adds {@code X'X}.
   *
   * @param block X, column-major: column j starts at {@code j * stride}
   * @param rows rows of X, {@code <= stride}
   * @param width columns of X
   * @param cross {@code width * width} values, column-major; its upper triangle is added to, its
   *     strict lower triangle holds no meaning
   */
  public static void add(double[] block, int rows, int stride, int width, double[] cross) {
    if (NATIVE) {
      addByNative(block, rows, stride, width, cross);
    } else {
      addByTiles(block, rows, stride, width, cross);
    }
  }

  private static void addByNative(double[] block, int rows, int stride, int width, double[] cross) {
    BLAS.getInstance().dsyrk("U", "T", width, rows, 1.0, block, stride, 1.0, cross, width);
  }

  /** The same as {@link #add}, by the Java BLAS. */
  static void addByTiles(double[] block, int rows, int stride, int width, double[] cross) {
    BLAS blas = JavaBLAS.getInstance();
    for (int from = 0; from < width; from += TILE) {
      int to = Math.min(from + TILE, width);
      blas.dgemm(
          "T",
          "N",
          to,
          to - from,
          rows,
          1.0,
          block,
          0,
          stride,
          block,
          from * stride,
          stride,
          1.0,
          cross,
          from * width,
          width);
    }
  }

  /** By the processor's time, which other processes do not lengthen; any attempt may tell. */
  private static boolean nativeIsOptimised() {
    if (!(BLAS.getInstance() instanceof NativeBLAS)) {
      return false;
    }
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    int width = 128;
    int rows = 512;
    double[] block = new double[rows * width];
    double[] cross = new double[width * width];
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long start = threads.getCurrentThreadCpuTime();
      addByNative(block, rows, rows, width, cross);
      double seconds = (threads.getCurrentThreadCpuTime() - start) / 1e9;
      if ((double) rows * width * width / seconds > OPTIMISED_FLOPS) {
        return true;
      }
    }
    return false;
  }
}
