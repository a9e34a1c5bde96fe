package ridgeline.job.output;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import ridgeline.config.Printable;
import ridgeline.config.secret.Redaction;
import ridgeline.data.sql.SparkMessage;
import ridgeline.job.failure.InterruptedRunException;
import ridgeline.job.failure.UsageException;

/**
 * The directory that a run writes. It is whole once its last file is there, which appears under its
 * name in one step.
 *
 * <p>A run owns its directory by a file that goes at the end. What a run left that failed or was
 * killed is replaced by the next: killed is one whose {@link StatusFile} has stopped to change.
 * Files are removed only if the {@link Manifest} of a run has them.
 */
public final class OutputDirectory implements AutoCloseable {
  /** How long the status of a run may stay as it is before the run is taken for stale. */
  static final Duration STALE_AFTER = Duration.ofSeconds(30);

  /** A directory in it, with what a later run can go on from: it outlives failures and deaths. */
  public static final String CHECKPOINT = "checkpoint";

  /** The file in it that is there once the checkpoint is whole. */
  static final String CHECKPOINT_STATE = CHECKPOINT + "/state.json";

  /** Holds the run that owns the directory. */
  static final String OWNER = "_unfinished";

  /** Begins the names of manifests, which end with the run. */
  static final String MANIFEST = "_files-";

  /** Begins the names of files that runs hold while they take the directory of a dead one. */
  static final String CLAIM = "_taken-";

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private static final int MAX_LISTED = 5;

  private final String run = UUID.randomUUID().toString();
  private final Manifest manifest = new Manifest();
  private final String result;
  private final OutputFiles files;
  private volatile boolean whole;
  private volatile boolean interrupted;

  private OutputDirectory(String location, String kind, Configuration configuration)
      throws IOException {
    result = kind + ".json";
    files = OutputFiles.open(location, run, configuration);
  }

  /** Makes the directory, waiting {@link #STALE_AFTER} for one from the run that owns it. */
  public static OutputDirectory create(String location, String kind, Configuration configuration) {
    return create(location, kind, configuration, STALE_AFTER);
  }

  /**
   * Makes the directory, or takes that of a run which failed or died. One that is whole, although
   * its run died before it could say so, is taken as it is: see {@link #isWhole}.
   *
   * @param kind what the job is called; the last file has its name
   * @param staleAfter how long to wait for one from the run that owns it
   * @throws UsageException if it is another run's, has something else in it, or cannot be made
   */
  public static OutputDirectory create(
      String location, String kind, Configuration configuration, Duration staleAfter) {
    try {
      OutputDirectory directory = new OutputDirectory(location, kind, configuration);
      try {
        directory.acquire(location, staleAfter);
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

  private void acquire(String location, Duration staleAfter) throws IOException {
    if (!files.exists()) {
      files.makeDirectory();
    } else if (files.isFile()) {
      throw new UsageException("--out %s is a file; choose another".formatted(location));
    } else if (files.names().contains(OWNER)) {
      acquireUnfinished(location, staleAfter);
      return;
    } else {
      requireEmpty(location);
    }
    if (!files.createExclusively(OWNER, run)) {
      throw inUse(location);
    }
    requireOwned();
  }

  private void requireEmpty(String location) throws IOException {
    Set<String> held = new TreeSet<>(others());
    // A manifest may have been left beside a whole result.
    files.names().stream().filter(OutputDirectory::isResult).forEach(held::add);
    if (!held.isEmpty()) {
      throw notEmpty(location, List.copyOf(held));
    }
  }

  private static UsageException notEmpty(String location, List<String> names) {
    return new UsageException(
        "--out %s exists and is not empty: it holds %s; choose another, or remove it"
            .formatted(location, listed(names)));
  }

  private void acquireUnfinished(String location, Duration staleAfter) throws IOException {
    List<String> names = files.names();
    whole = names.contains(result);
    List<String> results = names.stream().filter(OutputDirectory::isResult).toList();
    if (!whole && !results.isEmpty()) {
      throw notEmpty(location, results);
    }
    if (!whole) {
      requireNoOthers(location);
    }
    StaleOwner stale = awaitStale(location, staleAfter);
    if (!whole) {
      requireNoOthers(location);
    }
    replace(stale, location);
  }

  private static boolean isResult(String name) {
    return name.endsWith(".json") && !name.equals(StatusFile.NAME);
  }

  private void requireNoOthers(String location) throws IOException {
    List<String> others = others();
    // A run that lives may have recorded and made a file between two looks.
    others.retainAll(others.isEmpty() ? others : others());
    if (!others.isEmpty()) {
      throw new UsageException(
          "--out %s has an unfinished run, and %s beside it, which no run recorded as its own; move that elsewhere, or choose another directory"
              .formatted(location, listed(others)));
    }
  }

  /** What is in the directory, by the manifests of all runs there and of this one. */
  private synchronized OutputFiles.Contents contents() throws IOException {
    Manifest all = new Manifest();
    all.addAll(manifest); // as its last write may have failed
    for (String name : files.names()) {
      if (Manifest.isName(name)) {
        String entries = files.content(name);
        all.addAll(entries == null ? List.of() : entries.lines().toList());
      }
    }
    return files.contents(all);
  }

  /** What is no run's, such as a {@code status.json} of no run. */
  private List<String> others() throws IOException {
    OutputFiles.Contents contents = contents();
    List<String> others = new ArrayList<>(contents.others());
    if (contents.own().contains(StatusFile.NAME)
        && !StatusFile.isStatus(String.valueOf(files.content(StatusFile.NAME)))) {
      others.add(StatusFile.NAME);
    }
    return others;
  }

  private static String listed(List<String> names) {
    String first = names.stream().sorted().limit(MAX_LISTED).collect(Collectors.joining(", "));
    int more = names.size() - MAX_LISTED;
    return more > 0 ? "%s and %,d more".formatted(first, more) : first;
  }

  /**
   * What is there of a run that shows no life.
   *
   * @param owner the run
   * @param claims of runs that took its directory, and died as they did
   */
  private record StaleOwner(String owner, List<String> claims, String status) {}

  /** Waits whether the run that owns the directory changes anything. */
  private StaleOwner awaitStale(String location, Duration staleAfter) throws IOException {
    StaleOwner before = owner();
    System.err.printf(
        "note: --out %s has an unfinished run; waiting %d s for a sign of life from it%n",
        Printable.line(Redaction.location(location)), staleAfter.toSeconds());
    for (long left = staleAfter.toMillis(); left > 0; left -= LOOK_EVERY.toMillis()) {
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
      if (!owner().equals(before)) {
        throw inUse(location);
      }
    }
    return before;
  }

  private StaleOwner owner() throws IOException {
    return new StaleOwner(
        String.valueOf(files.content(OWNER)),
        files.names().stream().filter(name -> name.startsWith(CLAIM)).sorted().toList(),
        String.valueOf(files.content(StatusFile.NAME)));
  }

  private static UsageException inUse(String location) {
    return new UsageException(
        "--out %s is being written by another run; choose another".formatted(location));
  }

  /**
   * Takes the directory from a dead run. Others may be about to do the same: a claim, named by what
   * they all saw, lets one of them go on, and whoever comes late sees that the owner is another.
   */
  private void replace(StaleOwner stale, String location) throws IOException {
    byte[] seen = stale.toString().getBytes(StandardCharsets.UTF_8);
    String claim = CLAIM + UUID.nameUUIDFromBytes(seen);
    if (!files.createExclusively(claim, run)) {
      throw inUse(location);
    }
    try {
      if (!stale.owner().equals(files.content(OWNER))) {
        throw inUse(location);
      }
      if (!whole) {
        remove(name -> !name.equals(OWNER) && !name.equals(claim) && !isOfCheckpoint(name));
      }
      files.replace(OWNER, writer -> writer.write(run));
    } finally {
      files.delete(claim);
    }
    requireOwned();
  }

  private static boolean isOfCheckpoint(String name) {
    return name.startsWith(CHECKPOINT + "/");
  }

  /**
   * Removes files of runs, and directories that are empty then.
   *
   * @return what is no run's
   */
  private List<String> remove(Predicate<String> doomed) throws IOException {
    OutputFiles.Contents contents = contents();
    // Manifests go last, as what they hold is to be known until it is gone.
    List<String> own = contents.own().stream().filter(doomed).toList();
    for (String name : own) {
      if (!Manifest.isName(name)) {
        files.delete(name);
      }
    }
    for (String directory : contents.directories()) {
      files.deleteIfEmpty(directory);
    }
    for (String name : own) {
      if (Manifest.isName(name)) {
        files.delete(name);
      }
    }
    return contents.others();
  }

  /**
   * Whether the result is whole; of a directory that was just created, that of a run which died.
   */
  public boolean isWhole() {
    return whole;
  }

  /**
   * Refuses to write anything more but the status, unless the result is whole.
   *
   * @return whether it refuses
   */
  public synchronized boolean interrupt() {
    interrupted = !whole;
    return interrupted;
  }

  /** What the last file holds. */
  public String result() throws IOException {
    return String.valueOf(files.content(result));
  }

  /** Whether the directory is still this run's. */
  boolean isOwned() throws IOException {
    return run.equals(files.content(OWNER));
  }

  /**
   * Refuses to go on where another run has taken this one for stale.
   *
   * @throws UsageException if the directory is another's
   * @throws InterruptedRunException if the run has been interrupted
   */
  void requireOwned() throws IOException {
    if (interrupted) {
      throw new InterruptedRunException();
    }
    if (!isOwned()) {
      throw inUse(toString());
    }
  }

  /** The full location of something in the directory. */
  public String resolve(String name) {
    return files.resolve(name);
  }

  /** The full location of a directory that Spark is to make, and fill. */
  public String directory(String name) throws IOException {
    requireOwned();
    record(name + "/");
    return files.resolve(name);
  }

  /** Writes a file. */
  public void write(String name, OutputFiles.Content content) throws IOException {
    requireOwned();
    record(name);
    files.create(name, content);
  }

  /** Records what is about to be written as this run's. */
  private synchronized void record(String entry) throws IOException {
    if (manifest.owns(entry)) {
      return;
    }
    if (files.exists(entry)) {
      throw new UsageException(
          "%s/%s is there already, and not from this run; move it elsewhere, or choose another --out"
              .formatted(this, entry));
    }
    manifest.add(entry);
    files.replace(MANIFEST + run, manifest::writeTo);
  }

  /** Writes a file in the place of one of that name, if there is one; readers see either. */
  void replace(String name, OutputFiles.Content content) throws IOException {
    files.replace(name, content);
  }

  /** Writes the last file, which appears under its name only when it is whole. */
  public synchronized void finish(OutputFiles.Content content) throws IOException {
    requireOwned();
    record(result);
    files.replace(result, content);
    whole = true;
  }

  /** Writes a file that is no text, in the place of one of that name. */
  public void writeBytes(String name, OutputFiles.Bytes content) throws IOException {
    requireOwned();
    record(name);
    files.overwrite(name, content);
  }

  /** What a file holds; null if there is none. */
  @Nullable String content(String name) throws IOException {
    return files.content(name);
  }

  InputStream read(String name) throws IOException {
    return files.read(name);
  }

  /** Bytes of a file. */
  long size(String name) throws IOException {
    return files.size(name);
  }

  /**
   * Removes what is left of a checkpoint, unless it can be resumed from.
   *
   * @throws UsageException if it can, as much work may be in it
   */
  public void dropCheckpoint() throws IOException {
    if (content(CHECKPOINT_STATE) != null) {
      throw new UsageException(
          "--out %s holds the checkpoint of a run that was cut short; add --resume to go on with it, or remove it"
              .formatted(this));
    }
    removeCheckpoint();
  }

  /** Removes the checkpoint. */
  public void removeCheckpoint() throws IOException {
    requireOwned();
    remove(OutputDirectory::isOfCheckpoint);
  }

  /** Removes a file. */
  void delete(String name) throws IOException {
    requireOwned();
    files.delete(name);
  }

  /**
   * Removes the files of this run but the status and the checkpoint after a failure, unless the
   * directory is whole or another run's.
   */
  public void discard() throws IOException {
    if (whole || !isOwned()) {
      return;
    }
    List<String> others =
        remove(
            name -> !name.equals(OWNER) && !name.equals(StatusFile.NAME) && !isOfCheckpoint(name));
    if (!others.isEmpty()) {
      System.err.printf(
          "note: %s stays in %s, as it is not from this run%n",
          Printable.line(listed(others)), Printable.line(toString()));
    }
  }

  /** Gives the directory up; what is in it stays. */
  public void release() throws IOException {
    if (isOwned()) {
      for (String name : files.names()) {
        if (Manifest.isName(name)) {
          files.delete(name);
        }
      }
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
