package ridgeline.registry;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a user types for a model or a version of it: {@code STORE/NAME@champion}, {@code
 * STORE/NAME:7}, or the store and the rest as two words.
 *
 * @param alias null if a version is given, or none
 * @param version null if an alias is given, or none
 */
public record ModelReference(
    String store, String name, @Nullable Alias alias, @Nullable Long version) {
  private static final String VERSION = "(?:@([^/@:]+)|:(\\d{1,9}))";

  private static final Pattern REFERENCE = Pattern.compile("(.+)/([^/@:]+)" + VERSION);

  private static final Pattern IN_STORE = Pattern.compile("([^/@:]+)" + VERSION + "?");

  private static final Pattern MODEL = Pattern.compile("(.+)/([^/@:]+)/*");

  /**
   * Parses a reference to a version.
   *
   * @return null if the text is not one, such as the path of a directory
   * @throws RegistryException if there is no such alias
   */
  public static @Nullable ModelReference of(String text) {
    Matcher reference = REFERENCE.matcher(text);
    return reference.matches()
        ? of(reference.group(1), reference.group(2), reference.group(3), reference.group(4))
        : null;
  }

  /**
   * Parses a reference within a store.
   *
   * @param text such as {@code NAME}, {@code NAME@champion} or {@code NAME:7}
   * @throws RegistryException if it is not one, or there is no such alias
   */
  public static ModelReference in(String store, String text) {
    Matcher reference = IN_STORE.matcher(text);
    if (!reference.matches()) {
      throw new RegistryException(
          "a model is NAME, NAME@ALIAS or NAME:VERSION, such as flights@champion, got: " + text);
    }
    return of(store, reference.group(1), reference.group(2), reference.group(3));
  }

  /**
   * Parses a reference to a model without a version.
   *
   * @return null if the text is not {@code STORE/NAME}
   */
  public static @Nullable ModelReference ofModel(String text) {
    Matcher model = MODEL.matcher(text);
    return model.matches() ? of(model.group(1), model.group(2), null, null) : null;
  }

  private static ModelReference of(
      String store, String name, @Nullable String alias, @Nullable String version) {
    return new ModelReference(
        store,
        name,
        alias == null ? null : Alias.of(alias),
        version == null ? null : Long.valueOf(version));
  }

  /** Whether an alias or a version is given. */
  public boolean isOfVersion() {
    return alias != null || version != null;
  }

  /**
   * The number of the version in a registry: the champion if none is given.
   *
   * @throws RegistryException if there is none
   */
  public long resolve(ModelRegistry registry) throws IOException {
    if (version != null) {
      registry.version(version);
      return version;
    }
    return registry.version(alias == null ? Alias.CHAMPION : alias);
  }
}
