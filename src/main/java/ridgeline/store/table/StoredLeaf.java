package ridgeline.store.table;

import org.apache.iceberg.DataFile;

/**
 * A leaf in the table.
 *
 * @param partition the partition's name, such as {@code day=2001-06-07}
 * @param sources fingerprint of what the leaf was computed from
 * @param location of its file
 */
public record StoredLeaf(String partition, String sources, String location) {
  private static final String FORGOTTEN = "forgotten ";

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

  static StoredLeaf of(DataFile file) {
    return new StoredLeaf(
        file.partition().get(0, String.class),
        file.partition().get(1, String.class),
        file.location());
  }
}
