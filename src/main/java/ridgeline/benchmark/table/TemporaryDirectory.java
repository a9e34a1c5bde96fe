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
   * Makes the directory.
   *
   * @param parent an existing directory; null for the temporary directory of the JVM
   * @throws ConfigException if it cannot be made
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
        throw new IOException("there is no such directory");
      }
      Path directory = new Path(within, "ridgeline-benchmark-" + UUID.randomUUID());
      files.deleteOnExit(directory);
      if (!files.mkdirs(directory)) {
        throw new IOException("a directory in it cannot be made");
      }
      return new TemporaryDirectory(files, files.makeQualified(directory));
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      throw new ConfigException(
          List.of(
              new Problem(
                  "--dir",
                  "%s cannot be used: %s; give an existing directory that can be written"
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
