package ridgeline.registry;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Removes the files of old versions. Their records stay, so numbers are never used again, and the
 * history of a model can be read for ever.
 */
public final class Pruning {
  /** Before this age, a directory that is of no version may be one that a run is writing. */
  private static final Duration MIN_AGE = Duration.ofDays(1);

  private final ModelRegistry registry;
  private final int keep;

  /**
   * A directory that was removed.
   *
   * @param version whose files it had; null if it was left behind by a run that recorded none
   */
  public record Removed(String directory, @Nullable Long version) {}

  /**
   * Plans to remove the files of all but the newest versions.
   *
   * @param keep number of versions whose files are kept; those with an alias are kept in any case
   */
  public Pruning(ModelRegistry registry, int keep) {
    if (keep < 1) {
      throw new RegistryException(
          "the number of versions to keep must be >= 1, got: %d".formatted(keep));
    }
    this.registry = registry;
    this.keep = keep;
  }

  /**
   * Removes them.
   *
   * @param now the time
   */
  public List<Removed> run(Instant now) throws IOException {
    List<String> directories = registry.directories();
    if (directories.size() <= keep) {
      return List.of();
    }
    long newest = registry.newest();
    Map<String, Map.Entry<Long, ModelVersion>> versions =
        versions(new HashSet<>(directories), newest);
    Map<Alias, Long> aliases = registry.aliases();
    long champion = aliases.getOrDefault(Alias.CHAMPION, 0L);
    List<Removed> removed = new ArrayList<>();
    for (String directory : directories) {
      Map.@Nullable Entry<Long, ModelVersion> version = versions.get(directory);
      @Nullable Long number = version == null ? null : version.getKey();
      boolean isOld =
          version == null
              ? registry.lastWritten(directory).isBefore(now.minus(MIN_AGE))
              : version.getKey() <= newest - keep
                  && !aliases.containsValue(number)
                  && !version.getValue().isPending(version.getKey(), champion);
      if (isOld) {
        remove(directory, number);
        removed.add(new Removed(directory, number));
      }
    }
    return removed;
  }

  private void remove(String directory, @Nullable Long version) throws IOException {
    if (version == null) {
      registry.remove(directory);
    } else {
      registry.prune(directory);
    }
  }

  /** The version of each directory by its number, found from the newest version down. */
  private Map<String, Map.Entry<Long, ModelVersion>> versions(Set<String> directories, long newest)
      throws IOException {
    Map<String, Map.Entry<Long, ModelVersion>> versions = new HashMap<>();
    for (long number = newest; number > 0 && versions.size() < directories.size(); number--) {
      ModelVersion version = registry.version(number);
      if (directories.contains(version.directory())) {
        versions.put(version.directory(), Map.entry(number, version));
      }
    }
    return versions;
  }
}
