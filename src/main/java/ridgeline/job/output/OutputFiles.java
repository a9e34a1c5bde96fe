package ridgeline.job.output;

import static org.apache.hadoop.fs.CommonPathCapabilities.ABORTABLE_STREAM;
import static org.apache.hadoop.fs.Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;

import java.io.BufferedWriter;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.jspecify.annotations.Nullable;

/**
 * The files of one directory on any Hadoop file system, and what local disks, HDFS and object
 * stores each need for a file to appear in one step.
 */
final class OutputFiles implements AutoCloseable {
  private static final int MAX_RETRIES = 5;

  private final Configuration configuration;
  private final FileSystem files;
  private final Path directory;
  private final String hidden;
  private @Nullable FileContext context;

  private OutputFiles(
      Configuration configuration, FileSystem files, Path directory, String hidden) {
    this.configuration = configuration;
    this.files = files;
    this.directory = directory;
    this.hidden = hidden;
  }

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(Writer writer) throws IOException;
  }

  /** Writes the content of a binary file. */
  @FunctionalInterface
  public interface Bytes {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Connects to the file system of a directory, which need not exist.
   *
   * @param hidden suffix of the temporary files that replace others
   * @throws IllegalArgumentException if the location is not a path
   */
  static OutputFiles open(String location, String hidden, Configuration configuration)
      throws IOException {
    Path path = new Path(location);
    FileSystem files = Storage.open(path, configuration);
    return new OutputFiles(configuration, files, files.makeQualified(path), hidden);
  }

  boolean exists() throws IOException {
    return files.exists(directory);
  }

  boolean exists(String name) throws IOException {
    return files.exists(path(name));
  }

  /** Whether the location is a file rather than a directory. */
  boolean isFile() throws IOException {
    return files.getFileStatus(directory).isFile();
  }

  void makeDirectory() throws IOException {
    if (isLocal()) {
      Files.createDirectories(local(directory)); // Hadoop's does not say why it fails
    } else if (!files.mkdirs(directory)) {
      throw new IOException("the directory cannot be created");
    }
  }

  List<String> names() throws IOException {
    return Arrays.stream(files.listStatus(directory))
        .map(FileStatus::getPath)
        .map(Path::getName)
        .sorted()
        .toList();
  }

  /**
   * The contents of the directory, by owner.
   *
   * @param own files of runs
   * @param directories that may hold files of runs, nested ones first
   * @param others all other files, and directories with a trailing slash
   */
  record Contents(List<String> own, List<String> directories, List<String> others) {}

  /** Everything in the directory. */
  Contents contents(Manifest manifest) throws IOException {
    Contents contents = new Contents(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    list("", manifest, contents);
    return contents;
  }

  /**
   * Lists a directory in this one.
   *
   * @param prefix of its files' names
   */
  private void list(String prefix, Manifest manifest, Contents contents) throws IOException {
    FileStatus[] found =
        files.listStatus(prefix.isEmpty() ? directory : new Path(directory, prefix));
    for (FileStatus status : found) {
      String name = prefix + status.getPath().getName();
      if (!status.isDirectory()) {
        (manifest.owns(name) ? contents.own() : contents.others()).add(name);
      } else if (manifest.mayOwnIn(name) && !isLink(status.getPath())) {
        list(name + "/", manifest, contents);
        contents.directories().add(name);
      } else {
        contents.others().add(name + "/");
      }
    }
  }

  /** The content of a file; null if there is none. */
  @Nullable String content(String name) throws IOException {
    for (int retries = 0; ; retries++) {
      try (FSDataInputStream in = files.open(path(name))) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (FileNotFoundException e) {
        return null;
      } catch (PathIOException e) {
        // How an object store reports that the file was replaced since it was looked up.
        if (retries == MAX_RETRIES) {
          throw e;
        }
      }
    }
  }

  /** Writes a new file. */
  void create(String name, Content content) throws IOException {
    write(stream(path(name), false), content);
  }

  /** Writes a file, replacing an existing one in place; readers may see it half-written. */
  void overwrite(String name, Bytes content) throws IOException {
    writeBytes(stream(path(name), true), content);
  }

  /**
   * Opens a stream to a file. Local files bypass Hadoop, which starts a process to set the
   * permissions of each; a signal could kill that process.
   */
  private OutputStream stream(Path path, boolean overwrite) throws IOException {
    if (!isLocal()) {
      return files.create(path, overwrite);
    }
    Files.createDirectories(local(path.getParent()));
    return overwrite
        ? Files.newOutputStream(local(path))
        : Files.newOutputStream(
            local(path), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  InputStream read(String name) throws IOException {
    return files.open(path(name));
  }

  /** The size of a file in bytes. */
  long size(String name) throws IOException {
    return files.getFileStatus(path(name)).getLen();
  }

  /** Writes a file unless it exists; if several try at once, only one succeeds. */
  boolean createExclusively(String name, String text) throws IOException {
    Path path = path(name);
    try {
      if (isLocal()) {
        // Hadoop's local file system checks first and then creates: two runs could both succeed.
        Files.writeString(local(path), text, StandardOpenOption.CREATE_NEW);
      } else if (files.hasPathCapability(path, FS_OPTION_CREATE_CONDITIONAL_OVERWRITE)) {
        FSDataOutputStreamBuilder<?, ?> file = files.createFile(path);
        file.must(FS_OPTION_CREATE_CONDITIONAL_OVERWRITE, true);
        write(file.build(), writer -> writer.write(text));
      } else {
        write(files.create(path, false), writer -> writer.write(text));
      }
      return true;
    } catch (FileAlreadyExistsException | org.apache.hadoop.fs.FileAlreadyExistsException e) {
      return false;
    } catch (PathIOException e) {
      // How an object store reports that the condition did not hold.
      if (files.exists(path)) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Writes a file, replacing an existing one atomically: readers see either the old or the new one.
   */
  void replace(String name, Content content) throws IOException {
    Path shown = path(name);
    if (files.hasPathCapability(shown, ABORTABLE_STREAM)) {
      // An object appears when its stream is closed; a rename would remove the old one, then copy.
      write(stream(shown, true), content);
      return;
    }
    Path unseen = new Path(shown.getParent(), "_%s.%s".formatted(shown.getName(), hidden));
    write(stream(unseen, true), content);
    if (isLocal()) {
      // Hadoop's local file system would remove the old file first.
      Files.move(local(unseen), local(shown), StandardCopyOption.ATOMIC_MOVE);
    } else {
      context().rename(unseen, shown, Rename.OVERWRITE);
    }
  }

  private static void write(OutputStream file, Content content) throws IOException {
    writeBytes(
        file,
        out -> {
          Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
          content.writeTo(writer);
          writer.close();
        });
  }

  private static void writeBytes(OutputStream file, Bytes content) throws IOException {
    try (file) {
      try {
        content.writeTo(file);
      } catch (IOException | RuntimeException e) {
        if (file instanceof FSDataOutputStream remote && remote.hasCapability(ABORTABLE_STREAM)) {
          remote.abort();
        }
        throw e;
      }
    }
  }

  /** Removes a file if it exists. */
  void delete(String name) throws IOException {
    files.delete(path(name), false);
  }

  /** Removes a directory if it is empty. */
  void deleteIfEmpty(String name) throws IOException {
    Path path = path(name);
    if (!isLocal()) {
      if (files.listStatus(path).length == 0) {
        files.delete(path, false);
      }
      return;
    }
    try {
      Files.deleteIfExists(local(path));
    } catch (DirectoryNotEmptyException e) {
      // It stays.
    }
  }

  /** The full location of something in the directory. */
  String resolve(String name) {
    return path(name).toString();
  }

  /**
   * The path of something in the directory.
   *
   * @throws IllegalArgumentException if a name leads out of it
   */
  private Path path(String name) {
    if (name.startsWith("/")
        || name.contains(":/")
        || List.of(name.split("/", -1)).contains("..")) {
      throw new IllegalArgumentException(
          "%s is not the name of a file in %s".formatted(name, directory));
    }
    return new Path(directory, name);
  }

  private boolean isLocal() {
    return "file".equals(directory.toUri().getScheme());
  }

  private boolean isLink(Path path) {
    return isLocal() && Files.isSymbolicLink(local(path));
  }

  private static java.nio.file.Path local(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }

  private synchronized FileContext context() throws IOException {
    if (context == null) {
      context = FileContext.getFileContext(directory.toUri(), configuration);
    }
    return context;
  }

  @Override
  public void close() throws IOException {
    files.close();
  }

  @Override
  public String toString() {
    return isLocal() ? directory.toUri().getPath() : directory.toString();
  }
}
