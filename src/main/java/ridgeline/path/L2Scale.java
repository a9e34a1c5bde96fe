package ridgeline.path;

/**
 * The constant c of the L2 part of the objective; see {@link Penalty}. Its text is the value in job
 * files and params.
 */
public enum L2Scale {
  /** c = 1 / (label deviation), as in MLlib and glmnet, which standardise the label. */
  MLLIB("mllib"),
  /** c = 1, as in scikit-learn. */
  PLAIN("plain");

  private final String text;

  L2Scale(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
