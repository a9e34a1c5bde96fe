package ridgeline.path;

/** The constant c of the L2 part of the objective; see {@link Penalty}. */
public enum L2Scale {
  /** c = 1 / (label deviation), as MLlib and glmnet, which standardise the label. */
  MLLIB,
  /** c = 1, as scikit-learn. */
  PLAIN
}
