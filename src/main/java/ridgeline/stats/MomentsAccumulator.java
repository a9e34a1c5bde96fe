package ridgeline.stats;

import java.util.Arrays;
import ridgeline.linalg.RankUpdate;
import ridgeline.linalg.SymmetricMatrix;

/**
 * Gathers dense rows into {@link Moments}, block by block.
 *
 * <p>Each block is centred at its own mean, so that a large mean costs no digits. The correction of
 * Chan's merge, {@code (W B / (W + B)) d d'} with d the difference of the means, is one more row
 * {@code sqrt(W B / (W + B)) d} of the block's rank-k update.
 */
public final class MomentsAccumulator {
  private static final int BLOCK_ROWS = 255;

  private final int width;
  private final double[] block;
  private final double[] blockWeights = new double[BLOCK_ROWS];
  private final double[] blockMeans;
  private final double[] means;
  private final double[] cross;
  private int pending;
  private long rows;
  private double weight;

  public MomentsAccumulator(int features) {
    width = features + 1;
    block = new double[Math.multiplyExact(BLOCK_ROWS + 1, width)];
    blockMeans = new double[width];
    means = new double[width];
    cross = new double[Math.multiplyExact(width, width)];
  }

  /**
   * Adds a row.
   *
   * @param features as many values as there are features; not kept
   * @param weight {@code >= 0}; a row of weight 0 is not looked at
   */
  public void add(double[] features, double label, double weight) {
    if (weight == 0) {
      return;
    }
    int start = pending * width;
    System.arraycopy(features, 0, block, start, width - 1);
    block[start + width - 1] = label;
    blockWeights[pending] = weight;
    if (++pending == BLOCK_ROWS) {
      flush();
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
    for (int i = 0; i < pending; i++) {
      blockWeight += blockWeights[i];
    }
    centreBlock(blockWeight);
    appendCorrection(blockWeight);
    RankUpdate.add(block, pending + 1, width, cross);
    rows += pending;
    weight += blockWeight;
    pending = 0;
  }

  /** Replaces each row by {@code sqrt(weight) * (row - block mean)}. */
  private void centreBlock(double blockWeight) {
    double[] sums = blockMeans;
    Arrays.fill(sums, 0);
    for (int i = 1; i < pending; i++) {
      double share = blockWeights[i] / blockWeight;
      int start = i * width;
      for (int j = 0; j < width; j++) {
        sums[j] += share * (block[start + j] - block[j]);
      }
    }
    for (int j = 0; j < width; j++) {
      blockMeans[j] = block[j] + sums[j];
    }
    for (int i = 0; i < pending; i++) {
      double root = Math.sqrt(blockWeights[i]);
      int start = i * width;
      for (int j = 0; j < width; j++) {
        block[start + j] = root * (block[start + j] - blockMeans[j]);
      }
    }
  }

  private void appendCorrection(double blockWeight) {
    double share = blockWeight / (weight + blockWeight);
    double root = Math.sqrt(weight * share);
    int start = pending * width;
    for (int j = 0; j < width; j++) {
      double shift = blockMeans[j] - means[j];
      block[start + j] = root * shift;
      means[j] = weight == 0 ? blockMeans[j] : means[j] + share * shift;
    }
  }
}
