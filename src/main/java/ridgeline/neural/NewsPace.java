package ridgeline.neural;

/** How many steps a round of one task has that ends only to tell how it goes. */
final class NewsPace {
  private static final int LEAST_ROWS = 8000;
  private static final double SECONDS = 5;

  private final int batch;
  private double rowsPerSecond;

  /**
   * Starts with short rounds.
   *
   * @param batch rows of a step
   */
  NewsPace(int batch) {
    this.batch = batch;
  }

  long steps() {
    return Math.max(1, (long) Math.max(LEAST_ROWS, SECONDS * rowsPerSecond) / batch);
  }

  /** A round has ended; how many rows a second it took in. */
  double measured(long rows, long nanos) {
    rowsPerSecond = rows / (nanos / 1e9);
    return rowsPerSecond;
  }
}
