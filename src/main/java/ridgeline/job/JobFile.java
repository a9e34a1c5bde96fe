package ridgeline.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import ridgeline.config.DataConfig;
import ridgeline.data.SparkMessage;

/** Reads the text of a job file, from the local disk or any Hadoop file system. */
final class JobFile {
  private JobFile() {}

  /** The label of a table as its job file has it: a key, or the left side of a formula. */
  static String label(DataConfig data) {
    return data.label() != null
        ? data.label()
        : Objects.requireNonNull(data.formula()).split("~", 2)[0].strip();
  }

  /**
   * Reads a file.
   *
   * @param location a local path, or a URI such as {@code s3a://bucket/job.yaml}
   * @throws UsageException if it cannot be read
   */
  static String read(String location, Configuration configuration) {
    try {
      if (!Storage.hasScheme(location)) {
        return Files.readString(Path.of(location));
      }
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(location);
      try (FileSystem files = Storage.open(path, configuration);
          FSDataInputStream in = files.open(path)) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UsageException("the job file %s cannot be read: %s".formatted(location, reason(e)));
    }
  }

  private static String reason(IOException error) {
    if (error instanceof NoSuchFileException) {
      return "there is no such file";
    }
    // The message of the JDK's is the path alone.
    return error instanceof FileSystemException ? error.toString() : SparkMessage.firstLine(error);
  }
}
