package ridgeline.config;

/**
 * One thing that is wrong with a job file.
 *
 * @param path where it is, such as {@code grid.elasticNetParam[1]}; the file's name when it
 *     concerns the whole file
 * @param message what is wrong, and how to mend it
 */
public record Problem(String path, String message) {

  @Override
  public String toString() {
    return path + ": " + message;
  }
}
