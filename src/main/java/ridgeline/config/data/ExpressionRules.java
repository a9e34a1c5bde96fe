package ridgeline.config.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import ridgeline.config.Limits;
import ridgeline.config.Problem;
import ridgeline.config.secret.SecretLiterals;

/**
 * Limits the length and nesting of SQL, which could otherwise take minutes or the whole stack to
 * parse.
 */
public final class ExpressionRules {
  private final List<Problem> problems;

  public ExpressionRules(List<Problem> problems) {
    this.problems = problems;
  }

  /**
   * Checks an expression, or each one in a list; values that are not text are refused elsewhere.
   */
  public void check(JsonNode expressions, String path) {
    check(expressions, path, Limits.MAX_EXPRESSION_CHARACTERS);
  }

  /** Checks a query. */
  void checkQuery(JsonNode query, String path) {
    check(query, path, Limits.MAX_QUERY_CHARACTERS);
  }

  private void check(JsonNode expressions, String path, int maxCharacters) {
    for (int i = 0; i < expressions.size(); i++) {
      check(expressions.path(i), "%s[%d]".formatted(path, i), maxCharacters);
    }
    if (!expressions.isTextual()) {
      return;
    }
    String text = expressions.textValue();
    if (text.length() > maxCharacters) {
      report(
          path,
          "has %,d characters; the limit is %,d; compute it as a column of a table or view first",
          text.length(),
          maxCharacters);
    }
    int depth = depth(text);
    if (depth > Limits.MAX_EXPRESSION_DEPTH) {
      report(
          path,
          "is nested %,d levels deep; the limit is %,d; compute its parts as columns first",
          depth,
          Limits.MAX_EXPRESSION_DEPTH);
    }
  }

  private void report(String path, String message, int given, int limit) {
    problems.add(new Problem(path, message.formatted(given, limit)));
  }

  /**
   * The maximum number of parentheses, brackets and cases that are open at once, outside quotes.
   */
  public static int depth(String sql) {
    int depth = 0;
    int deepest = 0;
    for (int at = 0; at < sql.length(); ) {
      int end = SecretLiterals.endOfToken(sql, at);
      for (String part : parts(sql.substring(at, end))) {
        depth =
            switch (part) {
              case "(", "[", "case" -> depth + 1;
              case ")", "]", "end" -> Math.max(0, depth - 1);
              default -> depth;
            };
        deepest = Math.max(deepest, depth);
      }
      at = end;
    }
    return deepest;
  }

  /** Splits a token, which may be words joined by minus signs. */
  private static String[] parts(String token) {
    return Character.isLetterOrDigit(token.charAt(0))
        ? token.toLowerCase(Locale.ROOT).split("-", -1)
        : new String[] {token};
  }
}
