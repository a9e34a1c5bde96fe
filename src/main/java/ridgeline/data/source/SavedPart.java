package ridgeline.data.source;

import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkThrowable;
import ridgeline.data.DataException;
import ridgeline.data.sql.SparkMessage;

/** A part of a saved Spark ML model, whose readers do not all name the file that is at fault. */
public final class SavedPart {
  /** What to do about a damaged file, for the end of a message. */
  public static final String MEND =
      "copy the whole directory from where it was saved, or save it again";

  /** Where Jackson found a fault, of which it does not say more. */
  private static final String SOURCE = " ?\\(?(start marker )?at \\[Source:.*";

  private SavedPart() {}

  /**
   * Reads a part.
   *
   * @param location of its directory
   * @throws DataException with the file that is damaged or missing
   */
  public static <T> T read(String location, Supplier<T> reader) {
    try {
      return reader.get();
    } catch (Exception e) { // some of Spark's are checked, but not declared in Scala
      if (isOfProcess(e)) {
        throw e;
      }
      throw damaged(location, e);
    }
  }

  /** The exception for what could not be read. */
  public static DataException damaged(String location, Exception error) {
    return new DataException(
        "%s cannot be read: %s; %s".formatted(file(location, error), reason(error), MEND));
  }

  /** Whether the files are not to blame: reading them was interrupted, or refused by us. */
  private static boolean isOfProcess(Exception error) {
    return SparkMessage.causes(error).stream()
        .anyMatch(
            cause ->
                cause instanceof InterruptedException
                    || cause instanceof IllegalStateException
                    || cause instanceof DataException
                    || String.valueOf(cause.getMessage()).contains("cancelled"));
  }

  /** The file that Spark names, or else the directory. */
  private static String file(String location, Exception error) {
    return SparkMessage.causes(error).stream()
        .filter(cause -> condition(cause).startsWith("FAILED_READ_FILE"))
        .map(cause -> ((SparkThrowable) cause).getMessageParameters().get("path"))
        .filter(path -> path != null && !path.isEmpty())
        .map(path -> local(new Path(path)))
        .findFirst()
        .orElse(location);
  }

  private static String local(Path path) {
    return "file".equals(path.toUri().getScheme()) ? path.toUri().getPath() : path.toString();
  }

  private static String reason(Exception error) {
    for (Throwable cause : SparkMessage.causes(error)) {
      if (cause instanceof ChecksumException) {
        return "it does not have the checksum in the .crc file beside it";
      }
      if (cause instanceof NoSuchElementException
          || condition(cause).startsWith("UNABLE_TO_INFER_SCHEMA")) {
        return "its file is missing or empty";
      }
      if (condition(cause).equals("PATH_NOT_FOUND")) {
        return "there is no such directory";
      }
    }
    return SparkMessage.innermost(error).replaceFirst(SOURCE, "");
  }

  private static String condition(Throwable cause) {
    return cause instanceof SparkThrowable known && known.getCondition() != null
        ? known.getCondition()
        : "";
  }
}
