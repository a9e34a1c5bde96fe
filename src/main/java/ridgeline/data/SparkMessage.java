package ridgeline.data;

/** What Spark says of an error, cut to what fits into a sentence. */
public final class SparkMessage {
  private SparkMessage() {}

  /** The first line of an exception's message, without the condition's name and the full stop. */
  public static String firstLine(Throwable error) {
    String message = String.valueOf(error.getMessage()).strip();
    String line = message.lines().findFirst().orElse("no message");
    return line.replaceFirst("^\\[[A-Z0-9_.]+\\] ", "")
        .replaceFirst(" SQLSTATE: \\w+$", "")
        .replaceFirst("\\.$", "");
  }
}
