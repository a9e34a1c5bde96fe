package ridgeline.data.source;

import java.io.InterruptedIOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.PartitioningAwareFileIndex;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.data.DataException;
import ridgeline.data.sql.SparkMessage;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Compares the columns of single files with those that are read of their table. Spark takes the
 * columns of a table from one of its files; one that another file lacks reads as null there, and
 * one of another type fails. Only the schema of a file is read, at its end or its beginning; text
 * has none.
 */
public final class FileColumns {
  /** Formats whose files have a schema of their own. */
  private static final List<String> WITH_SCHEMA = List.of("parquet", "orc", "avro");

  /** Files that are read at the same time. */
  private static final int READERS = 32;

  /** Files that wait to be read. */
  private static final int PENDING = 4096;

  private static final String NO_FAULT = "";

  private static final String MERGES = "mergeSchema";

  private static final SortedMap<String, FileStatus> NONE = Collections.emptySortedMap();

  private final @Nullable FileSourceScanExec scan;
  private final SQLConf settings;
  private final Map<List<SourcePartition.Key>, SortedMap<String, FileStatus>> files;

  /** The fault of each file whose schema was read, by its path. */
  private final Map<String, String> known = new HashMap<>();

  private FileColumns(
      @Nullable FileSourceScanExec scan,
      SQLConf settings,
      Map<List<SourcePartition.Key>, SortedMap<String, FileStatus>> files) {
    this.scan = scan;
    this.settings = settings;
    this.files = files;
  }

  /**
   * The columns that are read of a table; no file is.
   *
   * @param table as it was opened
   * @param by its partition columns
   * @param read what is selected of it
   * @throws ConfigException if one of them is not a partition column
   */
  public static FileColumns of(Dataset<Row> table, List<String> by, Dataset<Row> read)
      throws ConfigException {
    FileSourceScanExec scan = withSchemas(read);
    return new FileColumns(
        scan, settings(read), scan == null ? Map.of() : SourcePartitions.found(table, by));
  }

  /**
   * The columns that are read of a table; no file is.
   *
   * @param read what is selected of it
   * @param files those of each partition, by their paths
   */
  static FileColumns of(
      Dataset<Row> read, Map<List<SourcePartition.Key>, SortedMap<String, FileStatus>> files) {
    return new FileColumns(withSchemas(read), settings(read), files);
  }

  private static SQLConf settings(Dataset<Row> read) {
    return read.queryExecution().sparkSession().sessionState().conf();
  }

  /** The scan of plain files that have schemas of their own; null if there is none. */
  private static @Nullable FileSourceScanExec withSchemas(Dataset<Row> read) {
    return scan(read.queryExecution().sparkPlan())
        .filter(FileColumns::isOfPlainFiles)
        .filter(each -> WITH_SCHEMA.contains(format(each)))
        .orElse(null);
  }

  /** Whether the columns are those of the files; a Delta table has its own, and renames them. */
  private static boolean isOfPlainFiles(FileSourceScanExec scan) {
    FileIndex files = scan.relation().location();
    return files instanceof PartitioningAwareFileIndex || files instanceof ChosenFiles;
  }

  private static String format(FileSourceScanExec scan) {
    return scan.relation().fileFormat() instanceof DataSourceRegister format
        ? format.shortName().toLowerCase(Locale.ROOT)
        : "";
  }

  private static Optional<FileSourceScanExec> scan(SparkPlan plan) {
    if (plan instanceof FileSourceScanExec scan) {
      return Optional.of(scan);
    }
    return CollectionConverters.asJava(plan.children()).stream()
        .flatMap(child -> scan(child).stream())
        .findFirst();
  }

  /**
   * What keeps the files of some partitions from being read as the table is, such as {@code has no
   * column x}. The files of all partitions are read in parallel, and each once. Files of another
   * format are left to the pass over the rows, which reports them.
   *
   * @return the fault of each partition that has one
   * @throws DataException if the schema of a file cannot be read for any other reason
   * @throws InterruptedIOException if the thread is interrupted
   */
  public Map<SourcePartition, String> faults(List<SourcePartition> partitions)
      throws InterruptedIOException {
    if (scan == null) {
      return Map.of();
    }
    SortedMap<String, FileStatus> all = new TreeMap<>();
    partitions.forEach(partition -> all.putAll(files(partition)));
    find(scan, all);
    Map<SourcePartition, String> faults = new LinkedHashMap<>();
    for (SourcePartition partition : partitions) {
      files(partition).keySet().stream()
          .map(path -> known.getOrDefault(path, NO_FAULT))
          .filter(fault -> !fault.equals(NO_FAULT))
          .findFirst()
          .ifPresent(fault -> faults.put(partition, fault));
    }
    return faults;
  }

  private SortedMap<String, FileStatus> files(SourcePartition partition) {
    return files.getOrDefault(partition.keys(), NONE);
  }

  /**
   * What keeps single files from being read as the table is.
   *
   * @return the fault of each file that has one, by its path
   * @throws DataException if the schema of a file cannot be read for any other reason
   * @throws InterruptedIOException if the thread is interrupted
   */
  SortedMap<String, String> faults(SortedMap<String, FileStatus> of) throws InterruptedIOException {
    if (scan == null) {
      return Collections.emptySortedMap();
    }
    find(scan, of);
    SortedMap<String, String> faults = new TreeMap<>(known);
    faults.keySet().retainAll(of.keySet());
    faults.values().removeIf(NO_FAULT::equals);
    return faults;
  }

  private void find(FileSourceScanExec of, SortedMap<String, FileStatus> all)
      throws InterruptedIOException {
    List<FileStatus> unread =
        all.entrySet().stream()
            .filter(file -> !known.containsKey(file.getKey()) && file.getValue().getLen() > 0)
            .map(Map.Entry::getValue)
            .toList();
    FileSchema schema = new FileSchema(of.relation());
    ExecutorService readers = Executors.newFixedThreadPool(READERS, FileColumns::reader);
    try {
      for (int from = 0; from < unread.size(); from += PENDING) {
        List<FileStatus> next = unread.subList(from, Math.min(from + PENDING, unread.size()));
        List<Future<String>> faults =
            next.stream().map(file -> readers.submit(() -> fault(of, schema, file))).toList();
        for (int k = 0; k < next.size(); k++) {
          FileStatus file = next.get(k);
          known.put(file.getPath().toString(), result(faults.get(k), file));
        }
      }
    } finally {
      readers.shutdownNow();
    }
  }

  private static Thread reader(Runnable task) {
    Thread thread = new Thread(task, "columns of files");
    thread.setDaemon(true);
    return thread;
  }

  private static String result(Future<String> fault, FileStatus file)
      throws InterruptedIOException {
    try {
      return fault.get();
    } catch (ExecutionException e) {
      DataException refused =
          new DataException(
              "the columns of %s cannot be read: %s; try again, or write it again if it is damaged"
                  .formatted(file.getPath(), SparkMessage.innermost(e)));
      refused.initCause(e.getCause());
      throw refused;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private String fault(FileSourceScanExec of, FileSchema schema, FileStatus file) throws Exception {
    try {
      return schema.of(file, read(of)).map(own -> fault(of, own)).orElse(NO_FAULT);
    } catch (FileSchema.UnreadableTypeException e) {
      return e.fault();
    }
  }

  /** The columns that are read, in lower case. */
  private static Set<String> read(FileSourceScanExec of) {
    return Stream.of(of.requiredSchema().fieldNames())
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }

  private String fault(FileSourceScanExec of, StructType file) {
    Map<String, StructField> fields = fields(file);
    boolean mergesSchemas = mergesSchemas(of);
    String format = format(of);
    for (StructField field : of.requiredSchema().fields()) {
      StructField own = fields.get(field.name());
      if (own == null) {
        if (!mergesSchemas) {
          return "has no column " + field.name();
        }
      } else if (!fits(format, own.dataType(), field.dataType())) {
        return "has %s as %s where the table has %s"
            .formatted(
                field.name(), own.dataType().simpleString(), field.dataType().simpleString());
      }
    }
    return NO_FAULT;
  }

  /** Whether the user has asked for nulls where a file lacks a column. */
  private boolean mergesSchemas(FileSourceScanExec of) {
    Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    options.putAll(CollectionConverters.asJava(of.relation().options()));
    String setting = "spark.sql.%s.%s".formatted(format(of), MERGES);
    return Boolean.parseBoolean(
        options.getOrDefault(MERGES, settings.getConfString(setting, "false")));
  }

  private Map<String, StructField> fields(StructType type) {
    Map<String, StructField> fields =
        settings.caseSensitiveAnalysis()
            ? new TreeMap<>()
            : new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (StructField field : type.fields()) {
      fields.put(field.name(), field);
    }
    return fields;
  }

  /** Whether values of a file's type can be read as those of the table. */
  private boolean fits(String format, DataType file, DataType wanted) {
    if (file instanceof StructType inFile && wanted instanceof StructType struct) {
      Map<String, StructField> fields = fields(inFile);
      for (StructField field : struct.fields()) {
        StructField own = fields.get(field.name());
        if (own != null && !fits(format, own.dataType(), field.dataType())) {
          return false;
        }
      }
      return true;
    }
    if (file instanceof ArrayType inFile && wanted instanceof ArrayType array) {
      return fits(format, inFile.elementType(), array.elementType());
    }
    if (file instanceof MapType inFile && wanted instanceof MapType map) {
      return fits(format, inFile.keyType(), map.keyType())
          && fits(format, inFile.valueType(), map.valueType());
    }
    return ReadableTypes.fit(format, file, wanted);
  }
}
