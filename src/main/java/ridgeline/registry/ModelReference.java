package ridgeline.registry;

import java.io.IOException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a user types for a version of a model: {@code STORE/NAME@champion} or {@code STORE/NAME:7}.
 *
 * @param alias null if a version is given
 * @param version null if an alias is given
 */
public record ModelReference(
    String store, String name, @Nullable Alias alias, @Nullable Long version) {
  private static final Pattern REFERENCE =
      Pattern.compile("(.+)/([^/@:]+)(?:@([^/@:]+)|:(\\d{1,9}))");

  /**
   * Parses a reference.
   *
   * @return null if the text is not one, such as the path of a directory
   * @throws RegistryException if there is no such alias
   */
  public static @Nullable ModelReference of(String text) {
    Matcher reference = REFERENCE.matcher(text);
    if (!reference.matches()) {
      return null;
    }
    String version = reference.group(4);
    return new ModelReference(
        reference.group(1),
        reference.group(2),
        version == null ? Alias.of(reference.group(3)) : null,
        version == null ? null : Long.valueOf(version));
  }

  /**
   * The number of the version in a registry.
   *
   * @throws RegistryException if there is none
   */
  public long resolve(ModelRegistry registry) throws IOException {
    if (version != null) {
      registry.version(version);
      return version;
    }
    return registry.version(Objects.requireNonNull(alias));
  }
}
