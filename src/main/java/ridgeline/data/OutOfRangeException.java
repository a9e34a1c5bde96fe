package ridgeline.data;

/** Sums over the rows leave the range of a double. */
public final class OutOfRangeException extends DataException {
  private static final long serialVersionUID = 1L;

  private OutOfRangeException(String message) {
    super(message);
  }

  /**
   * For values that are too large.
   *
   * @param variables their names
   */
  public static OutOfRangeException overflow(String variables) {
    return new OutOfRangeException(
        "the sums of squares of %s overflow; divide the values by a power of ten"
            .formatted(variables));
  }

  /**
   * For values so small that their squares would be 0.
   *
   * @param variables their names
   */
  public static OutOfRangeException underflow(String variables) {
    return new OutOfRangeException(
        "the squares of %s underflow because the values are so small; multiply them by a power of ten"
            .formatted(variables));
  }

  /**
   * For weights that are too large.
   *
   * @param total their sum
   */
  public static OutOfRangeException weights(double total) {
    return new OutOfRangeException(
        "the weights are so large (%.3g in total) that weighted sums overflow; divide the weight by a power of ten"
            .formatted(total));
  }
}
