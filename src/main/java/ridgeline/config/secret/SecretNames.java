package ridgeline.config.secret;

import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Redacts values assigned to the name of a secret in free text, in one pass. */
final class SecretNames {
  /** Authentication schemes, which precede the credentials of a request. */
  private static final Pattern SCHEME =
      Pattern.compile(
          "(?:bearer|basic|digest|token|negotiate|apikey|sharedkey|oauth|aws4-hmac-sha256)",
          Pattern.CASE_INSENSITIVE);

  private static final int MAX_SPACES = 8;

  private final String text;
  private final boolean keepDirectories;
  private final Consumer<String> found;
  private final StringBuilder redacted = new StringBuilder();
  private int copied;

  private SecretNames(String text, boolean keepDirectories, Consumer<String> found) {
    this.text = text;
    this.keepDirectories = keepDirectories;
    this.found = found;
  }

  static boolean matches(String name) {
    return SecretName.isIn(name);
  }

  /**
   * Redacts what follows a name and {@code =}, {@code :} or {@code =>}, and quoted text that
   * directly follows a name.
   *
   * @param keepDirectories whether a name after a slash is a partition directory, which is kept
   * @param found receives each secret
   */
  static String redact(String text, boolean keepDirectories, Consumer<String> found) {
    return new SecretNames(text, keepDirectories, found).redact();
  }

  private String redact() {
    SecretName name = new SecretName(text);
    int from = 0;
    while (from < text.length() && name.find(from)) {
      int start = startOfWord(name.start(), from);
      int end = endOfWord(name.end());
      boolean spaceSuffices =
          text.startsWith("--", start) || isScheme(text.substring(name.start(), name.end()));
      int value = isDirectory(start) ? end : valueAfter(end, spaceSuffices);
      from = value == end ? end : hide(value);
    }
    return redacted.append(text, copied, text.length()).toString();
  }

  private int startOfWord(int within, int from) {
    int start = within;
    while (start > from && isWord(text.charAt(start - 1))) {
      start--;
    }
    return start;
  }

  private boolean isDirectory(int start) {
    return keepDirectories && start > 0 && text.charAt(start - 1) == '/';
  }

  private static boolean isScheme(String name) {
    return name.equals("Bearer");
  }

  private int endOfWord(int from) {
    int end = from;
    while (end < text.length() && isWord(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '-';
  }

  /** Where the value of the name that ends here starts; the same index if there is none. */
  private int valueAfter(int end, boolean spaceSuffices) {
    int at = end;
    if (at < text.length() && isQuote(text.charAt(at))) {
      at++;
    }
    int afterName = spaces(at);
    int afterSign = text.startsWith("->", afterName) ? afterName + 2 : afterName;
    while (afterSign < Math.min(text.length(), afterName + 3)
        && "=:>".indexOf(text.charAt(afterSign)) >= 0) {
      afterSign++;
    }
    int value = spaces(afterSign);
    if (value >= text.length()) {
      return end;
    }
    boolean assigned = afterSign > afterName;
    boolean quoted = at == end && value > at && isQuote(text.charAt(value));
    return assigned || quoted || (spaceSuffices && value > at) ? value : end;
  }

  private int spaces(int from) {
    int at = from;
    while (at < Math.min(text.length(), from + MAX_SPACES)
        && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** Redacts the value that starts here and returns its end. */
  private int hide(int value) {
    int end = endOfValue(value);
    if (SCHEME.matcher(text.substring(value, Math.min(end, value + 20))).matches()) {
      end = endOfValue(spaces(end));
    }
    String shown = text.substring(value, end);
    if (!shown.isEmpty() && !Redaction.isReference(shown)) {
      redacted.append(text, copied, value).append(Redaction.REDACTED);
      copied = end;
      found.accept(unquoted(shown));
    }
    return Math.max(end, value);
  }

  private int endOfValue(int from) {
    if (from >= text.length()) {
      return from;
    }
    char first = text.charAt(from);
    if (isQuote(first)) {
      return endOfQuoted(from);
    }
    if (first == '[' || first == '{' || first == '(') {
      return endOfBrackets(from);
    }
    int end = from;
    while (end < text.length()
        && "&;'\"`".indexOf(text.charAt(end)) < 0
        && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private int endOfQuoted(int from) {
    for (int at = from + 1; at < text.length(); at++) {
      if (text.charAt(at) == '\\') {
        at++;
      } else if (text.charAt(at) == text.charAt(from)) {
        return at + 1;
      }
    }
    return text.length();
  }

  private int endOfBrackets(int from) {
    int depth = 0;
    for (int at = from; at < text.length(); at++) {
      if ("[{(".indexOf(text.charAt(at)) >= 0) {
        depth++;
      } else if ("]})".indexOf(text.charAt(at)) >= 0 && --depth == 0) {
        return at + 1;
      }
    }
    return text.length();
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'' || c == '`';
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() > 1 && isQuote(value.charAt(0));
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
