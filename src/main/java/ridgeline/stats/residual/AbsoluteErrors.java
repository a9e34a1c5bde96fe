package ridgeline.stats.residual;

/**
 * The weighted distribution of absolute prediction errors: their exact mean, and their quantiles to
 * a relative error of {@link #RESOLUTION}. There are 256 bins between consecutive powers of two.
 * Bins are allocated where errors occur, so the range need not be known in advance.
 */
public final class AbsoluteErrors implements PairTally {
  /** The maximum relative error of a quantile: half a bin. */
  public static final double RESOLUTION = 1.0 / 512;

  private static final long serialVersionUID = 1L;

  private static final int BINS = 256;

  /** The low bits of a double's mantissa, which do not affect the bin. */
  private static final int FINER_BITS = 52 - 8;

  private static final int EXPONENTS = 2048;

  /** Weights by exponent and bin; null for an exponent without errors. */
  private final double[][] weights = new double[EXPONENTS][];

  private double total;
  private double sum;

  @Override
  public AbsoluteErrors fresh() {
    return new AbsoluteErrors();
  }

  @Override
  public void add(double prediction, double label, double weight) {
    double error = Math.abs(label - prediction);
    int bin = (int) (Double.doubleToLongBits(error) >>> FINER_BITS);
    binsOf(bin / BINS)[bin % BINS] += weight;
    total += weight;
    sum += weight * error;
  }

  private double[] binsOf(int exponent) {
    if (weights[exponent] == null) {
      weights[exponent] = new double[BINS];
    }
    return weights[exponent];
  }

  @Override
  public void addAll(PairTally tally) {
    AbsoluteErrors other = (AbsoluteErrors) tally;
    for (int exponent = 0; exponent < EXPONENTS; exponent++) {
      double[] added = other.weights[exponent];
      for (int bin = 0; added != null && bin < BINS; bin++) {
        binsOf(exponent)[bin] += added[bin];
      }
    }
    total += other.total;
    sum += other.sum;
  }

  /** The weighted mean; NaN without rows. */
  public double mean() {
    return sum / total;
  }

  /**
   * The smallest error for which it and all smaller ones have the given share of the weight; NaN
   * without rows.
   *
   * @param share in (0, 1]
   */
  public double quantile(double share) {
    double below = 0;
    double last = Double.NaN;
    for (int exponent = 0; exponent < EXPONENTS; exponent++) {
      for (int bin = 0; weights[exponent] != null && bin < BINS; bin++) {
        if (weights[exponent][bin] > 0) {
          below += weights[exponent][bin];
          last = middle(exponent, bin);
          if (below >= share * total) {
            return last;
          }
        }
      }
    }
    return last;
  }

  /** The middle of a bin, or 0 for the bins of subnormal errors. */
  private static double middle(int exponent, int bin) {
    long from = ((long) exponent * BINS + bin) << FINER_BITS;
    return exponent == 0 ? 0 : Double.longBitsToDouble(from + (1L << (FINER_BITS - 1)));
  }
}
