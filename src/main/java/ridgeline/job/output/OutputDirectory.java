package ridgeline.job.output;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
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
import ridgeline.config.secret.Redaction;
import ridgeline.config.text.Digests;
import ridgeline.config.text.Printable;
import ridgeline.data.sql.SparkMessage;
import ridgeline.job.failure.InterruptedRunException;
import ridgeline.job.failure.UsageException;

/**
 * The output directory of a run. It is complete once its last file is there, which appears
 * atomically.
 *
 * <p>A run owns its directory through a file that it removes at the end. The next run replaces what
 * a failed or killed run left; a run counts as killed once its {@link StatusFile} has stopped
 * changing. Only files that the {@link Manifest} of a run lists are removed.
 */
public final class OutputDirectory implements AutoCloseable {
  /** How long the status of a run may stay unchanged before the run is considered stale. */
  static final Duration STALE_AFTER = Duration.ofSeconds(30);

  /**
   * The subdirectory of the checkpoint that a later run can resume from; it survives failures and
   * kills.
   */
  public static final String CHECKPOINT = "checkpoint";

  /** The file in it that exists once the checkpoint is complete. */
  static final String CHECKPOINT_STATE = CHECKPOINT + "/state.json";

  /** The file that holds the id of the run that owns the directory. */
  static final String OWNER = "_unfinished";

  /** Prefix of the manifests' names, which end with the id of the run. */
  static final String MANIFEST = "_files-";

  /** Prefix of the files that runs hold while they take over the directory of a dead run. */
  static final String CLAIM = "_taken-";

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private static final int MAX_LISTED = 5;

  private final String run = UUID.randomUUID().toString();
  private final Manifest manifest = new Manifest();
  private final String result;
  private final OutputFiles files;
  private volatile boolean complete;
  private volatile boolean interrupted;

  private OutputDirectory(String location, String kind, Configuration configuration)
      throws IOException {
    result = kind + ".json";
    files = OutputFiles.open(location, run, configuration);
  }

  /**
   * Creates the directory, waiting {@link #STALE_AFTER} to see whether a run that owns it is still
   * running.
   */
  public static OutputDirectory create(String location, String kind, Configuration configuration) {
    return create(location, kind, configuration, STALE_AFTER);
  }

  /**
   * Creates the directory, or takes over that of a run that failed or died. If it is complete
   * although its run died before reporting so, it is taken as it is: see {@link #isComplete}.
   *
   * @param kind the name of the job and of the last file
   * @param staleAfter how long to wait to see whether the run that owns it is still running
   * @throws UsageException if it belongs to another run, contains anything else, or cannot be
   *     created
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
      throw new UsageException("--out %s is a file; choose a directory".formatted(location));
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
    // A manifest may have been left beside a complete result.
    files.names().stream().filter(OutputDirectory::isResult).forEach(held::add);
    if (!held.isEmpty()) {
      throw notEmpty(location, List.copyOf(held));
    }
  }

  private static UsageException notEmpty(String location, List<String> names) {
    return new UsageException(
        "--out %s exists and is not empty: it contains %s; choose another directory, or remove it"
            .formatted(location, listed(names)));
  }

  private void acquireUnfinished(String location, Duration staleAfter) throws IOException {
    List<String> names = files.names();
    complete = names.contains(result);
    List<String> results = names.stream().filter(OutputDirectory::isResult).toList();
    if (!complete && !results.isEmpty()) {
      throw notEmpty(location, results);
    }
    if (!complete) {
      requireNoOthers(location);
    }
    StaleOwner stale = awaitStale(location, staleAfter);
    if (!complete) {
      requireNoOthers(location);
    }
    replace(stale, location);
  }

  private static boolean isResult(String name) {
    return name.endsWith(".json") && !name.equals(StatusFile.NAME);
  }

  private void requireNoOthers(String location) throws IOException {
    List<String> others = others();
    // A live run may have recorded and created a file between the two listings.
    others.retainAll(others.isEmpty() ? others : others());
    if (!others.isEmpty()) {
      throw new UsageException(
          "--out %s has an unfinished run, but also %s, which no run recorded as its own; move that elsewhere, or choose another directory"
              .formatted(location, listed(others)));
    }
  }

  /** The contents of the directory according to the manifests of this run and of all runs there. */
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

  /** What belongs to no run, such as a {@code status.json} that no run wrote. */
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
   * The state of a run that may be stale.
   *
   * @param owner the run
   * @param claims of runs that died while they took over its directory
   */
  private record StaleOwner(String owner, List<String> claims, String status) {}

  /** Waits to see whether the run that owns the directory changes anything. */
  private StaleOwner awaitStale(String location, Duration staleAfter) throws IOException {
    StaleOwner before = owner();
    System.err.printf(
        "note: --out %s has an unfinished run; waiting %d s to see whether it is still running%n",
        Printable.line(Redaction.location(location)), staleAfter.toSeconds());
    for (long left = staleAfter.toMillis(); left > 0; left -= LOOK_EVERY.toMillis()) {
      try {
        TimeUnit.MILLISECONDS.sleep(Math.min(left, LOOK_EVERY.toMillis()));
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
        "--out %s is being written by another run; choose another directory".formatted(location));
  }

  /**
   * Takes over the directory of a dead run. Others may be about to do the same: a claim, named
   * after what they all saw, lets only one of them proceed, and latecomers see that the owner has
   * changed.
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
      if (!complete) {
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
   * Removes files of runs, and directories that become empty.
   *
   * @return what belongs to no run
   */
  private List<String> remove(Predicate<String> doomed) throws IOException {
    OutputFiles.Contents contents = contents();
    // Manifests go last, because their entries are needed until those files are gone.
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
   * Whether the result is complete; in a directory that was just created, it is that of a run that
   * died.
   */
  public boolean isComplete() {
    return complete;
  }

  /**
   * From now on refuses to write anything but the status, unless the result is complete.
   *
   * @return whether writes are refused
   */
  public synchronized boolean interrupt() {
    interrupted = !complete;
    return interrupted;
  }

  /** The content of the last file. */
  public String result() throws IOException {
    return String.valueOf(files.content(result));
  }

  /** Whether this run still owns the directory. */
  boolean isOwned() throws IOException {
    return run.equals(files.content(OWNER));
  }

  /**
   * Refuses to continue if another run has considered this one stale and taken over.
   *
   * @throws UsageException if another run owns the directory
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

  /** The full location of a directory that Spark is to create and fill. */
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
          "%s/%s already exists and is not from this run; move it elsewhere, or choose another --out"
              .formatted(this, entry));
    }
    manifest.add(entry);
    files.replace(MANIFEST + run, manifest::writeTo);
  }

  /**
   * Writes a file, replacing an existing one atomically: readers see either the old or the new one.
   */
  void replace(String name, OutputFiles.Content content) throws IOException {
    files.replace(name, content);
  }

  /** Writes the last file, which appears under its name only when it is complete. */
  public synchronized void finish(OutputFiles.Content content) throws IOException {
    requireOwned();
    record(result);
    files.replace(result, content);
    complete = true;
  }

  /** Writes a binary file, replacing an existing one. */
  public void writeBytes(String name, OutputFiles.Bytes content) throws IOException {
    requireOwned();
    record(name);
    files.overwrite(name, content);
  }

  /** The content of a file; null if there is none. */
  @Nullable String content(String name) throws IOException {
    return files.content(name);
  }

  /** The SHA-256 of a file, in hexadecimal. */
  public String sha256(String name) throws IOException {
    MessageDigest digest = Digests.sha256();
    try (InputStream in = new DigestInputStream(files.read(name), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return Digests.text(digest);
  }

  InputStream read(String name) throws IOException {
    return files.read(name);
  }

  /** The size of a file in bytes. */
  long size(String name) throws IOException {
    return files.size(name);
  }

  /**
   * Removes the remains of a checkpoint that cannot be resumed from.
   *
   * @throws UsageException if it can be resumed from, because it may hold much work
   */
  public void dropCheckpoint() throws IOException {
    if (content(CHECKPOINT_STATE) != null) {
      throw new UsageException(
          "--out %s holds the checkpoint of an interrupted run; add --resume to continue that run, or remove the directory"
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
   * After a failure, removes the files of this run except the status and the checkpoint, unless the
   * directory is complete or belongs to another run.
   */
  public void discard() throws IOException {
    if (complete || !isOwned()) {
      return;
    }
    List<String> others =
        remove(
            name -> !name.equals(OWNER) && !name.equals(StatusFile.NAME) && !isOfCheckpoint(name));
    if (!others.isEmpty()) {
      System.err.printf(
          "note: %s stays in %s because it is not from this run%n",
          Printable.line(listed(others)), Printable.line(toString()));
    }
  }

  /** Gives up the directory; its contents stay. */
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
