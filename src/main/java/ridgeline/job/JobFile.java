package ridgeline.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import ridgeline.config.DataConfig;

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
      if (!location.contains("://")) {
        return Files.readString(Path.of(location));
      }
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(location);
      FileSystem files = path.getFileSystem(configuration);
      try (FSDataInputStream in = files.open(path)) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      String reason = e instanceof NoSuchFileException ? "there is no such file" : e.toString();
      throw new UsageException("the job file %s cannot be read: %s".formatted(location, reason));
    }
  }
}
