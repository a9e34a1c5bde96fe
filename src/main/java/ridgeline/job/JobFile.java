package ridgeline.job;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import ridgeline.config.Limits;
import ridgeline.config.secret.Redaction;
import ridgeline.data.sql.SparkMessage;
import ridgeline.job.failure.UsageException;
import ridgeline.job.output.Storage;

/** Reads the text of a job file, from the local disk or any Hadoop file system. */
final class JobFile {
  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final String NO_UTF_8 =
      "it is not UTF-8 (perhaps Latin-1 or UTF-16); save it as UTF-8";

  private JobFile() {}

  /** Whether an argument is a job itself, and not the location of its file. */
  private static boolean isText(String argument) {
    return argument.startsWith("{") || argument.indexOf('\n') >= 0;
  }

  /** The name of a job file in messages. */
  static String name(String argument) {
    return isText(argument) ? "the job" : argument;
  }

  /**
   * Reads a file.
   *
   * @param location a local path, or a URI such as {@code s3a://bucket/job.yaml}; or the content of
   *     the file, which begins with a brace or has more than one line
   * @throws UsageException if it cannot be read
   */
  static String read(String location, Configuration configuration) {
    if (isText(location)) {
      return given(location);
    }
    try {
      if (!Storage.hasScheme(location)) {
        try (InputStream in = Files.newInputStream(Path.of(location))) {
          return text(in);
        }
      }
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(location);
      try (FileSystem files = Storage.open(path, configuration);
          FSDataInputStream in = files.open(path)) {
        return text(in);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageException(
          "the job file %s cannot be read: %s".formatted(Redaction.location(location), reason(e)));
    }
  }

  private static String given(String content) {
    try {
      return text(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UsageException("the job cannot be read: " + e.getMessage());
    }
  }

  /** Reads at most the maximum size of a job file, because the source may be an endless device. */
  private static String text(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(Limits.MAX_JOB_FILE + 1);
    if (bytes.length > Limits.MAX_JOB_FILE) {
      throw new IOException(
          "it is larger than %,d bytes; keep tables in files of their own"
              .formatted(Limits.MAX_JOB_FILE));
    }
    return decoded(bytes);
  }

  /** Decodes UTF-8, without the byte order mark that some editors add. */
  private static String decoded(byte[] bytes) throws IOException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException(NO_UTF_8, e);
    }
    if (text.indexOf('\0') >= 0) {
      throw new IOException(
          "it has a NUL character (perhaps it is UTF-16, or no text); save it as UTF-8");
    }
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }

  private static String reason(Exception error) {
    if (error instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (error instanceof AccessDeniedException) {
      return "access is denied";
    }
    // The JDK's message begins with the path, which is known.
    return error instanceof FileSystemException file && file.getReason() != null
        ? file.getReason()
        : SparkMessage.firstLine(error);
  }
}
