package ridgeline.job;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import ridgeline.config.Printable;
import ridgeline.config.Redaction;
import ridgeline.data.SparkMessage;

/**
 * The directory that a run writes. It is whole once its last file is there, which appears under its
 * name in one step.
 *
 * <p>A run owns its directory by a file that goes at the end. What a run left that failed or was
 * killed is replaced by the next: killed is one whose {@link StatusFile} has stopped to change.
 */
final class OutputDirectory implements AutoCloseable {
  /** How long the status of a run may stay as it is before the run is taken for dead. */
  static final Duration SIGN_OF_LIFE = Duration.ofSeconds(30);

  /** A directory in it, with what a later run can go on from: it outlives failures and deaths. */
  static final String CHECKPOINT = "checkpoint";

  /** The file in it that is there once the checkpoint is whole. */
  static final String CHECKPOINT_STATE = CHECKPOINT + "/state.json";

  /** Holds the run that owns the directory. */
  private static final String OWNER = "_unfinished";

  /** Begins the names of files that runs hold while they take the directory of a dead one. */
  private static final String TAKEN = "_taken-";

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final OutputFiles files;
  private final String run = UUID.randomUUID().toString();
  private boolean whole;

  private OutputDirectory(OutputFiles files) {
    this.files = files;
  }

  /** Makes the directory, waiting {@link #SIGN_OF_LIFE} for one from the run that owns it. */
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
      OutputDirectory directory = new OutputDirectory(OutputFiles.open(location, configuration));
      try {
        directory.take(location, signOfLife);
      } catch (IOException | RuntimeException e) {
        directory.close();
        throw e;
      }
      return directory;
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      throw new UsageException(
          "--out %s cannot be written: %s".formatted(location, SparkMessage.firstLine(e)));
    }
  }

  private void take(String location, Duration signOfLife) throws IOException {
    if (files.exists()) {
      if (files.isFile()) {
        throw new UsageException("--out %s is a file; choose another".formatted(location));
      }
      List<String> names = files.names();
      if (names.contains(OWNER) && names.stream().noneMatch(OutputDirectory::isResult)) {
        replace(requireDead(location, signOfLife), location);
        return;
      } else if (!List.of(StatusFile.NAME, CHECKPOINT).containsAll(names)) {
        throw new UsageException(
            "--out %s exists and is not empty; choose another, or remove it".formatted(location));
      }
    } else {
      files.makeDirectory();
    }
    if (!files.createExclusively(OWNER, run)) {
      throw inUse(location);
    }
    requireOwned();
  }

  private static boolean isResult(String name) {
    return name.endsWith(".json") && !name.equals(StatusFile.NAME);
  }

  /**
   * What is there of a run that shows no life.
   *
   * @param owner the run
   * @param marks of runs that took its directory, and died as they did
   */
  private record Remains(String owner, List<String> marks, String status) {}

  /** Waits whether the run that owns the directory changes anything. */
  private Remains requireDead(String location, Duration signOfLife) throws IOException {
    Remains before = remains();
    System.err.printf(
        "note: --out %s has an unfinished run; waiting %d s for a sign of life from it%n",
        Printable.line(Redaction.location(location)), signOfLife.toSeconds());
    for (long left = signOfLife.toMillis(); left > 0; left -= LOOK_EVERY.toMillis()) {
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
      if (!remains().equals(before)) {
        throw inUse(location);
      }
    }
    return before;
  }

  private Remains remains() throws IOException {
    return new Remains(
        String.valueOf(files.content(OWNER)),
        files.names().stream().filter(name -> name.startsWith(TAKEN)).sorted().toList(),
        String.valueOf(files.content(StatusFile.NAME)));
  }

  private static UsageException inUse(String location) {
    return new UsageException(
        "--out %s is being written by another run; choose another".formatted(location));
  }

  /**
   * Takes the directory from a dead run. Others may be about to do the same: a mark, named by what
   * they all saw, lets one of them go on, and whoever comes late sees that the owner is another.
   */
  private void replace(Remains dead, String location) throws IOException {
    byte[] seen = dead.toString().getBytes(StandardCharsets.UTF_8);
    String mark = TAKEN + UUID.nameUUIDFromBytes(seen);
    if (!files.createExclusively(mark, run)) {
      throw inUse(location);
    }
    try {
      if (!dead.owner().equals(files.content(OWNER))) {
        throw inUse(location);
      }
      files.deleteAllBut(OWNER, mark, CHECKPOINT);
      files.replace(OWNER, writer -> writer.write(run));
    } finally {
      files.delete(mark);
    }
    requireOwned();
  }

  /** Whether the directory is still this run's. */
  boolean isOwned() throws IOException {
    return run.equals(files.content(OWNER));
  }

  /**
   * Refuses to go on where another run has taken this one for dead.
   *
   * @throws UsageException if the directory is another's
   */
  void requireOwned() throws IOException {
    if (!isOwned()) {
      throw inUse(toString());
    }
  }

  /** The full location of something in the directory. */
  String resolve(String name) {
    return files.resolve(name);
  }

  /** Writes a file. */
  void write(String name, OutputFiles.Content content) throws IOException {
    requireOwned();
    files.create(name, content);
  }

  /** Writes a file in the place of one of that name, if there is one; readers see either. */
  void replace(String name, OutputFiles.Content content) throws IOException {
    files.replace(name, content);
  }

  /** Writes the last file, which appears under its name only when it is whole. */
  void finish(String name, OutputFiles.Content content) throws IOException {
    requireOwned();
    files.replace(name, content);
    whole = true;
  }

  /** Writes a file that is no text, in the place of one of that name. */
  void writeBytes(String name, OutputFiles.Bytes content) throws IOException {
    requireOwned();
    files.overwrite(name, content);
  }

  /** What a file holds; null if there is none. */
  @Nullable String content(String name) throws IOException {
    return files.content(name);
  }

  InputStream read(String name) throws IOException {
    return files.read(name);
  }

  /**
   * Removes what is left of a checkpoint, unless it is whole.
   *
   * @throws UsageException if it is, as much work may be in it
   */
  void dropCheckpoint() throws IOException {
    if (content(CHECKPOINT_STATE) != null) {
      throw new UsageException(
          "--out %s holds the checkpoint of a run that was cut short; add --resume to go on with it, or remove it"
              .formatted(this));
    }
    delete(CHECKPOINT);
  }

  /** Removes a file. */
  void delete(String name) throws IOException {
    requireOwned();
    files.delete(name);
  }

  /**
   * Removes all but the status and the checkpoint after a failure, unless the directory is whole or
   * another run's.
   */
  void discard() throws IOException {
    if (!whole && isOwned()) {
      files.deleteAllBut(OWNER, StatusFile.NAME, CHECKPOINT);
    }
  }

  /** Gives the directory up; what is in it stays. */
  void release() throws IOException {
    if (isOwned()) {
      files.delete(OWNER);
    }
  }

  @Override
  public void close() throws IOException {
    files.close();
  }

  @Override
  public String toString() {
    return Redaction.location(files.toString());
  }
}
