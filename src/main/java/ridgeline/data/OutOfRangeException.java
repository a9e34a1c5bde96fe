package ridgeline.data;

/** Sums over the rows leave the range of a double. */
public final class OutOfRangeException extends DataException {
  private static final long serialVersionUID = 1L;

  private OutOfRangeException(String message) {
    super(message);
  }

  /**
   * Values are too large.
   *
   * @param variables their names
   */
  public static OutOfRangeException overflow(String variables) {
    return new OutOfRangeException(
        "the sums of squares of %s overflow; divide the values by a power of ten"
            .formatted(variables));
  }

  /**
   * Values are too small, so that their squares would be 0.
   *
   * @param variables their names
   */
  public static OutOfRangeException underflow(String variables) {
    return new OutOfRangeException(
        "the squares of %s underflow because the values are so small; multiply them by a power of ten"
            .formatted(variables));
  }

  /** Weights are too large. */
  public static OutOfRangeException ofWeights() {
    return ofWeights("");
  }

  /**
   * Weights are too large.
   *
   * @param total the sum of all weights
   */
  public static OutOfRangeException ofWeights(double total) {
    return ofWeights(" (%.3g in total)".formatted(total));
  }

  private static OutOfRangeException ofWeights(String total) {
    return new OutOfRangeException(
        "the weights are so large%s that weighted sums overflow; divide the weight by a power of ten"
            .formatted(total));
  }
}
