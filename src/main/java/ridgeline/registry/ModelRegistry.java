package ridgeline.registry;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import ridgeline.config.text.Spelling;
import ridgeline.data.DataException;
import ridgeline.storage.NumberedFiles;

/**
 * The versions of one model in a store, and its aliases. A version is a record that is created once
 * its files are complete; aliases are a log of moves, of which the last says where each of them is.
 * Both are {@link NumberedFiles}, so several writers can use a registry at once, and an alias
 * always points to a version that is whole.
 */
public final class ModelRegistry {
  /** A record of a version names every partition. */
  private static final int MAX_VERSION_BYTES = 16 << 20;

  private static final int MAX_MOVE_BYTES = 1 << 16;

  private static final String MODELS = "models";

  private static final String VERSIONS = "versions";

  private static final String ALIASES = "aliases";

  /** Has an empty file for each directory that was pruned, as listing is cheaper than reading. */
  private static final String PRUNED = "pruned";

  private static final List<String> OWN = List.of(VERSIONS, ALIASES, PRUNED);

  private static final String MEND_VERSION =
      "put it back from a copy of the store, or begin again with another name in the job file, which keeps the statistics";

  private static final String MEND_MOVE =
      "put it back from a copy of the store, or, if it is the newest, remove it while nothing runs, so that the aliases are where they were before";

  private static final AliasMove NONE = AliasMove.of("", "", "", Map.of());

  private final String store;
  private final String name;
  private final String location;
  private final Configuration configuration;
  private final NumberedFiles versions;
  private final NumberedFiles moves;

  /** The names of the models of a store. */
  public static List<String> names(String store, Configuration configuration) throws IOException {
    Path path = new Path(store, MODELS);
    try {
      return Arrays.stream(path.getFileSystem(configuration).listStatus(path))
          .filter(FileStatus::isDirectory)
          .map(model -> model.getPath().getName())
          .filter(model -> ModelVersion.PLAIN_NAME.matcher(model).matches())
          .sorted()
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  /**
   * Opens the registry of a model that has versions.
   *
   * @throws RegistryException if the store has no such model, with the nearest name
   */
  public static ModelRegistry ofKnown(String store, String name, Configuration configuration)
      throws IOException {
    ModelRegistry registry = new ModelRegistry(store, name, configuration);
    if (registry.newest() == 0) {
      List<String> known = names(store, configuration);
      throw new RegistryException(
          known.isEmpty()
              ? "%s has no models; check the location".formatted(store)
              : "%s has no model %s with versions%s"
                  .formatted(
                      store,
                      name,
                      Spelling.hint(name, known.stream().filter(n -> !n.equals(name)).toList())));
    }
    return registry;
  }

  /**
   * Opens the registry of a model; nothing is read.
   *
   * @throws RegistryException if the name cannot be that of a directory
   */
  public ModelRegistry(String store, String name, Configuration configuration) {
    if (!ModelVersion.PLAIN_NAME.matcher(name).matches()) {
      throw new RegistryException(
          "the model's name may have letters, digits, dots, dashes and underscores, got: \"%s\""
              .formatted(name));
    }
    this.store = store;
    this.name = name;
    this.configuration = configuration;
    location = "%s/%s/%s".formatted(store, MODELS, name);
    versions = new NumberedFiles(location + "/" + VERSIONS, ".json", configuration);
    moves = new NumberedFiles(location + "/" + ALIASES, ".json", configuration);
  }

  /** The location of the store. */
  public String store() {
    return store;
  }

  /** The name of the model. */
  public String name() {
    return name;
  }

  /** The number of the newest version; 0 if there are none. */
  public long newest() throws IOException {
    return versions.newest();
  }

  /**
   * Records a version whose files are complete, unless a run at the same time has recorded one of
   * the same job, date, rows and champion.
   *
   * @param known the number of the newest version when the run began; later ones are looked at
   * @return its number, or that of the other
   * @throws DataException if it was trained on so many partitions that it could not be read again
   */
  public long publish(ModelVersion version, long known) throws IOException {
    byte[] content = version.text().getBytes(StandardCharsets.UTF_8);
    if (content.length > MAX_VERSION_BYTES) {
      throw new DataException(
          "the record of the version would name %,d partitions in %,d bytes, and may have %,d; shorten the window, or write the table in fewer partitions"
              .formatted(version.sources().size(), content.length, MAX_VERSION_BYTES));
    }
    long seen = known;
    while (true) {
      long newest = versions.newest();
      for (; seen < newest; seen++) {
        if (version.repeats(read(seen + 1))) {
          return seen + 1;
        }
      }
      if (versions.create(newest + 1, content)) {
        return newest + 1;
      }
    }
  }

  /** The names of the directories in which versions were written, complete or not. */
  public List<String> directories() throws IOException {
    return listed(location)
        .filter(FileStatus::isDirectory)
        .map(directory -> directory.getPath().getName())
        .filter(directory -> !OWN.contains(directory))
        .sorted()
        .toList();
  }

  /**
   * Whether a version was written in a directory whose name begins so, even if its files were
   * pruned; or a run that recorded none left one behind.
   */
  public boolean hasDirectory(String prefix) throws IOException {
    return directories().stream().anyMatch(name -> name.startsWith(prefix))
        || listed(directory(PRUNED)).anyMatch(file -> file.getPath().getName().startsWith(prefix));
  }

  private Stream<FileStatus> listed(String directory) throws IOException {
    Path path = new Path(directory);
    try {
      return Arrays.stream(path.getFileSystem(configuration).listStatus(path));
    } catch (FileNotFoundException e) {
      return Stream.of();
    }
  }

  /** The location in which the files of a version are, or are to be written. */
  public String directory(String directory) {
    return location + "/" + directory;
  }

  /**
   * The files of a version.
   *
   * @throws RegistryException if they were removed
   * @throws DamagedFileException if they were though the version has an alias, or the last one is
   *     not what was written
   */
  public VersionFiles files(ModelVersion version) throws IOException {
    try {
      return VersionFiles.open(directory(version.directory()), version, configuration);
    } catch (DamagedFileException e) {
      throw e;
    } catch (RegistryException e) {
      for (Map.Entry<Alias, Long> alias : aliases().entrySet()) {
        if (version(alias.getValue()).equals(version)) {
          throw new DamagedFileException(
              "%s/%s is missing, though its version is the %s of %s; put its files back from a copy of the store, or make another version the champion with jobs/models promote"
                  .formatted(
                      directory(version.directory()), VersionFiles.RESULT, alias.getKey(), name));
        }
      }
      throw e;
    }
  }

  /** Whether a version has its files, rather than only its record. */
  public boolean hasFiles(ModelVersion version) throws IOException {
    Path last = new Path(directory(version.directory()), VersionFiles.RESULT);
    return last.getFileSystem(configuration).exists(last);
  }

  /** When a file of a directory was last written; the far future if it is gone. */
  Instant lastWritten(String directory) throws IOException {
    Path path = new Path(directory(directory));
    FileSystem files = path.getFileSystem(configuration);
    try {
      return Instant.ofEpochMilli(lastWritten(files.getFileStatus(path), files));
    } catch (FileNotFoundException e) { // another run is removing it
      return Instant.MAX;
    }
  }

  private static long lastWritten(FileStatus file, FileSystem files) throws IOException {
    long last = file.getModificationTime();
    if (file.isDirectory()) {
      for (FileStatus inner : files.listStatus(file.getPath())) {
        last = Math.max(last, lastWritten(inner, files));
      }
    }
    return last;
  }

  /** Removes a directory that is of no version. */
  void remove(String directory) throws IOException {
    Path path = new Path(directory(directory));
    path.getFileSystem(configuration).delete(path, true);
  }

  /**
   * Removes the directory of a version, and first the file without which it has no files: what an
   * interruption leaves is never taken for whole.
   */
  void prune(String directory) throws IOException {
    Path path = new Path(directory(directory));
    FileSystem files = path.getFileSystem(configuration);
    files.delete(new Path(path, VersionFiles.RESULT), false);
    files.create(new Path(directory(PRUNED), directory), true).close();
    files.delete(path, true);
  }

  /** All versions by their numbers. */
  public Map<Long, ModelVersion> versions() throws IOException {
    Map<Long, ModelVersion> all = new TreeMap<>();
    long newest = versions.newest();
    for (long number = 1; number <= newest; number++) {
      all.put(number, read(number));
    }
    return all;
  }

  /**
   * A version.
   *
   * @throws RegistryException if there is none, or its record is damaged
   */
  public ModelVersion version(long number) throws IOException {
    try {
      return read(number);
    } catch (DamagedFileException e) {
      requireVersion(number);
      throw e;
    }
  }

  private void requireVersion(long number) throws IOException {
    long newest = versions.newest();
    if (number < 1 || number > newest) {
      if (aliases().containsValue(number)) {
        throw missing(versions, number, MEND_VERSION);
      }
      throw new RegistryException(
          newest == 0
              ? "%s has no versions".formatted(name)
              : "%s has no version %d; its versions are 1 to %d".formatted(name, number, newest));
    }
  }

  private ModelVersion read(long number) throws IOException {
    return record(versions, number, MAX_VERSION_BYTES, ModelVersion.class, MEND_VERSION);
  }

  private static <T> T record(
      NumberedFiles files, long number, int maxBytes, Class<T> type, String mend)
      throws IOException {
    byte[] content;
    try {
      content = files.read(number, maxBytes + 1);
    } catch (FileNotFoundException e) {
      throw missing(files, number, mend);
    }
    if (content.length > maxBytes) {
      throw new DamagedFileException(
          "%s has more than %,d bytes; %s".formatted(files.location(number), maxBytes, mend));
    }
    return DamagedFileException.parse(files.location(number), content, type, mend);
  }

  private static DamagedFileException missing(NumberedFiles files, long number, String mend) {
    return new DamagedFileException("%s is missing; %s".formatted(files.location(number), mend));
  }

  /** Where the aliases are. */
  public Map<Alias, Long> aliases() throws IOException {
    return move(moves.newest()).aliases();
  }

  /** All moves of aliases by their numbers. */
  public Map<Long, AliasMove> moves() throws IOException {
    Map<Long, AliasMove> all = new TreeMap<>();
    long newest = moves.newest();
    for (long number = 1; number <= newest; number++) {
      all.put(number, move(number));
    }
    return all;
  }

  /** The number of the newest move; 0 if there are none. */
  public long newestMove() throws IOException {
    return moves.newest();
  }

  /**
   * Refuses a registry whose moves of aliases are lost.
   *
   * @throws DamagedFileException if there are none, but a version had a champion before it
   */
  public void requireMoves() throws IOException {
    if (moves.newest() > 0) {
      return;
    }
    for (Map.Entry<Long, ModelVersion> version : versions().entrySet()) {
      @Nullable Long champion = version.getValue().parent();
      if (champion != null && moves.newest() == 0) {
        throw new DamagedFileException(
            "%s has no moves, but version %d of %s was compared with the champion, which was version %d; put the directory back from a copy of the store, or name a champion with jobs/models promote"
                .formatted(aliasesLocation(), version.getKey(), name, champion));
      }
    }
  }

  /** The location of the log of the aliases' moves. */
  public String aliasesLocation() {
    return location + "/" + ALIASES;
  }

  /** Whether a move after some move led an alias to a version, even if others followed. */
  public boolean movedTo(Alias alias, long version, long since) throws IOException {
    for (long number = moves.newest(); number > since; number--) {
      if (Objects.equals(move(number).aliases().get(alias), version)) {
        return true;
      }
    }
    return false;
  }

  private AliasMove move(long number) throws IOException {
    return number == 0 ? NONE : record(moves, number, MAX_MOVE_BYTES, AliasMove.class, MEND_MOVE);
  }

  /**
   * The version of an alias.
   *
   * @throws RegistryException if it has none
   */
  public long version(Alias alias) throws IOException {
    Map<Alias, Long> aliases = aliases();
    @Nullable Long version = aliases.get(alias);
    if (version == null) {
      throw new RegistryException(
          "%s has no %s; it has %s"
              .formatted(
                  name,
                  alias,
                  aliases.isEmpty()
                      ? "no aliases; jobs/models promote gives it one"
                      : aliases.entrySet().stream()
                          .map(entry -> "%s %d".formatted(entry.getKey(), entry.getValue()))
                          .collect(Collectors.joining(", "))));
    }
    return version;
  }

  /**
   * Moves an alias. A champion that is replaced becomes {@link Alias#PREVIOUS}.
   *
   * @param expected the version that the alias has to have before; null if none
   * @param by who moves it
   * @param why the reason
   * @throws RegistryException if there is no such version, or the alias was moved by another
   */
  public void move(
      Alias alias, @Nullable Long expected, long version, Instant at, String by, String why)
      throws IOException {
    requireVersion(version);
    while (true) {
      long newest = moves.newest();
      AliasMove last = move(newest);
      @Nullable Long current = last.aliases().get(alias);
      if (!Objects.equals(current, expected)) {
        throw new RegistryException(
            "%s of %s is %s by now, not %s; another run has moved it"
                .formatted(alias, name, described(current), described(expected)));
      }
      AliasMove next = AliasMove.of(at.toString(), by, why, last.with(alias, version));
      byte[] content = next.text().getBytes(StandardCharsets.UTF_8);
      if (content.length > MAX_MOVE_BYTES) {
        throw new RegistryException(
            "the author and the reason have %,d bytes; the limit is about %,d"
                .formatted(content.length, MAX_MOVE_BYTES));
      }
      if (moves.create(newest + 1, content)) {
        return;
      }
    }
  }

  private static String described(@Nullable Long version) {
    return version == null ? "no version" : "version " + version;
  }
}
