package ridgeline.data;

import java.util.ArrayDeque;
import java.util.Deque;

/** Makes an R formula one that MLlib parses, and reads as R does. */
final class FormulaText {
  /**
   * Between two tokens: around each operator and parenthesis outside of backticks. A power stays
   * with its caret.
   */
  private static final String TOKENS = "(?:(?<=[-+*:()])|(?=[-+*:()]))(?=(?:[^`]*`[^`]*`)*[^`]*$)";

  private FormulaText() {}

  /**
   * The formula for MLlib, which parses a minus between two terms only, and overlooks that an
   * interaction leaves out the intercept.
   */
  static String forMllib(String formula) {
    String intercept = hasIntercept(formula) ? " + 1" : " + 0";
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

  /**
   * Whether there is an intercept. As in R, the last 0 or 1 among the terms decides, and what it
   * means turns with each deletion that it is in.
   */
  static boolean hasIntercept(String formula) {
    boolean intercept = true;
    boolean inDeletion = false; // whether the innermost parentheses are in one
    boolean deleted = false; // whether the term at hand is deleted in them
    Deque<boolean[]> outer = new ArrayDeque<>();
    for (String token : formula.substring(formula.indexOf('~') + 1).split(TOKENS, -1)) {
      switch (token.strip()) {
        case "+" -> deleted = false;
        case "-" -> deleted = true;
        case "(" -> {
          outer.push(new boolean[] {inDeletion, deleted});
          inDeletion ^= deleted;
          deleted = false;
        }
        case ")" -> {
          if (!outer.isEmpty()) {
            boolean[] around = outer.pop();
            inDeletion = around[0];
            deleted = around[1];
          }
        }
        case "0" -> intercept = inDeletion ^ deleted;
        case "1" -> intercept = !(inDeletion ^ deleted);
        default -> {}
      }
    }
    return intercept;
  }
}
