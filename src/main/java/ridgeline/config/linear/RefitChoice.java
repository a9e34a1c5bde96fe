package ridgeline.config.linear;

/** How the chosen cell is fitted to all the data. Its text is the value in job files and params. */
public enum RefitChoice {
  /** By MLlib's LinearRegression, on a few rows with the sweep's statistics. */
  MLLIB("mllib"),
  /** By MLlib's LinearRegression, on the rows. */
  MLLIB_ROWS("mllib-rows"),
  /** By the sweep itself. */
  STATISTICS("statistics");

  private final String text;

  RefitChoice(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
