package ridgeline.stats;

import dev.ludovic.netlib.blas.JavaBLAS;
import ridgeline.linalg.Blas;
import ridgeline.linalg.RankUpdate;
import ridgeline.linalg.SymmetricMatrix;

/**
 * Accumulates dense rows into {@link Moments}, block by block.
 *
 * <p>Each block is centred at its own mean, so that a large mean costs no digits. The correction of
 * Chan's merge, {@code (W B / (W + B)) d d'}, where d is the difference of the means, is added to
 * the block's rank-k update as one more row, {@code sqrt(W B / (W + B)) d}.
 */
public final class MomentsAccumulator {
  private static final JavaBLAS BLAS = JavaBLAS.getInstance();

  /**
   * Length of a column of the block: not a power of two, or the columns would compete for the same
   * cache lines.
   */
  private static final int STRIDE = 504;

  /** One row is reserved for the correction. */
  private static final int BLOCK_ROWS = STRIDE - 1;

  private final Blas blas;
  private final int width;
  private final double[] block;
  private final double[] blockWeights = new double[BLOCK_ROWS];
  private final double[] shares = new double[BLOCK_ROWS];
  private final double[] means;
  private final double[] cross;
  private int pending;
  private long rows;
  private double weight;

  /** Computes with the Java BLAS. */
  public MomentsAccumulator(int features) {
    this(features, Blas.JAVA);
  }

  public MomentsAccumulator(int features, Blas blas) {
    this.blas = blas;
    width = features + 1;
    block = new double[Math.multiplyExact(STRIDE, width)];
    means = new double[width];
    cross = new double[Math.multiplyExact(width, width)];
  }

  /** Memory of the arrays of one instance, in bytes. */
  public static long bytes(int features) {
    long variables = features + 1L;
    return Double.BYTES * (variables * variables + variables * STRIDE);
  }

  /**
   * Adds a row.
   *
   * @param features one value for each feature; not kept
   * @param weight {@code >= 0}; a row of weight 0 is not read
   */
  public void add(double[] features, double label, double weight) {
    if (weight == 0) {
      return;
    }
    for (int j = 0; j < width - 1; j++) {
      block[j * STRIDE + pending] = features[j];
    }
    block[(width - 1) * STRIDE + pending] = label;
    blockWeights[pending] = weight;
    if (++pending == BLOCK_ROWS) {
      flush();
    }
  }

  /** How many rows can be put before they must be committed. */
  int room() {
    return BLOCK_ROWS - pending;
  }

  /**
   * Puts the values of a variable into the next rows.
   *
   * @param variable index of a feature, or of the label after the features
   * @param chosen positions of the values in {@code column}
   * @param from first index in {@code chosen}
   * @param count {@code <= room()}
   */
  void put(int variable, double[] column, int[] chosen, int from, int count) {
    gather(column, chosen, from, count, block, variable * STRIDE + pending);
  }

  /** Puts the weights of the next rows, all positive, once all their variables have been put. */
  void commit(double[] weights, int[] chosen, int from, int count) {
    gather(weights, chosen, from, count, blockWeights, pending);
    pending += count;
    if (pending == BLOCK_ROWS) {
      flush();
    }
  }

  private static void gather(
      double[] column, int[] chosen, int from, int count, double[] into, int start) {
    for (int i = 0; i < count; i++) {
      into[start + i] = column[chosen[from + i]];
    }
  }

  /** The moments of the rows so far. */
  public Moments toMoments() {
    flush();
    return new Moments(rows, weight, means.clone(), SymmetricMatrix.ofUpperTriangle(width, cross));
  }

  private void flush() {
    if (pending == 0) {
      return;
    }
    double blockWeight = 0;
    int heaviest = 0;
    for (int i = 0; i < pending; i++) {
      blockWeight += blockWeights[i];
      heaviest = blockWeights[i] > blockWeights[heaviest] ? i : heaviest;
    }
    for (int i = 0; i < pending; i++) {
      shares[i] = blockWeights[i] / blockWeight;
      blockWeights[i] = Math.sqrt(blockWeights[i]);
    }
    double share = blockWeight / (weight + blockWeight);
    double root = Math.sqrt(weight * share);
    for (int j = 0; j < width; j++) {
      int start = j * STRIDE;
      double blockMean = centre(start, heaviest);
      double shift = blockMean - means[j];
      block[start + pending] = root * shift;
      means[j] = weight == 0 ? blockMean : means[j] + share * shift;
    }
    RankUpdate.add(blas, block, pending + 1, STRIDE, width, cross);
    rows += pending;
    weight += blockWeight;
    pending = 0;
  }

  /**
   * Replaces the values of a column by {@code sqrt(weight) * (value - mean)} and returns the mean.
   *
   * @param heaviest the row with the largest weight, whose value is far from the mean only if the
   *     deviation is large
   */
  private double centre(int start, int heaviest) {
    double origin = block[start + heaviest];
    for (int i = 0; i < pending; i++) {
      block[start + i] -= origin;
    }
    double mean = origin + BLAS.ddot(pending, shares, 0, 1, block, start, 1);
    double excess = mean - origin;
    for (int i = 0; i < pending; i++) {
      block[start + i] = blockWeights[i] * (block[start + i] - excess);
    }
    return mean;
  }
}
