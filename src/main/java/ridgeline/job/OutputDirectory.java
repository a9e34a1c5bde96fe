package ridgeline.job;

import java.io.BufferedWriter;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import ridgeline.data.SparkMessage;

/**
 * The directory that a run writes, on any Hadoop file system. It is whole once its last file is
 * there, which appears under its name in one step.
 */
final class OutputDirectory {
  /** Holds the run that owns the directory until it is whole. */
  private static final String OWNER = "_unfinished";

  private final FileSystem files;
  private final Path directory;
  private final String run = UUID.randomUUID().toString();

  private OutputDirectory(FileSystem files, Path directory) {
    this.files = files;
    this.directory = directory;
  }

  /** Writes the content of a file. */
  @FunctionalInterface
  interface Content {
    void writeTo(Writer writer) throws IOException;
  }

  /**
   * Makes the directory.
   *
   * @throws UsageException if it exists with something in it, or cannot be made
   */
  static OutputDirectory create(String location, Configuration configuration) {
    try {
      Path path = new Path(location);
      FileSystem files = FileSystem.newInstance(path.toUri(), configuration);
      files.setWriteChecksum(false);
      if (files.exists(path)
          && (files.getFileStatus(path).isFile() || files.listStatus(path).length > 0)) {
        throw new UsageException(
            "--out %s exists and is not empty; choose another, or remove it".formatted(location));
      }
      if (!files.mkdirs(path)) {
        throw new IOException("the directory cannot be made");
      }
      OutputDirectory directory = new OutputDirectory(files, files.makeQualified(path));
      directory.claim();
      return directory;
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      throw new UsageException(
          "--out %s cannot be written: %s".formatted(location, SparkMessage.firstLine(e)));
    }
  }

  /** The full location of something in the directory. */
  String resolve(String name) {
    return new Path(directory, name).toString();
  }

  /** Writes a file. */
  void write(String name, Content content) throws IOException {
    write(new Path(directory, name), content);
  }

  /** Writes the last file, which appears under its name only when it is whole. */
  void finish(String name, Content content) throws IOException {
    Path hidden = new Path(directory, "_" + name + ".tmp");
    write(hidden, content);
    if (!files.rename(hidden, new Path(directory, name))) {
      throw new IOException("cannot rename %s to %s".formatted(hidden, name));
    }
    files.delete(new Path(directory, OWNER), false);
  }

  private void write(Path path, Content content) throws IOException {
    try (Writer writer =
        new BufferedWriter(
            new OutputStreamWriter(files.create(path, false), StandardCharsets.UTF_8))) {
      content.writeTo(writer);
    }
  }

  private void claim() throws IOException {
    write(OWNER, writer -> writer.write(run));
  }

  private boolean isOwner() throws IOException {
    try (FSDataInputStream in = files.open(new Path(directory, OWNER))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).equals(run);
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /** Removes the directory after a failure, unless it is whole or another run's. */
  void discard() {
    try {
      if (isOwner()) {
        files.delete(directory, true);
      }
    } catch (IOException e) {
      System.err.println("could not remove %s: %s".formatted(directory, SparkMessage.firstLine(e)));
    }
  }

  @Override
  public String toString() {
    return "file".equals(directory.toUri().getScheme())
        ? directory.toUri().getPath()
        : directory.toString();
  }
}
