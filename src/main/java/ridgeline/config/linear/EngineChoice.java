package ridgeline.config.linear;

/** What fits the cells of the sweep. Its text is the value in job files and params. */
public enum EngineChoice {
  /** {@link #GRAM} where it applies, else {@link #MLLIB_ROWS}. */
  AUTO("auto"),
  /** Every cell from the folds' statistics, which take one pass over the data. */
  GRAM("gram"),
  /** One MLlib fit for each cell and fold, to a few rows with the fold's statistics. */
  MLLIB("mllib"),
  /** One MLlib fit for each cell and fold, to the rows. */
  MLLIB_ROWS("mllib-rows");

  private final String text;

  EngineChoice(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
