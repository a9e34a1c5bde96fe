package ridgeline.data.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import ridgeline.config.ConfigException;
import ridgeline.data.sql.ColumnNames;

/**
 * A file of a snapshot of an Iceberg table.
 *
 * @param values those of the partition columns; of a file of deletes, null if it has none
 * @param hasRows whether it has rows of the table, rather than deletes of them
 * @param partition its partition and the specification of that, the same text for the same ones
 * @param isOfAll whether it has deletes of the rows of all partitions
 * @param identity path, size, and what else decides which rows it adds or deletes
 */
record IcebergFile(
    InternalRow values,
    boolean hasRows,
    String partition,
    boolean isOfAll,
    String identity,
    long bytes) {
  /** Whether a file has rows of the table. */
  private static final String HAS_ROWS = "data_file.content = 0";

  /** Whether a file has values of which all rows are deleted, rather than the positions of rows. */
  private static final String DELETES_VALUES = "data_file.content = 2";

  /** Of entries of files that the snapshot no longer has. */
  private static final String IS_DELETED = "status = 2";

  private static final String NO_VALUES = "{\"partition\":{}}";

  /**
   * The files of a snapshot, of which none is read.
   *
   * @param files in no particular order
   * @param schema the partition columns
   */
  record Listing(List<IcebergFile> files, StructType schema) {}

  /**
   * Lists the files of a snapshot.
   *
   * @param entries Iceberg's table of the entries of its manifests
   * @param by the partition columns
   * @throws ConfigException if the partition of a file is not known to be that of its rows
   */
  static Listing list(Dataset<Row> entries, List<String> by) throws ConfigException {
    StructType partition = entries.select("data_file.partition.*").schema();
    for (String column : by) {
      if (!Arrays.asList(partition.fieldNames()).contains(column)) {
        throw SourcePartitions.refused(
            "the partitions of the Iceberg table have another name for %s, one of %s"
                .formatted(column, String.join(", ", partition.fieldNames())));
      }
      DataType type = partition.apply(column).dataType();
      if (type.equals(DataTypes.DoubleType) || type.equals(DataTypes.FloatType)) {
        throw SourcePartitions.refused(
            "the Iceberg table is partitioned by %s, which is %s, and Iceberg keeps 0 and -0 apart, which Spark takes for equal; partition it by text or whole numbers"
                .formatted(column, type.simpleString()));
      }
    }
    Stream<String> ofFile =
        Stream.of(
            HAS_ROWS,
            json("data_file.spec_id", "data_file.partition"),
            "%s AND %s = '%s'".formatted(DELETES_VALUES, json("data_file.partition"), NO_VALUES),
            json(
                "data_file.file_path",
                "data_file.file_size_in_bytes",
                "sequence_number",
                "data_file.content_offset",
                "data_file.content_size_in_bytes"),
            "COALESCE(data_file.content_size_in_bytes, data_file.file_size_in_bytes)",
            "%s AND (%s)".formatted(HAS_ROWS, doubts(by)),
            "data_file.file_path");
    Column[] columns =
        Stream.concat(by.stream().map(IcebergFile::value), ofFile)
            .map(functions::expr)
            .toArray(Column[]::new);
    Dataset<Row> listed = entries.where("NOT (%s)".formatted(IS_DELETED)).select(columns);
    List<IcebergFile> files = new ArrayList<>();
    int next = by.size();
    for (InternalRow row : listed.queryExecution().executedPlan().executeCollect()) {
      if (row.getBoolean(next + 5)) {
        throw SourcePartitions.refused(
            "some rows of the Iceberg table may have been written before it was partitioned by %s, such as those of %s; rewrite its files with Iceberg's procedure rewrite_data_files"
                .formatted(String.join(", ", by), row.getUTF8String(next + 6)));
      }
      files.add(
          new IcebergFile(
              row,
              row.getBoolean(next),
              row.getUTF8String(next + 1).toString(),
              row.getBoolean(next + 2),
              row.getUTF8String(next + 3).toString(),
              row.getLong(next + 4)));
    }
    return new Listing(
        files, new StructType(by.stream().map(partition::apply).toArray(StructField[]::new)));
  }

  private static String json(String... columns) {
    return "TO_JSON(STRUCT(%s), MAP('ignoreNullFields', 'true'))"
        .formatted(String.join(", ", columns));
  }

  private static String value(String column) {
    return "data_file.partition." + ColumnNames.quotedName(column);
  }

  /**
   * Whether some row of a file may have other values than its partition. A partition without a
   * value is either of rows without one, or of files from before the table was partitioned by the
   * column; and the name of a partition's column outlives that of the table's.
   */
  private static String doubts(List<String> by) {
    return by.stream()
        .map(
            column -> {
              String metrics = "readable_metrics." + ColumnNames.quotedName(column);
              return """
                  CASE WHEN %1$s IS NULL
                  THEN COALESCE(%2$s.null_value_count <> data_file.record_count, TRUE)
                  ELSE COALESCE(%2$s.null_value_count > 0, FALSE)
                  OR COALESCE(%1$s < %2$s.lower_bound OR %1$s > %2$s.upper_bound, FALSE) END"""
                  .formatted(value(column), metrics);
            })
        .collect(Collectors.joining(" OR "));
  }
}
