package ridgeline.store.table;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.DataFile;

/**
 * A leaf in the table.
 *
 * @param partition the partition's name, such as {@code day=2001-06-07}
 * @param sources fingerprint of what the leaf was computed from
 * @param location of its file
 * @param bytes size of this file
 */
public record StoredLeaf(String partition, String sources, String location, long bytes) {
  private static final String FORGOTTEN = "forgotten ";

  private static final String ROWS = "rows";

  private static final Pattern NAME =
      Pattern.compile(".*-(\\d{1,18})" + ROWS + "-[0-9a-f]{8}\\.avro");

  /** The sources of a leaf without rows that stands for a forgotten partition. */
  public static String forgotten(String fingerprint) {
    return FORGOTTEN + fingerprint;
  }

  /** Whether the partition was forgotten. */
  public boolean isForgotten() {
    return sources.startsWith(FORGOTTEN);
  }

  /** The fingerprint of the files from which the leaf was computed, or which were forgotten. */
  public String fingerprint() {
    return isForgotten() ? sources.substring(FORGOTTEN.length()) : sources;
  }

  /**
   * The number of rows as the name of a leaf's file has it, so that it is known without reading.
   */
  static String named(long rows) {
    return rows + ROWS;
  }

  /** The number of rows of the leaf; empty if the name of its file does not have it. */
  public OptionalLong rows() {
    Matcher name = NAME.matcher(location);
    return name.matches() ? OptionalLong.of(Long.parseLong(name.group(1))) : OptionalLong.empty();
  }

  static StoredLeaf of(DataFile file) {
    return new StoredLeaf(
        file.partition().get(0, String.class),
        file.partition().get(1, String.class),
        file.location(),
        file.fileSizeInBytes());
  }
}
