package ridgeline.data.source;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.FileStatusWithMetadata;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;
import ridgeline.data.DataException;
import scala.jdk.javaapi.CollectionConverters;

/** What has to be known of Delta Lake, which is not a library of this project. */
final class DeltaTable {
  static final String FORMAT = "delta";

  private static final String EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";

  private static final String EXTENSIONS = "spark.sql.extensions";

  /** The directory of the log of a table, whose other files may have been removed from it. */
  private static final String LOG = "_delta_log";

  private DeltaTable() {}

  /** Whether files are those of a Delta table. */
  static boolean is(FileIndex files) {
    return files.getClass().getName().startsWith("org.apache.spark.sql.delta.");
  }

  /**
   * What a file is known by: its path, and which of its rows were deleted since, if any. Spark's
   * own tables have the path alone.
   */
  static String identity(FileStatusWithMetadata file) {
    Map<String, Object> deleted = new TreeMap<>(CollectionConverters.asJava(file.metadata()));
    return deleted.isEmpty() ? file.getPath().toString() : file.getPath() + "\t" + deleted;
  }

  /**
   * The version of a table's files.
   *
   * @throws DataException if this release of Delta Lake does not say it
   */
  static String version(FileIndex files) {
    try {
      return String.valueOf(files.getClass().getMethod("version").invoke(files));
    } catch (ReflectiveOperationException e) {
      throw new DataException(
          "the version of %s cannot be read with this release of Delta Lake: %s; use one for this release of Spark"
              .formatted(files, e));
    }
  }

  /**
   * Checks that rows are left out that were deleted but are still in their files: without Delta's
   * extension, Spark reads them.
   *
   * @param key of the job file, for the message
   */
  static void requireExtension(SparkSession spark, String key) throws ConfigException {
    if (!spark.conf().get(EXTENSIONS, "").contains(EXTENSION)) {
      throw new ConfigException(
          List.of(
              new Problem(
                  key,
                  "Delta tables need Delta's extension of Spark, without which deleted rows are read; add --conf %s=%s after --"
                      .formatted(EXTENSIONS, EXTENSION))));
    }
  }

  /**
   * Checks that the Parquet files of a directory are all of its table: those of a Delta table may
   * have been removed from it.
   *
   * @param key of the job file, for the message
   */
  static void requireNone(SparkSession spark, String directory, String key) throws ConfigException {
    if (hasLog(spark, directory)) {
      throw new ConfigException(
          List.of(
              new Problem(
                  key,
                  "the directory has %s, so it is a Delta table, some of whose files may no longer count; set %s to delta"
                      .formatted(LOG, key))));
    }
  }

  private static boolean hasLog(SparkSession spark, String directory) {
    try {
      Path log = new Path(directory, LOG);
      FileSystem files = log.getFileSystem(spark.sparkContext().hadoopConfiguration());
      return files.exists(log);
    } catch (IOException | RuntimeException e) {
      return false; // Spark's reader reports the error
    }
  }
}
