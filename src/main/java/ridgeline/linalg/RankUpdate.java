package ridgeline.linalg;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;

/**
 * Adds {@code X'X} of a block of rows to the upper triangle of a full matrix.
 *
 * <p>A native BLAS does it by {@code dsyrk}. The Java BLAS is several times faster at {@code dgemm}
 * than at {@code dsyrk}, so the triangle is covered by {@code dgemm} tiles. That is also several
 * times faster than a native reference BLAS, which is why {@link Blas} does not choose one by
 * itself.
 */
public final class RankUpdate {
  private static final int TILE = 64;

  private RankUpdate() {}

  /**
   * Adds {@code X'X}.
   *
   * @param blas the BLAS to compute with
   * @param block X, column-major: column j starts at {@code j * stride}
   * @param rows rows of X, {@code <= stride}
   * @param width columns of X
   * @param cross {@code width * width} values, column-major; the product is added to its upper
   *     triangle, its strict lower triangle is undefined
   */
  public static void add(
      Blas blas, double[] block, int rows, int stride, int width, double[] cross) {
    if (blas == Blas.NATIVE) {
      addByNative(block, rows, stride, width, cross);
    } else {
      addByTiles(block, rows, stride, width, cross);
    }
  }

  private static void addByNative(double[] block, int rows, int stride, int width, double[] cross) {
    Blas.nativeBlas().dsyrk("U", "T", width, rows, 1.0, block, stride, 1.0, cross, width);
  }

  private static void addByTiles(double[] block, int rows, int stride, int width, double[] cross) {
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
}
