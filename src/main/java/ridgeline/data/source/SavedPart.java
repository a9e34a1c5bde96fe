package ridgeline.data.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkThrowable;
import org.jspecify.annotations.Nullable;
import ridgeline.data.DataException;
import ridgeline.data.sql.SparkMessage;

/** A part of a saved Spark ML model, whose readers do not all name the file that is at fault. */
public final class SavedPart {
  /** What to do about a damaged file, for the end of a message. */
  public static final String MEND =
      "copy the whole directory from where it was saved, or save it again";

  private static final String UNREADABLE_FILE = "FAILED_READ_FILE";

  /** Where Jackson says that it does not show the text. */
  private static final String REDACTED = " ?\\(?(start marker )?at \\[Source:.*";

  /** Hadoop's message. */
  private static final Pattern CHECKSUM = Pattern.compile("Checksum error: (.+) at \\d+ exp");

  /** Spark's message for metadata of another class. */
  private static final Pattern CLASSES =
      Pattern.compile("Expected class name (\\S+) but found class name (\\S+)");

  private SavedPart() {}

  /**
   * Reads a part. What is not about its files, such as an interrupt, is thrown as it is.
   *
   * @param location of its directory
   * @throws DataException with the file that is damaged or missing
   */
  public static <T> T read(String location, Supplier<T> reader) {
    try {
      return reader.get();
    } catch (Exception e) { // some of Spark's are checked, but not declared in Scala
      String fault = fault(e);
      if (fault == null) {
        throw e;
      }
      throw new DataException(file(location, e) + fault, e);
    }
  }

  /** What is wrong with the files and what to do, after their name; null if it is not they. */
  private static @Nullable String fault(Exception error) {
    List<Throwable> causes = SparkMessage.causes(error);
    if (causes.stream().anyMatch(SavedPart::isInterrupt)) {
      return null;
    }
    for (Throwable cause : causes) {
      String message = String.valueOf(cause.getMessage());
      Matcher classes = CLASSES.matcher(message);
      if (cause instanceof ChecksumException) {
        return unreadable("it does not have the checksum in the .crc file beside it");
      } else if (SparkMessage.hasCondition(cause, "PATH_NOT_FOUND")) {
        return " does not exist; check the location";
      } else if (SparkMessage.hasCondition(cause, "UNABLE_TO_INFER_SCHEMA")) {
        return unreadable("its file is missing or empty");
      } else if (classes.find()) {
        return " is that of a %s, not of a %s; load it with its own class"
            .formatted(simpleName(classes.group(2)), simpleName(classes.group(1)));
      } else if (cause instanceof NoSuchElementException) {
        return message.startsWith("Param ")
            ? unreadable(SparkMessage.firstLine(cause), "load it with the release that saved it")
            : unreadable("its file is missing or empty");
      }
    }
    return causes.stream().anyMatch(SavedPart::isOfContent) ? unreadable(reason(error)) : null;
  }

  private static boolean isInterrupt(Throwable cause) {
    return cause instanceof InterruptedException
        || cause instanceof InterruptedIOException
        || cause instanceof ClosedByInterruptException;
  }

  private static boolean isOfContent(Throwable cause) {
    return SparkMessage.hasCondition(cause, UNREADABLE_FILE)
        || cause instanceof IllegalArgumentException
        || cause instanceof JsonProcessingException
        || cause.getClass().getName().startsWith("org.json4s.");
  }

  private static String simpleName(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static String unreadable(String reason) {
    return unreadable(reason, MEND);
  }

  private static String unreadable(String reason, String mend) {
    return " cannot be read: %s; %s".formatted(reason, mend);
  }

  private static String reason(Exception error) {
    return SparkMessage.innermost(error).replaceFirst(REDACTED, "");
  }

  /** The file that Spark or Hadoop names, or else the directory. */
  private static String file(String location, Exception error) {
    return SparkMessage.causes(error).stream()
        .map(SavedPart::named)
        .filter(path -> !path.isEmpty())
        .map(SavedPart::local)
        .findFirst()
        .orElse(location);
  }

  private static String named(Throwable cause) {
    Matcher checksum = CHECKSUM.matcher(String.valueOf(cause.getMessage()));
    if (cause instanceof ChecksumException && checksum.find()) {
      return checksum.group(1);
    }
    return SparkMessage.hasCondition(cause, UNREADABLE_FILE)
        ? ((SparkThrowable) cause).getMessageParameters().getOrDefault("path", "")
        : "";
  }

  private static String local(String named) {
    Path path = named.contains("%") ? new Path(URI.create(named)) : new Path(named);
    return "file".equals(path.toUri().getScheme()) ? path.toUri().getPath() : path.toString();
  }
}
