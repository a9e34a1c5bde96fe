package ridgeline.data.design;

import ridgeline.config.data.FormulaIntercept;

/** Rewrites an R formula so that MLlib parses it with R's meaning. */
final class FormulaText {
  private FormulaText() {}

  /**
   * The formula for MLlib, which parses a minus only between two terms, and ignores that an
   * interaction leaves out the intercept.
   */
  static String forMllib(String formula) {
    String intercept = FormulaIntercept.isIn(formula) ? " + 1" : " + 0";
    if (formula.contains("`")) {
      return formula + intercept;
    }
    return formula
            .replaceAll("\\+\\s*-\\s*([01])\\b", "- $1")
            .replaceAll("\\+\\s*\\(\\s*-\\s*([01])\\s*\\)", "- $1")
            .replaceAll("([~(])\\s*-\\s*1\\b", "$1 0")
            .replaceAll("([~(])\\s*-\\s*0\\b", "$1 1")
        + intercept;
  }
}
