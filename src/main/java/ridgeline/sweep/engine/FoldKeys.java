package ridgeline.sweep.engine;

import org.jspecify.annotations.Nullable;

/** What the caller sets of the folds, for messages. */
public enum FoldKeys {
  JOB("folds.column", "folds.count", ", or choose folds.by columns with more distinct values"),

  ESTIMATOR("foldCol", "numFolds", ""),

  STATISTICS(null, "numFolds", ", or choose bucketsBy with more distinct values");

  private final @Nullable String column;
  private final String count;
  private final String by;

  FoldKeys(@Nullable String column, String count, String by) {
    this.column = column;
    this.count = count;
    this.by = by;
  }

  /** The key of the number of folds. */
  public String count() {
    return count;
  }

  /** What to do if one of some folds has no rows. */
  String fill(int folds) {
    String advice = "lower " + count + by;
    return column == null
        ? advice
        : "%s must contain every value from 0 to %d; otherwise %s"
            .formatted(column, folds - 1, advice);
  }
}
