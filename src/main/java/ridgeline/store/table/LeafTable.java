package ridgeline.store.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.jspecify.annotations.Nullable;
import ridgeline.config.text.Printable;
import ridgeline.stats.UsableMemory;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.leaf.LeafSpecification;

/**
 * The leaves of a store, at most one for each partition. It is an Apache Iceberg table, partitioned
 * by the name of the partition and the fingerprint of its sources, so its manifests say what is
 * stored without a leaf being read. Files are never changed; each commit is one atomic step from
 * the commit before.
 */
public final class LeafTable {
  private static final String SPECIFICATION = "ridgeline.specification";

  private static final String ANOTHER_STORE =
      "give another store, and fill it with jobs/retrain --from ... --to ...";

  private static final int RETAINED_SNAPSHOTS = 100;

  private static final String PARTITION = "partition";

  /** A commit is retried when another one, of other partitions, came first. */
  private static final String COMMIT_RETRIES = "100";

  private final String location;
  private final TableVersions versions;
  private final LeafSpecification specification;
  private final Table table;
  private final Configuration configuration;
  private @Nullable Snapshot last;

  private LeafTable(
      String location,
      TableVersions versions,
      LeafSpecification specification,
      Configuration configuration) {
    this.configuration = configuration;
    this.location = location;
    this.versions = versions;
    this.specification = specification;
    table = new BaseTable(versions, location);
  }

  /** The location of the statistics of a store. */
  public static String locationIn(String store) {
    return store + "/statistics";
  }

  /**
   * Opens a table.
   *
   * @throws StoreException if there is none, or it is not one of leaves
   */
  public static LeafTable open(String location, Configuration configuration) throws IOException {
    return openIfExists(location, configuration)
        .orElseThrow(
            () ->
                new StoreException("%s has no statistics; check the location".formatted(location)));
  }

  /**
   * Opens a table if there is one.
   *
   * @throws StoreException if it cannot be read, or is not one of leaves
   */
  public static Optional<LeafTable> openIfExists(String location, Configuration configuration)
      throws IOException {
    TableVersions versions = versions(location, configuration);
    return versions.current() == null
        ? Optional.empty()
        : Optional.of(opened(location, versions, configuration));
  }

  /**
   * Opens a table, or creates it.
   *
   * @throws StoreException if its leaves are of another specification, or it is not one of leaves
   */
  public static LeafTable openOrCreate(
      String location, LeafSpecification specification, Configuration configuration)
      throws IOException {
    TableVersions versions = versions(location, configuration);
    if (versions.current() == null) {
      create(location, specification, versions);
    }
    LeafTable table = opened(location, versions, configuration);
    table.requireOf(specification);
    return table;
  }

  /**
   * Checks what the leaves are of.
   *
   * @throws StoreException if it is something else
   */
  public void requireOf(LeafSpecification other) {
    if (!specification.equals(other)) {
      throw new StoreException(
          "%s has statistics of other features than the job; it has %s; choose another store"
              .formatted(location, String.join("; ", specification.differences(other))));
    }
  }

  private static TableVersions versions(String location, Configuration configuration)
      throws IOException {
    try {
      return new TableVersions(location, configuration);
    } catch (StoreException e) {
      throw e;
    } catch (RuntimeException e) { // Iceberg's
      throw StoreException.unreadable("the statistics of " + location, e);
    }
  }

  private static void create(
      String location, LeafSpecification specification, TableVersions versions) throws IOException {
    TableMetadata metadata =
        TableMetadata.newTableMetadata(
            LeafRows.SCHEMA,
            LeafRows.PARTITIONING,
            location,
            Map.of(
                SPECIFICATION,
                specification.text(),
                TableProperties.COMMIT_NUM_RETRIES,
                COMMIT_RETRIES));
    try {
      versions.commit(null, metadata);
    } catch (CommitFailedException e) {
      versions.refresh(); // another run created it
    } catch (CommitStateUnknownException e) {
      throw unwritable(location, e);
    }
  }

  private static LeafTable opened(
      String location, TableVersions versions, Configuration configuration) throws IOException {
    TableMetadata metadata = Objects.requireNonNull(versions.current());
    @Nullable String text = metadata.property(SPECIFICATION, null);
    if (text == null || !metadata.schema().sameSchema(LeafRows.SCHEMA)) {
      throw new StoreException(
          "%s is a table, but not one of this release's statistics; %s"
              .formatted(location, ANOTHER_STORE));
    }
    return new LeafTable(location, versions, specification(location, text), configuration);
  }

  private static LeafSpecification specification(String location, String text) {
    try {
      return LeafSpecification.read(SPECIFICATION, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new StoreException(
          "the statistics of %s cannot be used: %s; %s"
              .formatted(location, e.getMessage(), ANOTHER_STORE),
          e);
    }
  }

  public LeafSpecification specification() {
    return specification;
  }

  /** What the table has at one time. */
  public static final class Snapshot {
    private final long version;
    private final @Nullable Long id;
    private final Map<String, DataFile> files;

    private Snapshot(long version, @Nullable Long id, Map<String, DataFile> files) {
      this.version = version;
      this.id = id;
      this.files = files;
    }

    /** The number of the version, which every commit increases. */
    public long version() {
      return version;
    }

    /** The leaves by partition, in the order of the partitions' names. */
    public Map<String, StoredLeaf> leaves() {
      Map<String, StoredLeaf> leaves = new TreeMap<>();
      files.forEach((partition, file) -> leaves.put(partition, StoredLeaf.of(file)));
      return leaves;
    }
  }

  /**
   * Reads what the table has now.
   *
   * @throws StoreException if a partition has several leaves
   */
  public Snapshot snapshot() throws IOException {
    try {
      return read();
    } catch (StoreException e) {
      throw e;
    } catch (RuntimeException e) { // Iceberg's, of manifests that are damaged or missing
      throw StoreException.unreadable("the statistics of " + location, e);
    }
  }

  private synchronized Snapshot read() throws IOException {
    table.refresh();
    if (last != null && last.version() == versions.version()) {
      return last;
    }
    org.apache.iceberg.@Nullable Snapshot current = table.currentSnapshot();
    Map<String, DataFile> files = new HashMap<>();
    if (current != null) {
      try (CloseableIterable<FileScanTask> tasks =
          table.newScan().useSnapshot(current.snapshotId()).planFiles()) {
        for (FileScanTask task : tasks) {
          StoredLeaf leaf = StoredLeaf.of(task.file());
          if (files.put(leaf.partition(), task.file()) != null) {
            throw new StoreException(
                "%s has two leaves of %s; it was changed by something else than Ridgeline"
                    .formatted(location, leaf.partition()));
          }
        }
      }
    }
    last = new Snapshot(versions.version(), current == null ? null : current.snapshotId(), files);
    return last;
  }

  /**
   * Reads a leaf.
   *
   * @throws StoreException if its file is damaged
   */
  public Leaf read(StoredLeaf leaf) throws IOException {
    InputFile file = versions.io().newInputFile(leaf.location());
    try {
      return LeafRows.read(specification, leaf, file);
    } catch (RuntimeException e) {
      throw new StoreException(
          "the statistics of %s cannot be read: %s %s"
              .formatted(leaf.partition(), file.location(), e.getMessage()),
          e);
    }
  }

  /**
   * Reads leaves and merges them, without their slices. Two results of equally many neighbours are
   * merged as soon as they are there, so that few leaves are in memory at once, and rounding errors
   * grow with the logarithm of their number.
   *
   * @return without rows if there are no leaves
   * @throws StoreException if they do not fit in memory, or the file of one is damaged
   */
  public Leaf merged(Collection<StoredLeaf> leaves) throws IOException {
    requireMemory(leaves, UsableMemory.here());
    List<Leaf> merged = new ArrayList<>();
    int count = 0;
    for (StoredLeaf leaf : leaves) {
      merged.add(read(leaf).withoutSlices());
      count++;
      for (int equal = count; equal % 2 == 0; equal /= 2) {
        List<Leaf> pair = merged.subList(merged.size() - 2, merged.size());
        Leaf one = Leaf.merged(pair);
        pair.clear();
        merged.add(one);
      }
    }
    return merged.isEmpty() ? Leaf.empty(specification) : Leaf.merged(merged);
  }

  /**
   * Refuses leaves that do not fit in memory.
   *
   * @param usable bytes of memory
   */
  static void requireMemory(Collection<StoredLeaf> leaves, long usable) {
    long largest = leaves.stream().mapToLong(StoredLeaf::bytes).max().orElse(0);
    // One of 2^k leaves for each k, and the file, the records and the numbers of the next.
    int inMemory = Integer.SIZE - Integer.numberOfLeadingZeros(leaves.size()) + 3;
    long needed = inMemory * largest;
    if (needed > usable) {
      throw new StoreException(
          "the statistics of %,d partitions need %,d MiB of memory in the driver, which has %,d MiB available; raise spark.driver.memory (--driver-memory)"
              .formatted(leaves.size(), needed >> 20, usable >> 20));
    }
  }

  /**
   * Removes the files that no snapshot refers to but those before the last hundred that are older
   * than a day: what replaced leaves and their manifests take. The first commit of a day also
   * removes those that no snapshot ever referred to, and that are older than a week.
   */
  public void expire() {
    expire(Instant.now());
  }

  void expire(Instant now) {
    expire(RETAINED_SNAPSHOTS, now.minus(1, ChronoUnit.DAYS).toEpochMilli());
    OrphanFiles orphans = files();
    if (orphans.areDue(now)) {
      orphans.remove(now);
    }
  }

  private OrphanFiles files() {
    return new OrphanFiles(location, table, versions.io(), configuration);
  }

  /** Removes the files that the current snapshot does not refer to. */
  public void expireAll() {
    expire(1, System.currentTimeMillis());
  }

  /** Iceberg removes all files that nothing refers to only if the snapshots are named. */
  private void expire(int retained, long olderThan) {
    table.refresh();
    List<Long> expired =
        StreamSupport.stream(table.snapshots().spliterator(), false)
            .sorted(
                Comparator.comparingLong(org.apache.iceberg.Snapshot::sequenceNumber).reversed())
            .skip(retained)
            .filter(snapshot -> snapshot.timestampMillis() < olderThan)
            .map(org.apache.iceberg.Snapshot::snapshotId)
            .toList();
    if (expired.isEmpty()) {
      return;
    }
    ExpireSnapshots change =
        table
            .expireSnapshots()
            .retainLast(retained)
            .expireOlderThan(olderThan)
            .cleanupLevel(ExpireSnapshots.CleanupLevel.ALL);
    expired.forEach(change::expireSnapshotId);
    try {
      change.commit();
    } catch (CommitFailedException | CommitStateUnknownException | UncheckedIOException e) {
      throw unwritable(location, e);
    }
  }

  /** Begins a change of what a snapshot has. */
  public Change change(Snapshot base) {
    return new Change(base);
  }

  /** A change, of which others see nothing before {@link #commit}, and then all. */
  public final class Change {
    private final Snapshot base;
    private final OverwriteFiles overwrite = table.newOverwrite();
    private final TreeMap<String, @Nullable DataFile> changed = new TreeMap<>();

    private Change(Snapshot base) {
      this.base = base;
    }

    /**
     * Adds the leaf of a partition, or replaces it.
     *
     * @param sources fingerprint of what it was computed from
     */
    public Change put(String partition, String sources, Leaf leaf) throws IOException {
      String file =
          "%s/%s/%s-%s"
              .formatted(
                  location,
                  OrphanFiles.LEAVES,
                  UUID.randomUUID(),
                  StoredLeaf.named(leaf.total().rows()));
      changed.put(partition, LeafRows.write(partition, sources, leaf, file, versions.io()));
      return this;
    }

    /** Removes the leaf of a partition, if it has one. */
    public Change remove(String partition) {
      changed.put(partition, null);
      return this;
    }

    /**
     * Commits the change.
     *
     * @param note what is recorded of it
     * @throws StoreException if another run has changed one of the partitions since the snapshot,
     *     or the file of a leaf is gone
     */
    public void commit(Map<String, String> note) throws IOException {
      requireFiles();
      changed.forEach(
          (partition, file) -> {
            @Nullable DataFile before = base.files.get(partition);
            if (before != null) {
              overwrite.deleteFile(before);
            }
            if (file != null) {
              overwrite.addFile(file);
            }
          });
      if (base.id != null) {
        overwrite.validateFromSnapshot(base.id);
      }
      overwrite
          .conflictDetectionFilter(Expressions.in(PARTITION, changed.keySet().toArray()))
          .validateNoConflictingData()
          .validateNoConflictingDeletes();
      note.forEach((key, value) -> overwrite.set("ridgeline." + key, value));
      try {
        overwrite.commit();
      } catch (ValidationException e) {
        deleteLeaves();
        throw new StoreException(
            "another run has changed %s at the same time; run again"
                .formatted(Printable.named(List.copyOf(changed.keySet()))),
            e);
      } catch (CommitFailedException | CommitStateUnknownException | UncheckedIOException e) {
        throw unwritable(location, e);
      }
    }

    /** Checks that no other run has removed a file because it was not committed for a week. */
    private void requireFiles() throws IOException {
      Set<String> files = files().leaves();
      List<String> gone = new ArrayList<>();
      changed.forEach(
          (partition, file) -> {
            if (file != null && !files.contains(OrphanFiles.name(file.location()))) {
              gone.add(partition);
            }
          });
      if (!gone.isEmpty()) {
        deleteLeaves();
        throw new StoreException(
            "the statistics of %s were removed from %s before they were committed, as is done after %d days; run it again, on fewer partitions at a time"
                .formatted(Printable.named(gone), location, OrphanFiles.MIN_AGE.toDays()));
      }
    }

    /** Removes the files of leaves that no commit refers to. */
    private void deleteLeaves() {
      for (@Nullable DataFile file : changed.values()) {
        if (file != null) {
          try {
            versions.io().deleteFile(file.location());
          } catch (RuntimeException e) {
            // It stays, and is never read.
          }
        }
      }
    }
  }

  private static StoreException unwritable(String location, RuntimeException e) {
    return new StoreException(
        "%s cannot be changed: %s".formatted(location, rootOf(e).getMessage()), e);
  }

  private static Throwable rootOf(Throwable error) {
    @Nullable Throwable cause = error.getCause();
    return cause == null ? error : rootOf(cause);
  }
}
