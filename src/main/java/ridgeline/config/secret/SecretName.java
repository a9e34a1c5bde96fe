package ridgeline.config.secret;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Finds the names of secrets in a text one after another, ignoring case. */
final class SecretName {
  /** Parts of words, each of which makes the whole word the name of a secret. */
  private static final List<String> PARTS =
      List.of(
          "secret",
          "passw",
          "passphrase",
          "passcode",
          "token",
          "credential",
          "signature",
          "bearer",
          "cookie",
          "authorization",
          "jaas");

  /** Names of secrets only when they are separate words; an underscore ends a word. */
  private static final List<String> WORDS = List.of("pass", "pwd", "sig", "sas", "dsn");

  /** Names of secrets only after one of their qualifiers. */
  private static final List<String> QUALIFIED = List.of("key", "string");

  private static final List<String> OF_KEYS =
      List.of(
          "access",
          "private",
          "account",
          "shared",
          "storage",
          "encryption",
          "master",
          "client",
          "signing",
          "subscription",
          "session",
          "primary",
          "auth",
          "api");

  private static final List<String> OF_STRINGS = List.of("connection");

  private static final List<String> NAMES =
      Stream.of(PARTS, WORDS, QUALIFIED).flatMap(List::stream).toList();

  private final String text;

  /** Where each name occurs next; -1 before the first search. */
  private final int[] next = new int[NAMES.size()];

  private int start;
  private int end;

  SecretName(String text) {
    this.text = lower(text);
    Arrays.fill(next, -1);
  }

  static boolean isIn(String text) {
    return new SecretName(text).find(0);
  }

  /** Finds the first name that starts at or after an index. */
  boolean find(int from) {
    int found = Integer.MAX_VALUE;
    for (int k = 0; k < next.length; k++) {
      if (next[k] < from) {
        next[k] = search(k, from);
      }
      if (next[k] < found) {
        found = next[k];
        end = found + NAMES.get(k).length();
      }
    }
    start = found;
    return found < Integer.MAX_VALUE;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  private int search(int k, int from) {
    String name = NAMES.get(k);
    int at = text.indexOf(name, from);
    while (at >= 0 && !isName(name, at)) {
      at = text.indexOf(name, at + 1);
    }
    return at < 0 ? Integer.MAX_VALUE : at;
  }

  private boolean isName(String name, int at) {
    if (WORDS.contains(name)) {
      return !isLetter(at - 1) && !isLetter(at + name.length());
    }
    if (!QUALIFIED.contains(name)) {
      return true;
    }
    int before = at > 0 && "._- ".indexOf(text.charAt(at - 1)) >= 0 ? at - 1 : at;
    for (String qualifier : name.equals("key") ? OF_KEYS : OF_STRINGS) {
      if (text.startsWith(qualifier, before - qualifier.length())) {
        return true;
      }
    }
    return false;
  }

  private boolean isLetter(int at) {
    return at >= 0 && at < text.length() && Character.isLetterOrDigit(text.charAt(at));
  }

  /** Keeps the length of the text, unlike {@link String#toLowerCase()}. */
  private static String lower(String text) {
    char[] chars = text.toCharArray();
    for (int k = 0; k < chars.length; k++) {
      if (chars[k] >= 'A' && chars[k] <= 'Z') {
        chars[k] = (char) (chars[k] + 'a' - 'A');
      }
    }
    return new String(chars);
  }
}
