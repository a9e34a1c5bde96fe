package ridgeline.data.source;

import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.Footer;
import org.apache.parquet.hadoop.util.HadoopInputFile;
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

  /**
   * The schema of a file; empty if the file is of another format.
   *
   * @throws Exception whatever else keeps it from being read; some of Spark's are checked, but not
   *     declared in Scala
   */
  Optional<StructType> of(FileStatus file) throws Exception {
    try {
      return table.fileFormat() instanceof ParquetFileFormat
          ? Optional.of(ofParquet(file))
          : inferred(file);
    } catch (Exception e) {
      if (isOfAnotherFormat(e)) {
        return Optional.empty();
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
  private StructType ofParquet(FileStatus file) throws Exception {
    Footer footer =
        new Footer(
            file.getPath(),
            ParquetFooterReader.readFooter(
                HadoopInputFile.fromStatus(file, configuration),
                ParquetMetadataConverter.SKIP_ROW_GROUPS));
    return ParquetFileFormat.readSchemaFromFooter(
        footer, new ParquetToSparkSchemaConverter(settings));
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
