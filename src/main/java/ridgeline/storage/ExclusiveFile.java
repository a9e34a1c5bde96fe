package ridgeline.storage;

import static org.apache.hadoop.fs.Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Arrays;
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
   * @param content what no other writer would write
   * @return whether the file has this content, and not that of another writer
   * @throws IOException if that is not known, or the file system cannot do it
   */
  static boolean create(String location, byte[] content, Configuration configuration)
      throws IOException {
    Path path = new Path(location);
    FileSystem files = path.getFileSystem(configuration);
    boolean created =
        switch (files.getUri().getScheme()) {
          case "file" -> link(Paths.get(path.toUri().getPath()), content);
          case "hdfs" -> rename(path, content, files);
          default -> {
            if (!files.hasPathCapability(path, FS_OPTION_CREATE_CONDITIONAL_OVERWRITE)) {
              throw new IOException(
                  "%s cannot create a file exclusively; use a local disk, HDFS or S3"
                      .formatted(files.getUri()));
            }
            yield put(path, content, files);
          }
        };
    return created || isOurs(path, content, files);
  }

  /** If the answer to a request was lost, its repetition finds the file that the first made. */
  private static boolean isOurs(Path path, byte[] content, FileSystem files) throws IOException {
    try (InputStream file = files.open(path)) {
      return Arrays.equals(file.readNBytes(content.length + 1), content);
    }
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
    try {
      try (OutputStream file = files.create(unseen, false)) {
        file.write(content);
      }
      FileContext.getFileContext(path.toUri(), files.getConf()).rename(unseen, path);
      return true;
    } catch (org.apache.hadoop.fs.FileAlreadyExistsException e) {
      return false;
    } finally {
      files.delete(unseen, false);
    }
  }
}
