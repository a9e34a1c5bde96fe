package ridgeline.config.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import ridgeline.config.Problem;

/** The intercept of a model whose features are given by an R formula, which may leave it out. */
public final class FormulaIntercept {
  /** What stands between terms, outside of backticks. A power stays with its caret. */
  private static final String OPERATORS = "-+*:()";

  private FormulaIntercept() {}

  /**
   * Whether there is an intercept. As in R, the last 0 or 1 among the terms decides, and each
   * deletion around it inverts its meaning.
   */
  public static boolean isIn(String formula) {
    boolean intercept = true;
    boolean inDeletion = false; // whether the innermost parentheses are in one
    boolean deleted = false; // whether the current term is deleted in them
    Deque<boolean[]> outer = new ArrayDeque<>();
    for (String token : tokens(formula.substring(formula.indexOf('~') + 1))) {
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

  private static List<String> tokens(String terms) {
    List<String> tokens = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int at = 0; at < terms.length(); at++) {
      quoted ^= terms.charAt(at) == '`';
      if (!quoted && OPERATORS.indexOf(terms.charAt(at)) >= 0) {
        tokens.add(terms.substring(start, at));
        tokens.add(terms.substring(at, at + 1));
        start = at + 1;
      }
    }
    tokens.add(terms.substring(start));
    return tokens;
  }

  /**
   * Sets {@code fitIntercept} of a job to false where its formula leaves out the intercept, and
   * refuses a job that says the opposite.
   *
   * @param given the job without its defaults
   * @param job the job with its defaults; modified
   * @param section the section with the key
   */
  public static void resolve(
      JsonNode given, ObjectNode job, String section, List<Problem> problems) {
    JsonNode formula = job.path("data").path("formula");
    if (!formula.isTextual()
        || isIn(formula.textValue())
        || !(job.path(section) instanceof ObjectNode objective)) {
      return;
    }
    JsonNode fitIntercept = given.path(section).path("fitIntercept");
    if (fitIntercept.isBoolean() && fitIntercept.booleanValue()) {
      problems.add(
          new Problem(
              section + ".fitIntercept",
              "is true, but data.formula, '%s', leaves out the intercept; change one of them"
                  .formatted(formula.textValue())));
    }
    objective.put("fitIntercept", false);
  }
}
