package ridgeline.config.secret;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Redacts the literals of SQL that are secrets: values of options that are not known to be
 * harmless, values compared with or assigned to the name of a secret, and the arguments of ciphers.
 */
public final class SecretLiterals {
  private static final Set<String> CLAUSES =
      Set.of("options", "tblproperties", "dbproperties", "serdeproperties", "with");

  private static final Set<String> MAPS = Set.of("map", "named_struct", "str_to_map");

  private static final Pattern CIPHER = Pattern.compile("(?:try_)?aes_(?:en|de)crypt|hmac\\w*");

  /** Quoted text up to this length is too short for a name and its secret. */
  private static final int MIN_CHARACTERS = 6;

  private final StringBuilder redacted = new StringBuilder();

  /** The word before each open parenthesis, in lower case. */
  private final Deque<String> open = new ArrayDeque<>();

  /** The last word or text that could be the name of a value. */
  private String name = "";

  /** The characters since then, without spaces. */
  private String between = "";

  private final KnownSecrets known;
  private final Consumer<String> found;

  private SecretLiterals(KnownSecrets known, Consumer<String> found) {
    this.known = known;
    this.found = found;
  }

  /**
   * Redacts a text in one pass.
   *
   * @param known secrets wherever they stand
   * @param found receives each secret
   */
  static String redact(String sql, KnownSecrets known, Consumer<String> found) {
    SecretLiterals literals = new SecretLiterals(known, found);
    for (int at = 0; at < sql.length(); ) {
      int end = endOfToken(sql, at);
      literals.take(sql.substring(at, end));
      at = end;
    }
    return literals.redacted.toString();
  }

  /**
   * The end of the literal, quoted name, comment, spaces, word or other character that starts here.
   */
  public static int endOfToken(String sql, int start) {
    char first = sql.charAt(start);
    if (isQuote(first)) {
      return endOfQuoted(sql, start);
    }
    if (sql.startsWith("--", start)) {
      return endOf(sql, sql.indexOf('\n', start), 0);
    }
    if (sql.startsWith("/*", start)) {
      return endOf(sql, sql.indexOf("*/", start + 2), 2);
    }
    int end = start + 1;
    while (end < sql.length() && isLike(first, sql.charAt(end))) {
      end++;
    }
    return end;
  }

  private static int endOf(String sql, int found, int length) {
    return found < 0 ? sql.length() : found + length;
  }

  private static int endOfQuoted(String sql, int start) {
    for (int at = start + 1; at < sql.length(); at++) {
      if (sql.charAt(at) == '\\' && sql.charAt(start) != '`') {
        at++;
      } else if (sql.charAt(at) == sql.charAt(start)) {
        return at + 1;
      }
    }
    return sql.length();
  }

  /** Whether two adjacent characters belong to the same spaces or the same word. */
  private static boolean isLike(char first, char next) {
    return isWord(first)
        ? isWord(next) || next == '-'
        : Character.isWhitespace(first) && Character.isWhitespace(next);
  }

  private static boolean isQuote(char c) {
    return c == '\'' || c == '"' || c == '`';
  }

  private void take(String token) {
    char first = token.charAt(0);
    if (Character.isWhitespace(first)) {
      redacted.append(token);
    } else if (token.startsWith("--") || token.startsWith("/*")) {
      redacted.append(Redaction.text(token, known, found));
    } else if (first == '(') {
      open.push(between.isEmpty() ? name.toLowerCase(Locale.ROOT) : "");
      sign(token);
    } else if (first == ')') {
      open.poll();
      sign(token);
    } else if (isQuote(first) || isWord(first)) {
      redacted.append(value(token));
      name = isQuote(first) ? inside(token) : token;
      between = "";
    } else {
      sign(token);
    }
  }

  private void sign(String token) {
    redacted.append(token);
    between = between.length() < 4 ? between + token : between;
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '$';
  }

  private String value(String token) {
    boolean literal = token.charAt(0) == '\'' || token.charAt(0) == '"';
    String around = open.isEmpty() ? "" : open.element();
    boolean inClause = CLAUSES.contains(around) && (between.isEmpty() || between.equals("="));
    boolean assigned = Set.of("=", "==", "=>", "<=>", "!=", "<>").contains(between);
    boolean pair = MAPS.contains(around) && between.equals(",");
    boolean secret =
        (inClause && !HarmlessOptions.contains(name))
            || (literal && (assigned || pair) && SecretNames.matches(name))
            || (literal && open.stream().anyMatch(call -> CIPHER.matcher(call).matches()));
    if (secret) {
      found.accept(literal ? inside(token) : token);
      return literal ? quoted(token, Redaction.REDACTED) : Redaction.REDACTED;
    }
    return isQuote(token.charAt(0)) && token.length() > MIN_CHARACTERS
        ? quoted(token, Redaction.text(inside(token), known, found))
        : token;
  }

  private static String inside(String token) {
    return token.substring(1, token.length() - (isClosed(token) ? 1 : 0));
  }

  private static String quoted(String token, String inside) {
    return token.charAt(0) + inside + (isClosed(token) ? token.charAt(0) : "");
  }

  private static boolean isClosed(String token) {
    return token.length() > 1 && token.charAt(token.length() - 1) == token.charAt(0);
  }
}
