package ridgeline.linalg;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.NativeBLAS;

/**
 * Adds {@code X'X} of a block of rows to the upper triangle of a full matrix.
 *
 * <p>A native BLAS does it by {@code dsyrk}. The Java ones are several times quicker at {@code
 * dgemm} than at {@code dsyrk}, so there the triangle is covered by {@code dgemm} tiles.
 */
public final class RankUpdate {
  private static final BLAS BLAS_INSTANCE = BLAS.getInstance();
  private static final boolean NATIVE = BLAS_INSTANCE instanceof NativeBLAS;
  private static final int TILE = 128;

  private RankUpdate() {}

  /**
   * Adds {@code X'X}.
   *
   * @param rows the block, row-major: row i starts at {@code i * width}
   * @param count number of rows in the block
   * @param width values per row
   * @param cross {@code width * width} values, column-major; its upper triangle is added to, its
   *     strict lower triangle holds no meaning
   */
  public static void add(double[] rows, int count, int width, double[] cross) {
    if (NATIVE) {
      BLAS_INSTANCE.dsyrk("U", "N", width, count, 1.0, rows, width, 1.0, cross, width);
    } else {
      addByTiles(rows, count, width, cross);
    }
  }

  /** The same as {@link #add}, whatever the BLAS. */
  static void addByTiles(double[] rows, int count, int width, double[] cross) {
    for (int from = 0; from < width; from += TILE) {
      int to = Math.min(from + TILE, width);
      BLAS_INSTANCE.dgemm(
          "N",
          "T",
          to,
          to - from,
          count,
          1.0,
          rows,
          0,
          width,
          rows,
          from,
          width,
          1.0,
          cross,
          from * width,
          width);
    }
  }
}
