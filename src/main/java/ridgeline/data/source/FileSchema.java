package ridgeline.data.source;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.Footer;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFooterReader;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;
import ridgeline.data.sql.SparkMessage;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** Reads the schema of a single file of a table, whose files each have one. */
final class FileSchema {
  /** Of ORC, which is a library of Spark's rather than of this project. */
  private static final String NOT_ORC = "org.apache.orc.FileFormatException";

  private final HadoopFsRelation table;
  private final SQLConf settings;
  private final Configuration configuration;

  FileSchema(HadoopFsRelation table) {
    this.table = table;
    settings = table.sparkSession().sessionState().conf();
    configuration = table.sparkSession().sessionState().newHadoopConfWithOptions(table.options());
  }

  /** A type that Spark does not have. */
  static final class UnreadableTypeException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String fault;

    private UnreadableTypeException(String what, Exception error) {
      super(error);
      fault = "has %s that Spark cannot read: %s".formatted(what, SparkMessage.firstLine(error));
    }

    /** What is wrong, for a sentence that begins with the file. */
    String fault() {
      return fault;
    }
  }

  /**
   * The schema of a file; empty if the file is of another format.
   *
   * @param read columns that are read, in lower case; the types of others do not matter
   * @throws UnreadableTypeException if Spark cannot read one of them
   * @throws Exception whatever else keeps it from being read; some of Spark's are checked, but not
   *     declared in Scala
   */
  Optional<StructType> of(FileStatus file, Set<String> read) throws Exception {
    try {
      return table.fileFormat() instanceof ParquetFileFormat
          ? Optional.of(ofParquet(file, read))
          : inferred(file);
    } catch (Exception e) {
      if (isOfAnotherFormat(e)) {
        return Optional.empty();
      }
      if (e instanceof AnalysisException) {
        throw new UnreadableTypeException("a type", e);
      }
      throw e;
    }
  }

  /** Parquet has no exception of its own for it. */
  private static boolean isOfAnotherFormat(Exception error) {
    return SparkMessage.causes(error).stream()
        .anyMatch(
            cause ->
                cause.getClass().getName().equals(NOT_ORC)
                    || String.valueOf(cause.getMessage()).contains(" is not a Parquet file"));
  }

  /** What Spark's own inference does, but without a Spark job. */
  private StructType ofParquet(FileStatus file, Set<String> read) throws Exception {
    ParquetMetadata footer =
        ParquetFooterReader.readFooter(
            HadoopInputFile.fromStatus(file, configuration),
            ParquetMetadataConverter.SKIP_ROW_GROUPS);
    ParquetToSparkSchemaConverter converter = new ParquetToSparkSchemaConverter(settings);
    try {
      return ParquetFileFormat.readSchemaFromFooter(new Footer(file.getPath(), footer), converter);
    } catch (Exception e) { // checked in Scala, and thrown undeclared
      if (e instanceof AnalysisException) {
        return converted(footer.getFileMetaData().getSchema(), read, converter);
      }
      throw e;
    }
  }

  /** The columns that are read. */
  private static StructType converted(
      MessageType schema, Set<String> read, ParquetToSparkSchemaConverter converter)
      throws UnreadableTypeException {
    StructType columns = new StructType();
    for (Type column : schema.getFields()) {
      if (read.contains(column.getName().toLowerCase(Locale.ROOT))) {
        try {
          columns =
              columns.add(converter.convert(new MessageType(schema.getName(), column)).apply(0));
        } catch (Exception e) { // checked in Scala, and thrown undeclared
          throw new UnreadableTypeException(column.getName() + " with a type", e);
        }
      }
    }
    return columns;
  }

  private Optional<StructType> inferred(FileStatus file) {
    Option<StructType> schema =
        table
            .fileFormat()
            .inferSchema(
                table.sparkSession(),
                table.options(),
                CollectionConverters.asScala(List.of(file)).toSeq());
    return schema.isEmpty() ? Optional.empty() : Optional.of(schema.get());
  }
}
