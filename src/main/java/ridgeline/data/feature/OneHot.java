package ridgeline.data.feature;

/**
 * Computes which feature of a categorical term is not 0 in a row. A term has one feature for each
 * combination of levels; those of the last column change quickest.
 */
public final class OneHot {
  /** Where a column has no known level. */
  public static final int NONE = -1;

  private OneHot() {}

  /**
   * The feature of the columns so far and one more; 0 for no columns.
   *
   * @param feature of the columns so far, or {@link #NONE}
   * @param code index of the row's level in the next column; outside {@code [0, levels)} if the
   *     level has no feature
   * @param levels of the next column that have a feature
   */
  public static int next(int feature, int code, int levels) {
    return feature < 0 || code < 0 || code >= levels ? NONE : feature * levels + code;
  }
}
