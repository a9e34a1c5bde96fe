package ridgeline.job;

import static org.apache.hadoop.fs.CommonPathCapabilities.ABORTABLE_STREAM;
import static org.apache.hadoop.fs.Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;

import java.io.BufferedWriter;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
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
import ridgeline.data.SparkMessage;

/**
 * The directory that a run writes, on any Hadoop file system. It is whole once its last file is
 * there, which appears under its name in one step.
 *
 * <p>A run owns its directory by a file that goes when the directory is whole. What a run left that
 * failed or was killed is replaced by the next: killed is one whose {@link StatusFile} has stopped
 * to change.
 */
final class OutputDirectory {
  /** How long the status of a run may stay as it is before the run is taken for dead. */
  static final Duration SIGN_OF_LIFE = Duration.ofSeconds(30);

  /** Holds the run that owns the directory until it is whole. */
  private static final String OWNER = "_unfinished";

  private static final int MOST_RETRIES = 5;

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final FileSystem files;
  private final FileContext context;
  private final Path directory;
  private final String run = UUID.randomUUID().toString();

  private OutputDirectory(FileSystem files, FileContext context, Path directory) {
    this.files = files;
    this.context = context;
    this.directory = directory;
  }

  /** Writes the content of a file. */
  @FunctionalInterface
  interface Content {
    void writeTo(Writer writer) throws IOException;
  }

  /** Makes the directory as the other does, with {@link #SIGN_OF_LIFE}. */
  static OutputDirectory create(String location, Configuration configuration) {
    return create(location, configuration, SIGN_OF_LIFE);
  }

  /**
   * Makes the directory, or takes that of a run which failed or died.
   *
   * @param signOfLife how long to wait for one from the run that owns it
   * @throws UsageException if it is another run's, has something else in it, or cannot be made
   */
  static OutputDirectory create(String location, Configuration configuration, Duration signOfLife) {
    try {
      Path path = new Path(location);
      FileSystem files = FileSystem.newInstance(path.toUri(), configuration);
      files.setWriteChecksum(false);
      Path qualified = files.makeQualified(path);
      OutputDirectory directory =
          new OutputDirectory(
              files, FileContext.getFileContext(qualified.toUri(), configuration), qualified);
      directory.take(location, signOfLife);
      return directory;
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      throw new UsageException(
          "--out %s cannot be written: %s".formatted(location, SparkMessage.firstLine(e)));
    }
  }

  private void take(String location, Duration signOfLife) throws IOException {
    if (files.exists(directory)) {
      List<String> names = names(location);
      if (names.contains(OWNER) && names.stream().noneMatch(OutputDirectory::isResult)) {
        replaceDead(location, requireDead(location, signOfLife));
        return;
      } else if (!names.isEmpty() && !names.equals(List.of(StatusFile.NAME))) {
        throw new UsageException(
            "--out %s exists and is not empty; choose another, or remove it".formatted(location));
      }
    } else if (!files.mkdirs(directory)) {
      throw new IOException("the directory cannot be made");
    }
    createExclusively(OWNER, location);
    requireOwned();
  }

  private List<String> names(String location) throws IOException {
    if (files.getFileStatus(directory).isFile()) {
      throw new UsageException("--out %s is a file; choose another".formatted(location));
    }
    return Arrays.stream(files.listStatus(directory))
        .map(FileStatus::getPath)
        .map(Path::getName)
        .toList();
  }

  private static boolean isResult(String name) {
    return name.endsWith(".json") && !name.equals(StatusFile.NAME);
  }

  /** Waits whether the run that owns the directory changes anything; the run if it does not. */
  private String requireDead(String location, Duration signOfLife) throws IOException {
    String owner = content(OWNER);
    String before = signs();
    System.err.printf(
        "note: --out %s has an unfinished run; waiting %d s for a sign of life from it%n",
        location, signOfLife.toSeconds());
    for (long left = signOfLife.toMillis(); left > 0; left -= LOOK_EVERY.toMillis()) {
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
      if (!signs().equals(before)) {
        throw inUse(location);
      }
    }
    if (owner == null) {
      throw inUse(location);
    }
    return owner;
  }

  private String signs() throws IOException {
    return content(OWNER) + content(StatusFile.NAME);
  }

  private static UsageException inUse(String location) {
    return new UsageException(
        "--out %s is being written by another run; choose another".formatted(location));
  }

  /**
   * Takes the directory from a dead run. Others may be about to do the same: a mark lets one of
   * them go on at a time, and whoever comes late sees that the owner is no longer the dead run.
   */
  private void replaceDead(String location, String dead) throws IOException {
    // What a file holds is no name to trust.
    String mark = "_taken-" + UUID.nameUUIDFromBytes(dead.getBytes(StandardCharsets.UTF_8));
    createExclusively(mark, location);
    try {
      if (!dead.equals(content(OWNER))) {
        throw inUse(location);
      }
      removeAllBut(OWNER, mark);
      replace(OWNER, writer -> writer.write(run));
    } finally {
      files.delete(new Path(directory, mark), false);
    }
    requireOwned();
  }

  private void createExclusively(String name, String location) throws IOException {
    Path path = new Path(directory, name);
    try {
      if (isLocal()) {
        // Hadoop's local file system looks first and creates then, which two runs can do at once.
        Files.writeString(local(path), run, StandardOpenOption.CREATE_NEW);
      } else if (files.hasPathCapability(path, FS_OPTION_CREATE_CONDITIONAL_OVERWRITE)) {
        FSDataOutputStreamBuilder<?, ?> file = files.createFile(path);
        file.must(FS_OPTION_CREATE_CONDITIONAL_OVERWRITE, true);
        write(file.build(), writer -> writer.write(run));
      } else {
        write(files.create(path, false), writer -> writer.write(run));
      }
    } catch (FileAlreadyExistsException | org.apache.hadoop.fs.FileAlreadyExistsException e) {
      throw inUse(location);
    } catch (PathIOException e) {
      // How the object store tells that the condition did not hold.
      if (files.exists(path)) {
        throw inUse(location);
      }
      throw e;
    }
  }

  private boolean isLocal() {
    return "file".equals(directory.toUri().getScheme());
  }

  private static java.nio.file.Path local(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }

  /** Whether the directory is still this run's. */
  boolean isOwned() throws IOException {
    return run.equals(content(OWNER));
  }

  private void requireOwned() throws IOException {
    if (!isOwned()) {
      throw inUse(toString());
    }
  }

  private @Nullable String content(String name) throws IOException {
    for (int retries = 0; ; retries++) {
      try (FSDataInputStream in = files.open(new Path(directory, name))) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (FileNotFoundException e) {
        return null;
      } catch (PathIOException e) {
        // How an object store tells that the file was replaced since it was looked up.
        if (retries == MOST_RETRIES) {
          throw e;
        }
      }
    }
  }

  /** The full location of something in the directory. */
  String resolve(String name) {
    return new Path(directory, name).toString();
  }

  /** Writes a file. */
  void write(String name, Content content) throws IOException {
    write(files.create(new Path(directory, name), false), content);
  }

  /** Writes a file in the place of one of that name, if there is one; readers see either. */
  void replace(String name, Content content) throws IOException {
    Path shown = new Path(directory, name);
    if (files.hasPathCapability(shown, ABORTABLE_STREAM)) {
      // An object appears when it is closed; a rename would be a copy, after the removal of the
      // old.
      write(files.create(shown, true), content);
      return;
    }
    Path hidden = new Path(directory, "_%s.%s".formatted(name, run));
    write(files.create(hidden, false), content);
    if (isLocal()) {
      // Hadoop's removes the old one first.
      Files.move(local(hidden), local(shown), StandardCopyOption.ATOMIC_MOVE);
    } else {
      context.rename(hidden, shown, Rename.OVERWRITE);
    }
  }

  /** Writes the last file, which appears under its name only when it is whole. */
  void finish(String name, Content content) throws IOException {
    requireOwned();
    replace(name, content);
    files.delete(new Path(directory, OWNER), false);
  }

  private static void write(FSDataOutputStream file, Content content) throws IOException {
    try (Writer writer = new BufferedWriter(new OutputStreamWriter(file, StandardCharsets.UTF_8))) {
      try {
        content.writeTo(writer);
      } catch (IOException | RuntimeException e) {
        if (file.hasCapability(ABORTABLE_STREAM)) {
          file.abort();
        }
        throw e;
      }
    }
  }

  /** Removes all but the status after a failure, unless the directory is whole or another run's. */
  void discard() {
    try {
      if (isOwned()) {
        removeAllBut(OWNER, StatusFile.NAME);
        files.delete(new Path(directory, OWNER), false);
      }
    } catch (IOException e) {
      System.err.println("could not empty %s: %s".formatted(directory, SparkMessage.firstLine(e)));
    }
  }

  private void removeAllBut(String... kept) throws IOException {
    for (FileStatus file : files.listStatus(directory)) {
      if (!Arrays.asList(kept).contains(file.getPath().getName())) {
        files.delete(file.getPath(), true);
      }
    }
  }

  @Override
  public String toString() {
    return isLocal() ? directory.toUri().getPath() : directory.toString();
  }
}
