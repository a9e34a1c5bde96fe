package ridgeline.storage;

import static org.apache.hadoop.fs.Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.apache.hadoop.fs.StreamCapabilities;

/**
 * Creates files of which readers see nothing or all, and of which several writers create one.
 * Iceberg's own tables on Hadoop file systems rely on a rename that fails if the target exists,
 * which is so on HDFS only.
 */
final class ExclusiveFile {
  private ExclusiveFile() {}

  /**
   * Creates a file unless it exists.
   *
   * @return whether this call created it
   */
  static boolean create(String location, byte[] content, Configuration configuration)
      throws IOException {
    Path path = new Path(location);
    FileSystem files = path.getFileSystem(configuration);
    if (files.getUri().getScheme().equals("file")) {
      return link(Paths.get(path.toUri().getPath()), content);
    }
    return files.hasPathCapability(path, FS_OPTION_CREATE_CONDITIONAL_OVERWRITE)
        ? put(path, content, files)
        : rename(path, content, files);
  }

  /** A link is made only if its name is free. */
  private static boolean link(java.nio.file.Path path, byte[] content) throws IOException {
    Files.createDirectories(path.getParent());
    java.nio.file.Path unseen = path.resolveSibling("." + path.getFileName() + UUID.randomUUID());
    try {
      Files.write(unseen, content);
      Files.createLink(path, unseen);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException e) {
      throw new IOException(
          path.getParent() + " is on a file system without hard links; choose another one", e);
    } finally {
      Files.deleteIfExists(unseen);
    }
  }

  /** An object store writes an object only if its name is free. */
  private static boolean put(Path path, byte[] content, FileSystem files) throws IOException {
    FSDataOutputStreamBuilder<?, ?> builder = files.createFile(path);
    builder.must(FS_OPTION_CREATE_CONDITIONAL_OVERWRITE, true);
    try (FSDataOutputStream file = builder.build()) {
      write(file, content);
      return true;
    } catch (org.apache.hadoop.fs.FileAlreadyExistsException e) {
      return false;
    } catch (PathIOException e) {
      // How S3A reports that the condition did not hold when the stream was closed.
      if (files.exists(path)) {
        return false;
      }
      throw e;
    }
  }

  private static void write(FSDataOutputStream file, byte[] content) throws IOException {
    try {
      file.write(content);
    } catch (IOException e) {
      if (file.hasCapability(StreamCapabilities.ABORTABLE_STREAM)) {
        file.abort();
      }
      throw e;
    }
  }

  private static boolean rename(Path path, byte[] content, FileSystem files) throws IOException {
    Path unseen = new Path(path.getParent(), "." + path.getName() + UUID.randomUUID());
    try (OutputStream file = files.create(unseen, false)) {
      file.write(content);
    }
    try {
      FileContext.getFileContext(path.toUri(), files.getConf()).rename(unseen, path);
      return true;
    } catch (org.apache.hadoop.fs.FileAlreadyExistsException e) {
      files.delete(unseen, false);
      return false;
    }
  }
}
