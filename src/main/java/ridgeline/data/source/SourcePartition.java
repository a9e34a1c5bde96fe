package ridgeline.data.source;

import java.util.List;

/**
 * A partition of a table in files, as Hive lays them out: {@code day=2001-06-07/...}; or of a Delta
 * or Iceberg table.
 *
 * @param keys the value of each partition column
 * @param fingerprint SHA-256 of its files: their paths, lengths, and modification times or sequence
 *     numbers, and which rows of them were deleted
 * @param bytes total size of its files
 */
public record SourcePartition(List<Key> keys, String fingerprint, long bytes) {
  public SourcePartition {
    keys = List.copyOf(keys);
  }

  /**
   * The value of a partition column.
   *
   * @param column name of the column
   * @param name the value in the name of a directory, as Spark writes it
   * @param literal the value in SQL
   */
  public record Key(String column, String name, String literal) {}

  /** The name, such as {@code day=2001-06-07}, which no other partition of the table has. */
  public String name() {
    return String.join(
        "/", keys.stream().map(key -> "%s=%s".formatted(key.column(), key.name())).toList());
  }
}
