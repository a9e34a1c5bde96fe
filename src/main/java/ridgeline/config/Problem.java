package ridgeline.config;

import ridgeline.config.secret.Redaction;

/**
 * One thing that is wrong with a job file.
 *
 * @param path where it is, such as {@code grid.elasticNetParam[1]}; the file's name when it
 *     concerns the whole file
 * @param message what is wrong, and how to mend it
 */
public record Problem(String path, String message) {

  /** As it is shown: in one line, without secrets, and cut to a length that can be read. */
  Problem shown() {
    return new Problem(
        cut(Printable.line(path), Limits.MAX_PROBLEM),
        cut(Printable.line(Redaction.text(message)), Limits.MAX_PROBLEM));
  }

  /** Text without what exceeds a length. */
  static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + "...";
  }

  @Override
  public String toString() {
    return path + ": " + message;
  }
}
