package ridgeline.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
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

  private static final AliasMove NONE = AliasMove.of("", "", "", Map.of());

  private final String name;
  private final String location;
  private final NumberedFiles versions;
  private final NumberedFiles moves;

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
    this.name = name;
    location = "%s/models/%s".formatted(store, name);
    versions = new NumberedFiles(location + "/versions", ".json", configuration);
    moves = new NumberedFiles(location + "/aliases", ".json", configuration);
  }

  /** The directory of the files of a version. */
  public String directory(ModelVersion version) {
    return location + "/" + version.directory();
  }

  /**
   * Records a version whose files are complete.
   *
   * @return its number
   */
  public long publish(ModelVersion version) throws IOException {
    byte[] content = version.text().getBytes(StandardCharsets.UTF_8);
    long number;
    do {
      number = versions.newest() + 1;
    } while (!versions.create(number, content));
    return number;
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
   * @throws RegistryException if there is none
   */
  public ModelVersion version(long number) throws IOException {
    requireVersion(number);
    return read(number);
  }

  private void requireVersion(long number) throws IOException {
    long newest = versions.newest();
    if (number < 1 || number > newest) {
      throw new RegistryException(
          newest == 0
              ? "%s has no versions".formatted(name)
              : "%s has no version %d; its versions are 1 to %d".formatted(name, number, newest));
    }
  }

  private ModelVersion read(long number) throws IOException {
    return ModelVersion.read(versions.location(number), versions.read(number, MAX_VERSION_BYTES));
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

  private AliasMove move(long number) throws IOException {
    return number == 0
        ? NONE
        : AliasMove.read(moves.location(number), moves.read(number, MAX_MOVE_BYTES));
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
                      ? "no aliases"
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
      if (moves.create(newest + 1, next.text().getBytes(StandardCharsets.UTF_8))) {
        return;
      }
    }
  }

  private static String described(@Nullable Long version) {
    return version == null ? "no version" : "version " + version;
  }

  /**
   * Makes the previous champion the champion again.
   *
   * @return its number
   * @throws RegistryException if there is none
   */
  public long rollBack(Instant at, String by, String why) throws IOException {
    long previous = version(Alias.PREVIOUS);
    move(Alias.CHAMPION, version(Alias.CHAMPION), previous, at, by, why);
    return previous;
  }
}
