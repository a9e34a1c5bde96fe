package ridgeline.config;

import java.util.function.IntPredicate;

/**
 * Text as a terminal may get it. Keys, columns and values of data may hold what moves its cursor,
 * writes its title, turns the direction of a line or begins one that was never said.
 */
public final class Printable {
  private Printable() {}

  /** Text in one line, in which control characters are written as in JSON. */
  public static String line(String text) {
    return escaped(text, Printable::isControl);
  }

  /** Text of several lines, in which other control characters are written as in JSON. */
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

  /** Besides controls, the separators of lines and what turns or hides text. */
  private static boolean isControl(int c) {
    return Character.isISOControl(c)
        || c == 0x061c
        || (c >= 0x200b && c <= 0x200f)
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2060 && c <= 0x206f)
        || c == 0xfeff;
  }
}
