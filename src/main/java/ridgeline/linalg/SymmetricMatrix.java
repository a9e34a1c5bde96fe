package ridgeline.linalg;

import dev.ludovic.netlib.blas.JavaBLAS;
import java.io.Serializable;
import java.util.Arrays;

/**
 * A symmetric matrix stored as its upper triangle, column by column (BLAS packed {@code 'U'}):
 * element (i, j) with {@code i <= j} is at {@code i + j (j + 1) / 2}.
 */
public final class SymmetricMatrix implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final JavaBLAS BLAS = JavaBLAS.getInstance();

  /** Above this share of nonzeros, a dense product costs less than a sparse one. */
  private static final double DENSE_SHARE = 0.25;

  private final int size;
  private final double[] packed;

  private SymmetricMatrix(int size, double[] packed) {
    this.size = size;
    this.packed = packed;
  }

  /** The zero matrix of {@code size} rows. */
  public static SymmetricMatrix zero(int size) {
    return new SymmetricMatrix(size, new double[packedLength(size)]);
  }

  /**
   * Takes the upper triangle of a full matrix.
   *
   * @param full {@code size * size} values, column-major; the strict lower triangle is not read
   */
  public static SymmetricMatrix ofUpperTriangle(int size, double[] full) {
    double[] packed = new double[packedLength(size)];
    for (int j = 0; j < size; j++) {
      System.arraycopy(full, j * size, packed, start(j), j + 1);
    }
    return new SymmetricMatrix(size, packed);
  }

  /**
   * Takes a packed upper triangle.
   *
   * @param packed {@link #packedLength} values, as in the class comment; copied
   */
  public static SymmetricMatrix ofPacked(int size, double[] packed) {
    if (packed.length != packedLength(size)) {
      throw new IllegalArgumentException(
          "a symmetric matrix of %d rows has %d values, got: %d"
              .formatted(size, packedLength(size), packed.length));
    }
    return new SymmetricMatrix(size, packed.clone());
  }

  /** A copy of the packed upper triangle. */
  public double[] packed() {
    return packed.clone();
  }

  /**
   * The rows and columns at some positions, in their order.
   *
   * @param positions distinct, each in {@code [0, size)}
   */
  public SymmetricMatrix select(int[] positions) {
    double[] selected = new double[packedLength(positions.length)];
    for (int j = 0; j < positions.length; j++) {
      for (int i = 0; i <= j; i++) {
        selected[start(j) + i] = get(positions[i], positions[j]);
      }
    }
    return new SymmetricMatrix(positions.length, selected);
  }

  /**
   * A larger matrix that has this one at some positions and is 0 elsewhere.
   *
   * @param positions of each row, distinct, each in {@code [0, wider)}
   * @param wider number of rows of the result
   */
  public SymmetricMatrix embed(int[] positions, int wider) {
    double[] embedded = new double[packedLength(wider)];
    for (int j = 0; j < size; j++) {
      for (int i = 0; i <= j; i++) {
        int row = Math.min(positions[i], positions[j]);
        int column = Math.max(positions[i], positions[j]);
        embedded[start(column) + row] = packed[start(j) + i];
      }
    }
    return new SymmetricMatrix(wider, embedded);
  }

  /** Number of stored values of a matrix of {@code size} rows. */
  public static int packedLength(int size) {
    return Math.toIntExact((long) size * (size + 1) / 2);
  }

  private static int start(int column) {
    return (int) ((long) column * (column + 1) / 2);
  }

  public int size() {
    return size;
  }

  public double get(int i, int j) {
    return i <= j ? packed[start(j) + i] : packed[start(i) + j];
  }

  /**
   * The sum of this matrix, another one, and {@code scale * v v'}, as a new matrix.
   *
   * @param v {@code size} values
   */
  public SymmetricMatrix plus(SymmetricMatrix other, double scale, double[] v) {
    double[] sum = new double[packed.length];
    for (int j = 0; j < size; j++) {
      int start = start(j);
      double scaled = scale * v[j];
      for (int i = 0; i <= j; i++) {
        sum[start + i] = packed[start + i] + other.packed[start + i] + scaled * v[i];
      }
    }
    return new SymmetricMatrix(size, sum);
  }

  /** This matrix with every element multiplied, as a new matrix. */
  public SymmetricMatrix times(double factor) {
    return new SymmetricMatrix(size, Arrays.stream(packed).map(value -> value * factor).toArray());
  }

  /**
   * The leading {@code order} rows and columns as a full matrix: a new array of {@code order *
   * order} values, column-major.
   */
  public double[] leadingFull(int order) {
    double[] full = new double[Math.multiplyExact(order, order)];
    for (int j = 0; j < order; j++) {
      System.arraycopy(packed, start(j), full, j * order, j + 1);
    }
    mirrorUpperTriangle(order, full);
    return full;
  }

  /** Copies the upper triangle of a column-major matrix onto its lower one, tile by tile. */
  private static void mirrorUpperTriangle(int size, double[] full) {
    int tile = 32;
    for (int jStart = 0; jStart < size; jStart += tile) {
      int jEnd = Math.min(jStart + tile, size);
      for (int iStart = 0; iStart <= jStart; iStart += tile) {
        for (int j = jStart; j < jEnd; j++) {
          int iEnd = Math.min(iStart + tile, j);
          for (int i = iStart; i < iEnd; i++) {
            full[j + i * size] = full[i + j * size];
          }
        }
      }
    }
  }

  /**
   * The quadratic form {@code v' A v} of a vector that is zero outside {@code indices}.
   *
   * @param indices strictly increasing positions
   * @param values one value for each index
   */
  public double quadraticForm(int[] indices, double[] values) {
    boolean dense = indices.length > DENSE_SHARE * size;
    double[] spread = dense ? spread(indices, values) : values;
    double sum = 0;
    for (int b = 0; b < indices.length; b++) {
      int start = start(indices[b]);
      double offDiagonal = 0;
      if (dense) {
        offDiagonal = BLAS.ddot(indices[b], packed, start, 1, spread, 0, 1);
      } else {
        for (int a = 0; a < b; a++) {
          offDiagonal += packed[start + indices[a]] * values[a];
        }
      }
      sum += values[b] * (2 * offDiagonal + packed[start + indices[b]] * values[b]);
    }
    return sum;
  }

  private double[] spread(int[] indices, double[] values) {
    double[] spread = new double[size];
    for (int k = 0; k < indices.length; k++) {
      spread[indices[k]] = values[k];
    }
    return spread;
  }

  /** Whether every element is finite. */
  public boolean isFinite() {
    for (double value : packed) {
      if (!Double.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof SymmetricMatrix other
        && size == other.size
        && Arrays.equals(packed, other.packed);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(packed);
  }
}
