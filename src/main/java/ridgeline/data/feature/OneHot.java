package ridgeline.data.feature;

/**
 * Which feature of a term with categorical columns is not 0 in a row: there is one feature for each
 * combination of levels, those of the last column changing quickest.
 */
public final class OneHot {
  /** Where a column has no known level. */
  public static final int NONE = -1;

  private OneHot() {}

  /**
   * The feature of the columns so far and one more; 0 for no columns.
   *
   * @param feature of the columns so far, or {@link #NONE}
   * @param code of the row's level of the next column; below 0, or not below {@code levels}, if it
   *     has no feature
   * @param levels of the next column that have a feature
   */
  public static int next(int feature, int code, int levels) {
    return feature < 0 || code < 0 || code >= levels ? NONE : feature * levels + code;
  }
}
