package ridgeline.data.source;

import java.util.List;
import ridgeline.data.sql.ColumnNames;

/**
 * A partition of a table in files: a directory as Hive lays them out, {@code day=2001-06-07/...},
 * one of a Delta or Iceberg table, or the rows in which expressions have some values.
 *
 * @param keys the value of each partition column or expression
 * @param fingerprint SHA-256 of the files that have rows of it: their paths, lengths, and
 *     modification times or sequence numbers, which rows of them were deleted, which of their
 *     columns are those of a Delta or Iceberg table, and the types of the columns that expressions
 *     read
 * @param bytes total size of these files
 */
public record SourcePartition(List<Key> keys, String fingerprint, long bytes) {
  /** The name of null, as Spark writes it. */
  public static final String NULL = "__HIVE_DEFAULT_PARTITION__";

  public SourcePartition {
    keys = List.copyOf(keys);
  }

  /**
   * The value of a partition column or an expression.
   *
   * @param column what stands for it in the name of a partition: the column, or the expression as
   *     Spark escapes the names of directories
   * @param name the value in the name of a directory, as Spark writes it
   * @param literal the value in SQL
   * @param sql the column or expression in SQL
   */
  public record Key(String column, String name, String literal, String sql) {

    /** The value of a partition column. */
    public Key(String column, String name, String literal) {
      this(column, name, literal, ColumnNames.quotedName(column));
    }

    /** Whether it is of an expression rather than of a partition column. */
    public boolean isOfExpression() {
      return !sql.equals(ColumnNames.quotedName(column));
    }

    /** Whether the value is null. */
    public boolean isNull() {
      return name.equals(NULL);
    }
  }

  /** The name, such as {@code day=2001-06-07}, which no other partition of the table has. */
  public String name() {
    return String.join(
        "/", keys.stream().map(key -> "%s=%s".formatted(key.column(), key.name())).toList());
  }
}
