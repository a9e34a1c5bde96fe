package ridgeline.config.retrain;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a store may be: neither in the directory of its table nor around it. */
public final class StoreLocation {
  private static final Pattern LOCATION =
      Pattern.compile("(?:([A-Za-z][A-Za-z0-9+.-]+):(?://([^/]*))?)?(.*)", Pattern.DOTALL);

  private static final String LOCAL = "file";

  private StoreLocation() {}

  /**
   * A location, taken apart.
   *
   * @param system scheme and authority
   * @param names of the directories on the way to it, without links on a local disk
   */
  private record Parts(String system, List<String> names) {
    static Parts of(String location) {
      Matcher parts = LOCATION.matcher(location);
      if (!parts.matches()) {
        throw new IllegalStateException(location);
      }
      @Nullable String scheme = parts.group(1);
      @Nullable String authority = parts.group(2);
      String path = parts.group(3);
      if (scheme == null || scheme.equalsIgnoreCase(LOCAL)) {
        return new Parts(LOCAL, names(real(path)));
      }
      String name = scheme.toLowerCase(Locale.ROOT).replaceFirst("^s3[an]$", "s3");
      String host = authority == null ? "" : authority.replaceFirst("^[^@]*:[^@]*@", "");
      return new Parts(name + "://" + host, names(path));
    }

    private static List<String> names(String path) {
      Deque<String> names = new ArrayDeque<>();
      for (String name : path.split("/", -1)) {
        if (name.equals("..")) {
          names.pollLast();
        } else if (!name.isEmpty() && !name.equals(".")) {
          names.addLast(name);
        }
      }
      return List.copyOf(names);
    }

    /** An absolute path, without links as far as it exists. */
    private static String real(String path) {
      try {
        Path absolute = Path.of(path).toAbsolutePath();
        @Nullable Path existing = absolute;
        while (existing != null && !Files.exists(existing)) {
          existing = existing.getParent();
        }
        return existing == null
            ? absolute.toString()
            : existing.toRealPath().resolve(existing.relativize(absolute)).toString();
      } catch (IOException | IllegalArgumentException e) {
        return path;
      }
    }
  }

  /**
   * What is wrong with a store.
   *
   * @param store its location, a path or an URI
   * @param table the location of the table, which may be a pattern
   */
  public static Optional<String> problem(String store, String table) {
    Parts ofStore = Parts.of(store);
    Parts ofTable = Parts.of(table);
    int common = Math.min(ofStore.names().size(), ofTable.names().size());
    boolean apart =
        !ofStore.system().equals(ofTable.system())
            || IntStream.range(0, common)
                .anyMatch(k -> !matches(ofTable.names().get(k), ofStore.names().get(k)));
    if (apart) {
      return Optional.empty();
    }
    String found =
        Stream.of(ofStore, ofTable).map(parts -> parts.names().size()).distinct().count() == 1
            ? "is data.path"
            : common == ofTable.names().size() ? "is in data.path" : "has data.path in it";
    return Optional.of(
        found + ", where each would take files of the other for its own; give another directory");
  }

  private static boolean matches(String pattern, String name) {
    try {
      return pattern.equals(name)
          || FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(name));
    } catch (PatternSyntaxException e) {
      return false;
    }
  }
}
