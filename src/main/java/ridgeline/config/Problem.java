package ridgeline.config;

import ridgeline.config.secret.Redaction;
import ridgeline.config.text.Printable;

/**
 * One thing that is wrong with a job file.
 *
 * @param path where it is, such as {@code grid.elasticNetParam[1]}; the file's name when it
 *     concerns the whole file
 * @param message what is wrong, and how to fix it
 */
public record Problem(String path, String message) {

  /** The problem as shown: on one line, without secrets, and cut to a readable length. */
  Problem shown() {
    return new Problem(
        Printable.message(Redaction.text(path)), Printable.message(Redaction.text(message)));
  }

  @Override
  public String toString() {
    return path + ": " + message;
  }
}
