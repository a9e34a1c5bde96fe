package ridgeline.stats;

/**
 * A mean over groups of rows, such as folds, and its standard error.
 *
 * @param value {@code sum_k w_k x_k}
 * @param standardError {@code sqrt(sum_k w_k (x_k - value)^2 / (K - 1))}, as glmnet's {@code cvsd};
 *     NaN of a single group
 */
public record WeightedMean(double value, double standardError) {
  /**
   * The mean of {@code values}.
   *
   * @param shares weights {@code w_k} of the groups, which sum to 1
   * @param values {@code x_k}, one for each group
   */
  public static WeightedMean of(double[] shares, double[] values) {
    double mean = mean(shares, values);
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value - mean));
    }
    // A power of two, which rounds nothing: squares of large or small differences leave the range.
    double unit = Math.scalb(1.0, Math.getExponent(largest));
    double spread = 0;
    for (int k = 0; k < shares.length; k++) {
      double difference = (values[k] - mean) / unit;
      spread += shares[k] * difference * difference;
    }
    double error = unit * Math.sqrt(spread / (shares.length - 1));
    return new WeightedMean(mean, shares.length < 2 ? Double.NaN : error);
  }

  /** The same mean without its standard error. */
  public static double mean(double[] shares, double[] values) {
    double mean = 0;
    for (int k = 0; k < shares.length; k++) {
      mean += shares[k] * values[k];
    }
    return mean;
  }
}
