package ridgeline.data.source;

import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import ridgeline.data.sql.ColumnNames;

/**
 * Values of a csv file beyond its columns, such as the rest of a number with an unquoted comma in
 * it. Spark silently drops them and keeps the rest of the row.
 */
final class SurplusValues {
  private static final String FIRST = "ridgeline_surplus";

  /** Never read: Spark's reader is faster if it can leave out a column. */
  private static final String SECOND = "ridgeline_surplus2";

  private SurplusValues() {}

  /**
   * Whether Spark's default applies to a row of the wrong length, which is to truncate or pad it.
   * If a directory also names a column of the files, a given schema would leave out its position
   * there.
   *
   * @param header the header of the files
   */
  static boolean areLost(Map<String, String> options, List<String> header, String[] files) {
    Set<String> given = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    given.addAll(options.keySet());
    return !given.contains("mode")
        && !given.contains("enforceSchema")
        && header.stream().noneMatch(name -> isOfDirectory(name, files));
  }

  private static boolean isOfDirectory(String column, String[] files) {
    String directory = ("/" + column + "=").toLowerCase(Locale.ROOT);
    return Arrays.stream(files)
        .anyMatch(
            file ->
                new Path(URI.create(file)).toString().toLowerCase(Locale.ROOT).contains(directory));
  }

  /**
   * The rows; reading them fails if there are such values.
   *
   * @param reader the reader, with its format and options
   * @param schema of the table
   * @param table for messages
   */
  static Dataset<Row> refuse(
      DataFrameReader reader, String location, StructType schema, FileTable table) {
    Dataset<Row> rows =
        reader
            .schema(schema.add(FIRST, DataTypes.StringType).add(SECOND, DataTypes.StringType))
            .load(location);
    Column value = ColumnNames.quoted(FIRST);
    Column fault =
        concat(
            lit(
                "%s has a row with more values than columns; the first surplus value is '"
                    .formatted(table)),
            value,
            lit(
                "'; quote values that contain the separator, or set %s to drop surplus values"
                    .formatted(table.options("mode: PERMISSIVE"))));
    Column isLost = trim(value).notEqual("");
    return rows.filter(when(isLost, raise_error(fault).cast("boolean")).otherwise(true))
        .drop(FIRST, SECOND);
  }
}
