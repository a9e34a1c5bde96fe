package ridgeline.config.text;

import java.util.Collection;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * Text that is safe to print on a terminal. Keys, column names and values of data may contain
 * characters that move the cursor, set the title, reverse the direction of text or fake a new line.
 */
public final class Printable {
  /** Characters of a message, after which it is cut. */
  public static final int MAX_CHARACTERS = 1000;

  /** How many names of a list a message has. */
  public static final int MAX_NAMES = 10;

  private Printable() {}

  /** Names of things for a sentence, such as {@code a, b and 3 more}; the first ten at most. */
  public static String named(Collection<String> names) {
    String first = names.stream().limit(MAX_NAMES).collect(Collectors.joining(", "));
    return names.size() <= MAX_NAMES
        ? first
        : "%s and %,d more".formatted(first, names.size() - MAX_NAMES);
  }

  /** Text on one line, with control characters escaped as in JSON. */
  public static String line(String text) {
    return escaped(text, Printable::isControl);
  }

  /** A message, which may quote anything, on one line and cut to {@link #MAX_CHARACTERS}. */
  public static String message(String text) {
    return cut(line(text), MAX_CHARACTERS);
  }

  /** Cuts text to a maximum length, and shows that it did. */
  public static String cut(String text, int maxLength) {
    return text.length() <= maxLength ? text : text.substring(0, maxLength) + "...";
  }

  /** Text of several lines, with all other control characters escaped as in JSON. */
  public static String lines(String text) {
    return escaped(text, c -> c != '\n' && c != '\t' && isControl(c));
  }

  private static String escaped(String text, IntPredicate control) {
    if (text.chars().noneMatch(control)) {
      return text;
    }
    StringBuilder escaped = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              if (!control.test(c)) {
                escaped.append((char) c);
              } else if (c == '\n') {
                escaped.append("\\n");
              } else if (c == '\t') {
                escaped.append("\\t");
              } else {
                escaped.append("\\u%04x".formatted(c));
              }
            });
    return escaped.toString();
  }

  /** Includes line separators and characters that reverse or hide text. */
  private static boolean isControl(int c) {
    return Character.isISOControl(c)
        || c == 0x061c
        || (c >= 0x200b && c <= 0x200f)
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2060 && c <= 0x206f)
        || c == 0xfeff;
  }
}
