package ridgeline.job.output;

import java.io.IOException;
import java.io.Writer;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that a run has recorded as its own in its output directory, each before it was written.
 * Paths are relative to the directory, with slashes.
 *
 * <p>An entry is a file or, with a trailing slash, a directory that Spark fills: the files in it
 * that Spark's writers create belong to the run, all others do not. Files with which runs claim and
 * describe a directory, and those of checkpoints, need no entry.
 */
final class Manifest {
  private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  /** A temporary file that replaces another once it is complete. */
  private static final Pattern HIDDEN = Pattern.compile("(.*/)?_([^/]+)\\." + UUID);

  private static final Pattern WITHOUT_ENTRY =
      Pattern.compile(
          "%s|%s|%s%s|%s%s|%s/(state\\.json|training-\\d+-epoch-\\d+\\.safetensors)"
              .formatted(
                  OutputDirectory.OWNER,
                  Pattern.quote(StatusFile.NAME),
                  OutputDirectory.MANIFEST,
                  UUID,
                  OutputDirectory.CLAIM,
                  UUID,
                  OutputDirectory.CHECKPOINT));

  private static final Pattern SPARKS =
      Pattern.compile(
          "(.*/)?(\\.?(part-|_SUCCESS|_metadata|_common_metadata)[^/]*|(_temporary|__magic[^/]*)(/.*)?)");

  private final Set<String> entries = new TreeSet<>();

  /** Whether a file name is that of a run's manifest. */
  static boolean isName(String name) {
    return name.startsWith(OutputDirectory.MANIFEST) && WITHOUT_ENTRY.matcher(name).matches();
  }

  void add(String entry) {
    entries.add(entry);
  }

  /** Adds the entries of another manifest, as {@link #writeTo} wrote them. */
  void addAll(Collection<String> lines) {
    entries.addAll(lines);
  }

  void addAll(Manifest other) {
    entries.addAll(other.entries);
  }

  /** Writes a line for each entry. */
  void writeTo(Writer writer) throws IOException {
    for (String entry : entries) {
      writer.write(entry + "\n");
    }
  }

  /** Whether a file belongs to the run. */
  boolean owns(String file) {
    Matcher hidden = HIDDEN.matcher(file);
    if (hidden.matches()) {
      String shown = hidden.group(2);
      return isListed(hidden.group(1) == null ? shown : hidden.group(1) + shown);
    }
    return isListed(file);
  }

  private boolean isListed(String file) {
    return entries.contains(file)
        || WITHOUT_ENTRY.matcher(file).matches()
        || entries.stream()
            .filter(entry -> entry.endsWith("/") && file.startsWith(entry))
            .anyMatch(entry -> SPARKS.matcher(file.substring(entry.length())).matches());
  }

  /** Whether files of the run may be in a directory. */
  boolean mayOwnIn(String directory) {
    String within = directory + "/";
    return directory.equals(OutputDirectory.CHECKPOINT)
        || entries.stream()
            .anyMatch(
                entry ->
                    entry.startsWith(within) || (entry.endsWith("/") && within.startsWith(entry)));
  }
}
