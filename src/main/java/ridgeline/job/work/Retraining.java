package ridgeline.job.work;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;
import ridgeline.config.data.InvalidValuePolicy;
import ridgeline.config.retrain.MlflowConfig;
import ridgeline.config.retrain.RetrainConfig;
import ridgeline.config.text.Digests;
import ridgeline.config.text.Printable;
import ridgeline.data.DataException;
import ridgeline.data.source.SourcePartition;
import ridgeline.data.source.TableVersion;
import ridgeline.registry.Alias;
import ridgeline.registry.ModelRegistry;
import ridgeline.registry.ModelVersion;
import ridgeline.registry.Pruning;
import ridgeline.registry.RegistryException;
import ridgeline.registry.VersionFiles;
import ridgeline.registry.gate.Gate;
import ridgeline.registry.gate.Verdict;
import ridgeline.registry.gate.VersionStatistics;
import ridgeline.registry.mlflow.MlflowException;
import ridgeline.registry.mlflow.MlflowLog;
import ridgeline.registry.mlflow.MlflowLogin;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.pass.KnownFiles;
import ridgeline.store.pass.PartitionedTable;
import ridgeline.store.table.LeafTable;
import ridgeline.store.table.StoreException;
import ridgeline.store.table.StoredLeaf;
import ridgeline.store.window.LeafReader;
import ridgeline.store.window.PartitionDates;
import ridgeline.store.window.StorePlan;
import ridgeline.store.window.Window;
import ridgeline.sweep.engine.StageTimer;

/** The table, the store and the registry of a retraining, and what becomes of its candidates. */
public final class Retraining {
  /** How often a change is tried again because another run was first. */
  private static final int ATTEMPTS = 10;

  private static final String AUTHOR = "jobs/retrain";

  private final RetrainConfig config;
  private final PartitionedTable table;
  private final PartitionDates inNames;
  private final Map<String, LocalDate> dates;
  private final @Nullable LeafTable store;
  private final @Nullable LeafReader leaves;
  private final ModelRegistry registry;

  private Retraining(
      RetrainConfig config,
      PartitionedTable table,
      PartitionDates inNames,
      Map<String, LocalDate> dates,
      @Nullable LeafTable store,
      ModelRegistry registry) {
    this.config = config;
    this.table = table;
    this.inNames = inNames;
    this.dates = dates;
    this.store = store;
    leaves = store == null ? null : new LeafReader(store);
    this.registry = registry;
  }

  /**
   * What the gates need of a version.
   *
   * @throws RegistryException if it cannot be used, for instance because another release wrote it
   */
  public static VersionStatistics statistics(VersionFiles files) throws IOException {
    return files.read(VersionStatistics.FILE, VersionStatistics.class);
  }

  /**
   * Opens the table and the store, which is created if need be.
   *
   * @throws ConfigException if the job does not fit the table
   * @throws StoreException if the store has statistics of other features
   */
  public static Retraining open(SparkSession spark, RetrainConfig config)
      throws ConfigException, IOException {
    return open(spark, config, true);
  }

  /**
   * Opens the table and the store, in order to plan.
   *
   * @throws ConfigException if the job does not fit the table
   * @throws StoreException if the store has statistics of other features
   */
  public static Retraining openToPlan(SparkSession spark, RetrainConfig config)
      throws ConfigException, IOException {
    return open(spark, config, false);
  }

  private static Retraining open(SparkSession spark, RetrainConfig config, boolean writes)
      throws ConfigException, IOException {
    Configuration configuration = spark.sparkContext().hadoopConfiguration();
    String statistics = LeafTable.locationIn(config.store());
    @Nullable LeafTable existing = LeafTable.openIfExists(statistics, configuration).orElse(null);
    KnownFiles known = new KnownFiles(config.store(), configuration);
    PartitionedTable table = table(spark, config, existing, known);
    List<String> names = table.partitions().stream().map(SourcePartition::name).toList();
    PartitionDates inNames = PartitionDates.of(names);
    Map<String, LocalDate> dates = new TreeMap<>();
    names.forEach(name -> inNames.of(name).ifPresent(date -> dates.put(name, date)));
    if (dates.isEmpty()) {
      throw undated(table);
    }
    @Nullable LeafTable store =
        existing == null && writes
            ? LeafTable.openOrCreate(statistics, table.specification(), configuration)
            : existing;
    if (writes) {
      known.write(table);
    }
    return new Retraining(
        config,
        table,
        inNames,
        dates,
        store,
        new ModelRegistry(config.store(), config.name(), configuration));
  }

  /**
   * The table of a job file, checked against it.
   *
   * @param store with statistics of it; null if there is none yet
   * @param known where it is kept which files have rows of which partitions; null to read that from
   *     the files
   */
  public static PartitionedTable table(
      SparkSession spark,
      RetrainConfig config,
      @Nullable LeafTable store,
      @Nullable KnownFiles known)
      throws ConfigException, IOException {
    return PartitionedTable.open(
        spark,
        config.data(),
        config.partition().by(),
        config.buckets().count(),
        config.buckets().by(),
        config.gate().slices(),
        store,
        known);
  }

  private static ConfigException undated(PartitionedTable table) {
    List<SourcePartition> partitions = table.partitions();
    return new ConfigException(
        List.of(
            new Problem(
                "partition.by",
                partitions.isEmpty()
                    ? "the table has no partitions"
                    : "the partitions have no date, such as day=2001-06-07, month=2001-06 or year=2001/month=6; the first of them is %s"
                        .formatted(partitions.get(0).name()))));
  }

  /** The job. */
  public RetrainConfig config() {
    return config;
  }

  /**
   * What logs the versions to the job's MLflow server; null if it has none.
   *
   * @param environment has the login
   */
  public @Nullable MlflowLog mlflow(Map<String, String> environment) throws MlflowException {
    MlflowConfig mlflow = config.mlflow();
    return mlflow.uri() == null
        ? null
        : new MlflowLog(
            registry,
            new MlflowLog.Target(
                mlflow.uri(),
                Objects.requireNonNullElse(mlflow.experiment(), config.name()),
                Objects.requireNonNullElse(mlflow.model(), config.name())),
            MlflowLogin.of(environment));
  }

  /** Total size of the files that would have to be read. */
  public long bytes(StorePlan plan) {
    return table.bytes(plan.unread());
  }

  PartitionedTable table() {
    return table;
  }

  /** The version of a Delta or Iceberg table; null if it is none. */
  public @Nullable TableVersion version() {
    return table.version();
  }

  LeafTable store() {
    return Objects.requireNonNull(store);
  }

  LeafReader leaves() {
    return Objects.requireNonNull(leaves);
  }

  LocalDate date(String partition) {
    return Objects.requireNonNull(dates.get(partition));
  }

  /**
   * The dates of the table from one to another, both included.
   *
   * @throws DataException if it has none
   */
  public List<LocalDate> between(LocalDate first, LocalDate last) {
    List<LocalDate> between =
        dates.values().stream()
            .filter(date -> !date.isBefore(first) && !date.isAfter(last))
            .distinct()
            .sorted()
            .toList();
    if (between.isEmpty()) {
      throw new DataException("the table has no partition from %s to %s".formatted(first, last));
    }
    return between;
  }

  /** The date of the newest partition of the table. */
  public LocalDate newest() {
    return Collections.max(dates.values());
  }

  /** The names of the partitions that no model is trained on, because they have no date. */
  public List<String> undated() {
    return table.partitions().stream()
        .map(SourcePartition::name)
        .filter(name -> !dates.containsKey(name))
        .toList();
  }

  /** The partitions of the table in any of some windows, by date and name. */
  List<SourcePartition> partitions(List<Window> windows) {
    return table.partitions().stream()
        .filter(partition -> dates.containsKey(partition.name()))
        .filter(partition -> windows.stream().anyMatch(in -> in.contains(date(partition.name()))))
        .sorted(Comparator.comparing((SourcePartition partition) -> date(partition.name())))
        .toList();
  }

  /**
   * What has to be done before models of some dates can be trained.
   *
   * @throws DataException if the table has no partition of one of the dates
   */
  public StorePlan plan(List<LocalDate> logicalDates) throws ConfigException, IOException {
    logicalDates.forEach(this::requirePartition);
    return plan(logicalDates, store == null ? Map.of() : store.snapshot().leaves());
  }

  private StorePlan plan(List<LocalDate> logicalDates, Map<String, StoredLeaf> leaves)
      throws ConfigException, IOException {
    List<Window> windows =
        logicalDates.stream().map(date -> Window.of(config.window(), date)).toList();
    Map<String, StoredLeaf> stored = new TreeMap<>(leaves);
    stored
        .keySet()
        .removeIf(
            name ->
                inNames
                    .of(name)
                    .filter(date -> windows.stream().anyMatch(in -> in.contains(date)))
                    .isEmpty());
    StorePlan plan = StorePlan.of(partitions(windows), stored);
    return plan.without(table.faults(plan.unread()));
  }

  /**
   * Checks that all partitions can be read, unless the job drops what is invalid.
   *
   * @throws DataException if not
   */
  public void requireReadable(StorePlan plan) {
    List<StorePlan.Refused> refused = plan.refused();
    if (!refused.isEmpty() && config.data().invalid() != InvalidValuePolicy.DROP) {
      throw new DataException(
          "not all partitions are like the table: %s; write %s files again with the columns of the table, or set data.invalid: drop to leave %s out"
              .formatted(
                  Printable.named(StorePlan.Refused.sentences(refused)),
                  refused.size() == 1 ? "its" : "their",
                  refused.size() == 1 ? "it" : "them"));
    }
  }

  /**
   * Checks that the columns of a date's own partitions do not rule out all of its rows.
   *
   * @throws DataException if they do
   */
  void requireRows(StorePlan plan, LocalDate date) {
    List<String> refused =
        plan.refused().stream()
            .filter(partition -> date(partition.partition()).equals(date))
            .map(StorePlan.Refused::sentence)
            .toList();
    long all = dates.values().stream().filter(date::equals).count();
    if (!refused.isEmpty() && refused.size() == all) {
      throw new DataException(
          "%s, so there are no rows of %s; write the files again with the columns of the table"
              .formatted(Printable.named(refused), date));
    }
  }

  private void requirePartition(LocalDate date) {
    if (dates.containsValue(date)) {
      return;
    }
    String before =
        dates.entrySet().stream()
            .filter(partition -> partition.getValue().isBefore(date))
            .max(Map.Entry.comparingByValue())
            .map(partition -> "; the last one before it is " + partition.getKey())
            .orElse("");
    throw new DataException("the table has no partition of %s%s".formatted(date, before));
  }

  /**
   * How a date ended.
   *
   * @param version its number
   * @param directory of its files; null if they were pruned
   * @param promoted whether the gate let it pass
   * @param sentence what the gate decided, and why
   * @param repeated whether an earlier run had the same answer
   */
  public record Outcome(
      long version,
      LocalDate date,
      @Nullable String directory,
      boolean promoted,
      String sentence,
      boolean repeated) {}

  /** The fingerprints of the partitions that a model of a date is trained on. */
  private Map<String, String> sources(LocalDate date, LeafTable.Snapshot snapshot)
      throws ConfigException, IOException {
    StorePlan plan = plan(List.of(date), snapshot.leaves());
    Map<String, String> sources = new TreeMap<>();
    List.of(plan.added(), plan.changed(), plan.kept()).stream()
        .flatMap(List::stream)
        .forEach(partition -> sources.put(partition.name(), partition.fingerprint()));
    return sources;
  }

  /**
   * A date, and what decides whether it was done before.
   *
   * @param sources the fingerprints of the partitions that a model of it is trained on
   * @param prefix the beginning of the names of directories of versions of the same job and sources
   */
  public record Dated(LocalDate date, Map<String, String> sources, String prefix) {}

  /**
   * A date as the table and the store are now.
   *
   * @throws DataException if the table has no partition of it
   */
  public Dated dated(LocalDate date) throws ConfigException, IOException {
    requirePartition(date);
    Map<String, String> sources = sources(date, store().snapshot());
    String hash = Digests.sha256(config.hash() + sources);
    return new Dated(date, sources, "%s-%s-".formatted(date, hash.substring(0, 12)));
  }

  /**
   * The outcome of an earlier run of the same job for the same date and rows, whose files may have
   * been pruned; null if there is none that holds.
   */
  public @Nullable Outcome settled(Dated dated) throws IOException {
    if (!registry.hasDirectory(dated.prefix())) {
      return null;
    }
    registry.requireMoves();
    for (long number = registry.newest(); number > 0; number--) {
      ModelVersion version = registry.version(number);
      ModelVersion.Result result = version.result();
      if (version.directory().startsWith(dated.prefix())
          && version.sources().equals(dated.sources())
          && result != null
          && result.sentence() != null) {
        boolean whole = registry.hasFiles(version);
        if (holds(number, version, result.promoted(), result.sentence(), whole)) {
          return new Outcome(
              number,
              dated.date(),
              whole ? registry.directory(version.directory()) : null,
              result.promoted(),
              result.sentence(),
              true);
        }
      }
    }
    return null;
  }

  /**
   * Whether a version still is the answer for its date. If the run that recorded it ended before it
   * moved an alias, and its files are there, this does so.
   */
  private boolean holds(
      long number, ModelVersion version, boolean promoted, String sentence, boolean whole)
      throws IOException {
    if (promoted) {
      return whole
          ? promote(number, version, sentence, 0)
          : registry.movedTo(Alias.CHAMPION, number, 0);
    }
    return !whole || registry.movedTo(Alias.CHALLENGER, number, 0) || challenge(number, sentence);
  }

  /** A name for the directory of a candidate that no other run uses. */
  public String directory(Dated dated) {
    return dated.prefix() + UUID.randomUUID().toString().substring(0, 8);
  }

  /** Where a directory of that name is. */
  public String location(String directory) {
    return registry.directory(directory);
  }

  /**
   * What a run begins with.
   *
   * @param newest the number of the newest version
   * @param moves number of moves of aliases
   * @param champion null if there is none
   */
  record Start(long newest, long moves, Gate.@Nullable Champion champion) {
    @Nullable Long parent() {
      return champion == null ? null : champion.version();
    }

    @Nullable VersionStatistics statistics() {
      return champion == null ? null : champion.statistics();
    }
  }

  /**
   * Whether there are versions of which none ever had an alias.
   *
   * @throws RegistryException if one of them was compared with a champion
   */
  boolean isWithoutMoves() throws IOException {
    registry.requireMoves();
    return registry.newest() > 0 && registry.newestMove() == 0;
  }

  /** The location of the log of the aliases' moves. */
  String aliasesLocation() {
    return registry.aliasesLocation();
  }

  Start start() throws IOException {
    long newest = registry.newest();
    long moves = registry.newestMove();
    @Nullable Long champion = registry.aliases().get(Alias.CHAMPION);
    if (champion == null) {
      return new Start(newest, moves, null);
    }
    ModelVersion version = registry.version(champion);
    return new Start(
        newest,
        moves,
        new Gate.Champion(champion, version.logicalDate(), statistics(registry.files(version))));
  }

  /**
   * Records a candidate whose files are complete, and moves an alias to it.
   *
   * @return null if another run has made a version the champion since this one began, so that the
   *     candidate has to be judged again
   */
  @Nullable Outcome publish(Candidate candidate) throws IOException {
    Start start = candidate.start();
    long number = registry.publish(candidate.version(), start.newest());
    ModelVersion version = registry.version(number);
    Verdict verdict = candidate.verdict();
    boolean holds =
        verdict.promoted()
            ? promote(number, version, verdict.sentence(), start.moves())
            : challenge(number, verdict.sentence());
    return holds
        ? new Outcome(
            number,
            candidate.date(),
            registry.directory(version.directory()),
            verdict.promoted(),
            verdict.sentence(),
            false)
        : null;
  }

  /** Removes the files of the versions that the job does not keep. */
  void prune() throws IOException {
    new Pruning(registry, config.keep().versions()).run(Instant.now());
  }

  /**
   * Makes a version the champion, unless that has been done since some move of aliases; false if
   * the champion is not the version's parent.
   */
  private boolean promote(long number, ModelVersion version, String sentence, long since)
      throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (registry.movedTo(Alias.CHAMPION, number, since)) {
        return true;
      }
      @Nullable Long champion = registry.aliases().get(Alias.CHAMPION);
      if (!Objects.equals(champion, version.parent())) {
        return false;
      }
      try {
        registry.move(Alias.CHAMPION, version.parent(), number, Instant.now(), AUTHOR, sentence);
        return true;
      } catch (RegistryException e) {
        // Another run was first; look again at what it did.
      }
    }
    return false;
  }

  /** Makes a refused version the challenger, unless a newer one is. */
  private boolean challenge(long number, String sentence) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      @Nullable Long challenger = registry.aliases().get(Alias.CHALLENGER);
      if (challenger != null && challenger >= number) {
        return true;
      }
      try {
        registry.move(Alias.CHALLENGER, challenger, number, Instant.now(), AUTHOR, sentence);
        return true;
      } catch (RegistryException e) {
        // Another run was first; look again at what it did.
      }
    }
    return true;
  }

  /** A model whose files are complete, before it is recorded as a version. */
  record Candidate(ModelVersion version, LocalDate date, Verdict verdict, Start start) {}

  /**
   * A candidate whose files are complete.
   *
   * @param resultSha256 of the last of them
   * @param rows that it was trained on
   */
  Candidate candidate(
      LocalDate date,
      String directory,
      String resultSha256,
      Verdict verdict,
      Start start,
      long rows,
      LeafTable.Snapshot snapshot)
      throws ConfigException, IOException {
    ModelVersion version =
        new ModelVersion(
            ModelVersion.FORMAT,
            Instant.now().toString(),
            directory,
            resultSha256,
            date.toString(),
            start.parent(),
            new ModelVersion.Result(
                verdict.promoted(),
                verdict.metric(),
                verdict.candidate().error(),
                verdict.candidate().r2(),
                rows,
                verdict.sentence()),
            snapshot.version(),
            sources(date, snapshot),
            config.hash(),
            Version.ridgeline());
    return new Candidate(version, date, verdict, start);
  }

  /** The versions that were trained on other rows of some partitions than these now have. */
  List<Long> staleVersions(StorePlan plan) throws IOException {
    Map<String, String> now =
        plan.changed().stream()
            .collect(Collectors.toMap(SourcePartition::name, SourcePartition::fingerprint));
    List<Long> stale = new ArrayList<>();
    List<String> removed = plan.removed();
    if (!now.isEmpty() || !removed.isEmpty()) {
      registry
          .versions()
          .forEach(
              (number, version) -> {
                boolean saw =
                    version.sources().entrySet().stream()
                        .anyMatch(
                            source ->
                                removed.contains(source.getKey())
                                    || (now.containsKey(source.getKey())
                                        && !source.getValue().equals(now.get(source.getKey()))));
                if (saw) {
                  stale.add(number);
                }
              });
    }
    return stale;
  }

  /**
   * Brings the statistics up to date, in one pass over the partitions that need it.
   *
   * @return what the store has then
   * @throws StoreException if other runs changed the same partitions again and again
   */
  LeafTable.Snapshot update(List<LocalDate> logicalDates, StageTimer timer, JobProgress progress)
      throws ConfigException, IOException {
    for (int attempt = 0; ; attempt++) {
      LeafTable.Snapshot before = store().snapshot();
      StorePlan plan = plan(logicalDates, before.leaves());
      requireReadable(plan);
      if (plan.isEmpty()) {
        return before;
      }
      try {
        commit(plan, before, timer, progress);
      } catch (StoreException e) {
        if (attempt == ATTEMPTS || store().snapshot().version() == before.version()) {
          throw e;
        }
      }
      if (attempt == ATTEMPTS) {
        throw new IOException(
            "other runs change the statistics of the same partitions again and again; do they read the same table?");
      }
    }
  }

  private void commit(
      StorePlan plan, LeafTable.Snapshot before, StageTimer timer, JobProgress progress)
      throws ConfigException, IOException {
    LeafTable.Change change = store().change(before);
    AtomicLong rows = new AtomicLong();
    try {
      timer.run(
          "reading",
          () ->
              table.collect(
                  inTableOrder(plan.unread()),
                  (partition, leaf) -> {
                    rows.addAndGet(leaf.total().rows());
                    put(partition, leaf, change);
                  }));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    plan.removed().forEach(change::remove);
    progress.rows(rows.get());
    change.commit(
        Map.of(
            "added", String.valueOf(plan.added().size()),
            "changed", String.valueOf(plan.changed().size()),
            "gone", String.valueOf(plan.gone().size()),
            "refused", String.valueOf(plan.refused().size())));
    store().expire();
  }

  private static void put(SourcePartition partition, Leaf leaf, LeafTable.Change change) {
    try {
      change.put(partition.name(), partition.fingerprint(), leaf);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Partitions in the order in which the table has them. */
  private List<SourcePartition> inTableOrder(List<SourcePartition> partitions) {
    return table.partitions().stream().filter(partitions::contains).toList();
  }
}
