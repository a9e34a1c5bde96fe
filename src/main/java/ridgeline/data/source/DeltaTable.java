package ridgeline.data.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.FileStatusWithMetadata;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;
import ridgeline.config.secret.Redaction;
import ridgeline.data.DataException;
import scala.jdk.javaapi.CollectionConverters;

/** What has to be known of Delta Lake, which is not a library of this project. */
final class DeltaTable {
  static final String FORMAT = "delta";

  private static final String EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";

  private static final String EXTENSIONS = "spark.sql.extensions";

  /** The directory of the log of a table, whose other files may have been removed from it. */
  private static final String LOG = "_delta_log";

  /** What the metadata of a column has of its name in files. */
  private static final String NAME_IN_FILES = "delta.columnMapping.physicalName";

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
      throw unreadable("version", files, e);
    }
  }

  /**
   * The columns that have other names in the table's files, with these; empty if there are none. A
   * column that replaced another of its name has another one there.
   *
   * @throws DataException if this release of Delta Lake does not say it
   */
  static List<String> renamed(FileIndex files) {
    List<String> renamed = new ArrayList<>();
    if (is(files)) {
      try {
        Object metadata = files.getClass().getMethod("metadata").invoke(files);
        addRenamed((DataType) metadata.getClass().getMethod("schema").invoke(metadata), renamed);
      } catch (ReflectiveOperationException e) {
        throw unreadable("schema", files, e);
      }
    }
    return renamed;
  }

  private static void addRenamed(DataType type, List<String> renamed) {
    if (type instanceof StructType struct) {
      for (StructField field : struct.fields()) {
        String name =
            field.metadata().contains(NAME_IN_FILES)
                ? field.metadata().getString(NAME_IN_FILES)
                : field.name();
        if (!name.equals(field.name())) {
          renamed.add(field.name() + "\t" + name);
        }
        addRenamed(field.dataType(), renamed);
      }
    } else if (type instanceof ArrayType array) {
      addRenamed(array.elementType(), renamed);
    } else if (type instanceof MapType map) {
      addRenamed(map.keyType(), renamed);
      addRenamed(map.valueType(), renamed);
    }
  }

  private static DataException unreadable(
      String what, FileIndex files, ReflectiveOperationException e) {
    @Nullable Throwable cause = e.getCause();
    return new DataException(
        "the %s of %s cannot be read with this release of Delta Lake: %s; use one for this release of Spark"
            .formatted(what, files, cause == null ? e : cause));
  }

  /**
   * Checks the same as below of whatever Delta tables rows are read of, those of subqueries
   * included.
   *
   * @param key of the job file, for the message
   */
  static void requireExtension(Dataset<Row> rows, String key) throws ConfigException {
    LogicalPlan plan = rows.queryExecution().analyzed();
    List<LogicalPlan> plans = new ArrayList<>(CollectionConverters.asJava(plan.subqueriesAll()));
    plans.add(plan);
    boolean any =
        plans.stream()
            .flatMap(each -> CollectionConverters.asJava(each.collectLeaves()).stream())
            .anyMatch(
                leaf ->
                    leaf instanceof LogicalRelation relation
                        && relation.relation() instanceof HadoopFsRelation files
                        && is(files.location()));
    if (any) {
      requireExtension(rows.sparkSession(), key);
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
   * Checks that the Parquet files of directories are all of their tables: those of a Delta table
   * may have been removed from it.
   *
   * @param location a path of the table or in it, or a pattern of such paths
   * @param key of the job file, for the message
   */
  static void requireNone(SparkSession spark, String location, String key) throws ConfigException {
    Set<Path> seen = new HashSet<>();
    for (Path path : found(spark, location)) {
      for (@Nullable Path at = path; at != null && seen.add(at); at = at.getParent()) {
        if (hasLog(spark, at)) {
          throw new ConfigException(
              List.of(
                  new Problem(
                      key,
                      "the directory %s has %s, so it is a Delta table, some of whose files may no longer count; set %s to delta, and the path to this directory"
                          .formatted(Redaction.location(at.toString()), LOG, key))));
        }
      }
    }
  }

  private static List<Path> found(SparkSession spark, String location) {
    try {
      Path pattern = new Path(location);
      FileSystem files = pattern.getFileSystem(spark.sparkContext().hadoopConfiguration());
      FileStatus @Nullable [] found = files.globStatus(pattern);
      return found == null ? List.of() : Stream.of(found).map(FileStatus::getPath).toList();
    } catch (IOException | RuntimeException e) {
      return List.of(); // Spark's reader reports the error
    }
  }

  private static boolean hasLog(SparkSession spark, Path directory) {
    try {
      Path log = new Path(directory, LOG);
      return log.getFileSystem(spark.sparkContext().hadoopConfiguration()).exists(log);
    } catch (IOException | RuntimeException e) {
      return false; // such as a directory above the table that may not be looked into
    }
  }
}
