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
    Map<Long, ModelVersion> versions = registry.versions();
    Map<String, Long> numbers = new HashMap<>();
    versions.forEach((number, version) -> numbers.put(version.directory(), number));
    List<Removed> removed = new ArrayList<>();
    for (String directory : registry.directories()) {
      @Nullable Long number = numbers.get(directory);
      boolean isOld =
          number == null
              ? registry.lastWritten(directory).isBefore(now.minus(MIN_AGE))
              : number <= versions.size() - keep && !kept(versions).contains(directory);
      if (isOld) {
        registry.remove(directory);
        removed.add(new Removed(directory, number));
      }
    }
    return removed;
  }

  /** The directories of the versions that have an alias now. */
  private Set<String> kept(Map<Long, ModelVersion> versions) throws IOException {
    Set<String> kept = new HashSet<>();
    for (long number : registry.aliases().values()) {
      @Nullable ModelVersion version = versions.get(number);
      if (version != null) {
        kept.add(version.directory());
      }
    }
    return kept;
  }
}
