package ridgeline.config.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import ridgeline.config.Limits;
import ridgeline.config.Problem;
import ridgeline.config.secret.SecretLiterals;

/** Keeps SQL from being so long or so deep that parsing it takes minutes or all of the stack. */
public final class ExpressionRules {
  private final List<Problem> problems;

  public ExpressionRules(List<Problem> problems) {
    this.problems = problems;
  }

  /** Checks an expression, or each of a list; what is no text is others' to refuse. */
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
          "has %,d characters; the limit is %,d; make a column of it in a table or a view first",
          text.length(),
          maxCharacters);
    }
    int depth = depth(text);
    if (depth > Limits.MAX_EXPRESSION_DEPTH) {
      report(
          path,
          "is nested %,d deep; the limit is %,d; make columns of its parts first",
          depth,
          Limits.MAX_EXPRESSION_DEPTH);
    }
  }

  private void report(String path, String message, int given, int most) {
    problems.add(new Problem(path, message.formatted(given, most)));
  }

  /** The most parentheses, brackets and cases that are open at once, outside of quotes. */
  public static int depth(String sql) {
    int depth = 0;
    int greatest = 0;
    for (int at = 0; at < sql.length(); ) {
      int end = SecretLiterals.endOfToken(sql, at);
      for (String part : parts(sql.substring(at, end))) {
        depth =
            switch (part) {
              case "(", "[", "case" -> depth + 1;
              case ")", "]", "end" -> Math.max(0, depth - 1);
              default -> depth;
            };
        greatest = Math.max(greatest, depth);
      }
      at = end;
    }
    return greatest;
  }

  /** Of a token, which may be words with minus signs between them. */
  private static String[] parts(String token) {
    return Character.isLetterOrDigit(token.charAt(0))
        ? token.toLowerCase(Locale.ROOT).split("-", -1)
        : new String[] {token};
  }
}
