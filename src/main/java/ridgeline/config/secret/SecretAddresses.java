package ridgeline.config.secret;

import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Redacts passwords and parameters of the addresses in a text, in one pass. */
final class SecretAddresses {
  private static final String AUTHORITY = "://";

  /** Of an address without a scheme. */
  private static final String BARE = "//";

  private static final String ORACLE = ":thin:";

  /** Schemes in which the part before the @ is a container, not a user. */
  private static final Set<String> CONTAINERS = Set.of("abfs", "abfss", "wasb", "wasbs");

  private static final Pattern PORT = Pattern.compile(":\\d{1,5}(?:[/,?;].*|$)", Pattern.DOTALL);

  private static final Pattern OPAQUE_LOGIN =
      Pattern.compile("(?i)(?<![a-z0-9])(?:s?ftps?|scp|ssh|smb|https?):[^:/@]{1,100}:(.+)@");

  private static final Pattern HARMLESS_VALUE = Pattern.compile("true|false|\\d{1,4}");

  private static final Pattern PARAMETER = Pattern.compile("[\\w.~%-]{1,100}");

  private final Consumer<String> found;

  private SecretAddresses(Consumer<String> found) {
    this.found = found;
  }

  /**
   * Redacts a text; an address ends at a space, a quote or an angle bracket.
   *
   * @param found receives each secret
   */
  static String redact(String text, Consumer<String> found) {
    return new SecretAddresses(found).redact(text);
  }

  private String redact(String text) {
    if (!text.contains(":") && !text.contains(BARE)) {
      return text;
    }
    StringBuilder redacted = new StringBuilder();
    int start = 0;
    for (int at = 0; at <= text.length(); at++) {
      if (at == text.length() || endsAddress(text.charAt(at))) {
        redacted.append(address(text.substring(start, at)));
        if (at < text.length()) {
          redacted.append(text.charAt(at));
        }
        start = at + 1;
      }
    }
    return redacted.toString();
  }

  private static boolean endsAddress(char c) {
    return Character.isWhitespace(c) || "\"'`<>".indexOf(c) >= 0;
  }

  private String address(String word) {
    int jdbc = word.indexOf("jdbc:");
    if (jdbc < 0 && !word.contains(":/") && !word.contains(BARE)) {
      return withoutOpaqueUser(word);
    }
    StringBuilder redacted = new StringBuilder();
    int from = 0;
    int next = word.indexOf(AUTHORITY);
    if (jdbc < 0) {
      from = next < 0 ? word.length() : next;
      redacted.append(withoutBareUser(word.substring(0, from)));
    }
    while (next >= 0) {
      int end = next + AUTHORITY.length();
      redacted.append(word, from, end);
      int after = word.indexOf(AUTHORITY, end);
      String authority = word.substring(end, after < 0 ? word.length() : after);
      redacted.append(withoutUser(authority, schemeBefore(word, next)));
      from = end + authority.length();
      next = after;
    }
    redacted.append(word, from, word.length());
    String shown = jdbc < 0 ? redacted.toString() : withoutOracleUser(redacted.toString());
    return withoutParameters(shown);
  }

  private static String schemeBefore(String word, int end) {
    int start = end;
    while (start > 0 && Character.isLetterOrDigit(word.charAt(start - 1))) {
      start--;
    }
    return word.substring(start, end);
  }

  /** Hides the user or password after the :// of an address; the secret may contain slashes. */
  private String withoutUser(String rest, String scheme) {
    int at = rest.lastIndexOf('@');
    int colon = rest.indexOf(':');
    if (at < 0) {
      return rest;
    }
    if (colon >= 0 && colon < at) {
      boolean bucket = scheme.startsWith("s3");
      return !bucket && PORT.matcher(rest).region(colon, rest.length()).matches()
          ? rest
          : hidden(rest, colon + 1, at);
    }
    int slash = rest.indexOf('/');
    boolean user = slash < 0 || at < slash;
    return user && !CONTAINERS.contains(scheme) ? hidden(rest, 0, at) : rest;
  }

  /** Hides the user or password after a // without a scheme. */
  private String withoutBareUser(String word) {
    int bare = word.indexOf(BARE);
    return bare < 0
        ? withoutOpaqueUser(word)
        : withoutOpaqueUser(word.substring(0, bare))
            + BARE
            + withoutUser(word.substring(bare + BARE.length()), "");
  }

  /** Hides the password of an address without slashes, as in {@code ftp:user:password@host}. */
  private String withoutOpaqueUser(String word) {
    Matcher login = OPAQUE_LOGIN.matcher(word);
    return login.find() ? hidden(word, login.start(1), login.end(1)) : word;
  }

  private String withoutOracleUser(String word) {
    int thin = word.indexOf(ORACLE);
    int slash = thin < 0 ? -1 : word.indexOf('/', thin);
    int at = slash < 0 ? -1 : word.indexOf('@', slash);
    return at < 0 ? word : hidden(word, slash + 1, at);
  }

  /** Hides the values of the parameters after a question mark or a semicolon. */
  private String withoutParameters(String word) {
    int first = word.indexOf('?');
    int semicolon = word.indexOf(';');
    first = first < 0 || (semicolon >= 0 && semicolon < first) ? semicolon : first;
    if (first < 0) {
      return word;
    }
    StringBuilder redacted = new StringBuilder(word.substring(0, first + 1));
    int start = first + 1;
    for (int at = start; at <= word.length(); at++) {
      if (at == word.length() || "&;?".indexOf(word.charAt(at)) >= 0) {
        redacted.append(parameter(word.substring(start, at)));
        if (at < word.length()) {
          redacted.append(word.charAt(at));
        }
        start = at + 1;
      }
    }
    return redacted.toString();
  }

  private String parameter(String assignment) {
    int sign = assignment.indexOf('=');
    if (sign < 0 || !PARAMETER.matcher(assignment.substring(0, sign)).matches()) {
      return assignment;
    }
    String value = assignment.substring(sign + 1);
    boolean harmless =
        HarmlessOptions.contains(assignment.substring(0, sign))
            || HARMLESS_VALUE.matcher(value).matches()
            || Redaction.isReference(value)
            || value.isEmpty();
    return harmless ? assignment : hidden(assignment, sign + 1, assignment.length());
  }

  private String hidden(String text, int from, int to) {
    String secret = text.substring(from, to);
    if (!Redaction.isReference(secret)) {
      found.accept(secret);
      for (String part : secret.split("/", -1)) {
        found.accept(part);
      }
    }
    return text.substring(0, from) + Redaction.REDACTED + text.substring(to);
  }
}
