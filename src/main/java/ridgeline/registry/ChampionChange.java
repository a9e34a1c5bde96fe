package ridgeline.registry;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A change of the champion that somebody decides on. It is refused if files of the new champion are
 * not what was written, or if another run has changed the champion since this change began.
 */
public final class ChampionChange {
  private final ModelRegistry registry;
  private final Map<Alias, Long> aliases;
  private final @Nullable Long before;

  /** Begins a change of the current champion. */
  public ChampionChange(ModelRegistry registry) throws IOException {
    this.registry = registry;
    aliases = registry.aliases();
    before = aliases.get(Alias.CHAMPION);
  }

  /** The champion when the change began; null if there was none. */
  public @Nullable Long before() {
    return before;
  }

  /**
   * Makes a version the champion.
   *
   * @param by who decided it
   * @param why the reason
   * @throws RegistryException if it is the champion already, cannot be used, or another run was
   *     first
   */
  public void promote(long version, Instant at, String by, String why) throws IOException {
    ModelVersion promoted = registry.version(version);
    if (Objects.equals(before, version)) {
      throw new RegistryException(
          "version %d of %s is the champion already".formatted(version, registry.name()));
    }
    registry.files(promoted).verify();
    registry.move(Alias.CHAMPION, before, version, at, by, why);
  }

  /**
   * Makes the previous champion the champion again.
   *
   * @return its number
   * @throws RegistryException if there is none, it cannot be used, or another run was first
   */
  public long rollBack(Instant at, String by, String why) throws IOException {
    @Nullable Long previous = aliases.get(Alias.PREVIOUS);
    if (previous == null) {
      throw new RegistryException(
          "%s has no previous champion; promote a version instead".formatted(registry.name()));
    }
    promote(previous, at, by, why);
    return previous;
  }
}
