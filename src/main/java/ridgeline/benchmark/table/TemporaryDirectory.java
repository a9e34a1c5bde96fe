package ridgeline.benchmark.table;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;
import ridgeline.data.sql.SparkMessage;

/** A new directory on any Hadoop file system, deleted when closed or when the process ends. */
public final class TemporaryDirectory implements AutoCloseable {
  private final FileSystem files;
  private final Path directory;

  private TemporaryDirectory(FileSystem files, Path directory) {
    this.files = files;
    this.directory = directory;
  }

  /**
   * Creates the directory.
   *
   * @param parent an existing directory; null for the temporary directory of the JVM
   * @throws ConfigException if it cannot be created
   */
  public static TemporaryDirectory create(@Nullable String parent, Configuration configuration)
      throws ConfigException {
    try {
      Path within =
          parent == null
              ? new Path(java.nio.file.Path.of(System.getProperty("java.io.tmpdir")).toUri())
              : new Path(parent);
      FileSystem files = within.getFileSystem(configuration);
      if (!files.exists(within) || !files.getFileStatus(within).isDirectory()) {
        throw new IOException("the directory does not exist");
      }
      Path directory = new Path(within, "ridgeline-benchmark-" + UUID.randomUUID());
      files.deleteOnExit(directory);
      if (!files.mkdirs(directory)) {
        throw new IOException("a subdirectory cannot be created");
      }
      return new TemporaryDirectory(files, files.makeQualified(directory));
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      throw new ConfigException(
          List.of(
              new Problem(
                  "--dir",
                  "cannot use %s: %s; give an existing, writable directory"
                      .formatted(
                          parent == null ? System.getProperty("java.io.tmpdir") : parent,
                          SparkMessage.firstLine(e)))));
    }
  }

  /** The full location of something in the directory. */
  public String resolve(String name) {
    return new Path(directory, name).toString();
  }

  @Override
  public void close() throws IOException {
    files.delete(directory, true);
  }
}
