package ridgeline.registry;

import java.io.IOException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import ridgeline.data.feature.StrictJson;

/**
 * A move of aliases, and where all of them are after it.
 *
 * @param format version of the record's format
 * @param at when, as an ISO 8601 instant
 * @param by who moved them
 * @param why the reason that was given
 * @param aliases the version of each alias that has one
 */
public record AliasMove(int format, String at, String by, String why, Map<Alias, Long> aliases) {
  private static final int FORMAT = 1;

  public AliasMove {
    StrictJson.requireFormat(format, FORMAT);
    StrictJson.present("at", at);
    StrictJson.present("by", by);
    StrictJson.present("why", why);
    Map<Alias, Long> copy = new EnumMap<>(Alias.class);
    copy.putAll(StrictJson.present("aliases", aliases));
    if (copy.values().stream().anyMatch(version -> version == null || version < 1)) {
      throw new IllegalArgumentException("has an alias without a version");
    }
    aliases = Collections.unmodifiableMap(copy);
  }

  /** A move to the given places. */
  static AliasMove of(String at, String by, String why, Map<Alias, Long> aliases) {
    return new AliasMove(FORMAT, at, by, why, aliases);
  }

  /** Where the aliases are if an alias moves to a version; a new champion has its predecessor. */
  Map<Alias, Long> with(Alias alias, long version) {
    Map<Alias, Long> moved = new EnumMap<>(Alias.class);
    moved.putAll(aliases);
    Long before = moved.put(alias, version);
    if (alias == Alias.CHAMPION && before != null && before != version) {
      moved.put(Alias.PREVIOUS, before);
    }
    if (alias == Alias.CHAMPION && Objects.equals(moved.get(Alias.CHALLENGER), version)) {
      moved.remove(Alias.CHALLENGER);
    }
    return moved;
  }

  String text() throws IOException {
    return StrictJson.write(this);
  }
}
