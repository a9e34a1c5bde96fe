package ridgeline.job.work;

import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.is_valid_utf8;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.when;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampType;
import ridgeline.config.text.Spelling;
import ridgeline.data.source.SourcePartition;
import ridgeline.data.sql.ColumnNames;
import ridgeline.job.failure.UsageException;

/**
 * The columns by whose values predictions are written in directories, of which Spark names some
 * alike: what is read again has to be what was written.
 */
final class PredictionDirectories {
  private static final String OPTION = "--partition-by";

  private static final Set<DataType> OTHERS =
      Set.of(
          DataTypes.BooleanType,
          DataTypes.DateType,
          DataTypes.TimestampType,
          DataTypes.TimestampNTZType);

  private PredictionDirectories() {}

  /**
   * Rows whose directories differ if their values do; others fail when they are written.
   *
   * @throws UsageException if they cannot be written by these columns
   */
  static Dataset<Row> of(Dataset<Row> rows, List<String> by) {
    List<String> columns = List.of(rows.columns());
    Set<String> seen = new HashSet<>();
    Dataset<Row> distinct = rows;
    for (String column : by) {
      if (!columns.contains(column)) {
        throw new UsageException(
            "%s %s is not a column of the predictions%s"
                .formatted(OPTION, column, Spelling.hint(column, columns)));
      }
      if (!seen.add(column)) {
        throw new UsageException("%s names %s twice; name it once".formatted(OPTION, column));
      }
      DataType type = rows.schema().apply(column).dataType();
      if (!isPossible(type)) {
        throw new UsageException(
            "%s %s is %s, which names no directory; use a column of text, numbers, booleans, dates or times"
                .formatted(OPTION, column, type.typeName()));
      }
      distinct = distinct.withColumn(column, distinct(column, type));
    }
    if (seen.size() == columns.size()) {
      throw new UsageException(
          "%s names all columns, so none is left for the files; leave one out".formatted(OPTION));
    }
    return distinct;
  }

  private static boolean isPossible(DataType type) {
    return type instanceof NumericType || type instanceof StringType || OTHERS.contains(type);
  }

  private static Column distinct(String name, DataType type) {
    Column value = ColumnNames.quoted(name);
    if (type instanceof StringType) {
      Column shared = value.isin("", SourcePartition.NULL);
      return when(shared, refused(name, value, "whose directory is that of null"))
          .when(not(is_valid_utf8(value)), refused(name, value, "which is not text in UTF-8"))
          .otherwise(value);
    }
    if (type instanceof TimestampType) {
      Column twice = value.cast(DataTypes.StringType).cast(type).notEqual(value);
      return when(twice, refused(name, value, "which clocks showed twice")).otherwise(value);
    }
    // The directories of 0 and -0 differ, but rows are sorted as if they did not.
    return type.equals(DataTypes.DoubleType) || type.equals(DataTypes.FloatType)
        ? value.plus(lit(0).cast(type))
        : value;
  }

  private static Column refused(String name, Column value, String why) {
    return raise_error(
        concat(
            lit("the column %s has the value '".formatted(name)),
            value.cast(DataTypes.StringType),
            lit("', %s; replace it, or leave %s out of %s".formatted(why, name, OPTION))));
  }
}
