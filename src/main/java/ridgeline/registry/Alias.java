package ridgeline.registry;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import ridgeline.config.text.Spelling;

/** A name for one of the versions of a model, which moves from version to version. */
public enum Alias {
  /** The version that is in use. */
  @JsonProperty("champion")
  CHAMPION,
  /** A version that may become the champion. */
  @JsonProperty("challenger")
  CHALLENGER,
  /** The champion before the current one. */
  @JsonProperty("previous")
  PREVIOUS;

  /**
   * The alias of a name.
   *
   * @throws RegistryException if there is none, with the nearest
   */
  public static Alias of(String name) {
    return Arrays.stream(values())
        .filter(alias -> alias.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new RegistryException(
                    "there is no alias %s%s".formatted(name, Spelling.hint(name, names()))));
  }

  private static List<String> names() {
    return Arrays.stream(values()).map(Alias::toString).toList();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
