package ridgeline.benchmark.table;

import java.util.List;

/**
 * A table of Parquet files.
 *
 * @param path path on any Hadoop file system
 * @param label a Spark SQL expression
 * @param numeric columns or Spark SQL expressions; {@code *} is every numeric column not used
 *     elsewhere
 * @param categorical columns or Spark SQL expressions
 */
public record ParquetTable(
    String path, String label, List<String> numeric, List<String> categorical)
    implements TableSource {
  public ParquetTable {
    numeric = List.copyOf(numeric);
    categorical = List.copyOf(categorical);
  }
}
