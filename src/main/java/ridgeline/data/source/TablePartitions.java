package ridgeline.data.source;

import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.FileStatusWithMetadata;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import org.apache.spark.sql.types.StructType;
import ridgeline.config.ConfigException;
import ridgeline.config.text.Digests;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The partitions of a table in files. Where they are made of expressions, a file is of all
 * partitions that it has rows of, and one that changes changes all of them.
 */
public final class TablePartitions {
  private final Dataset<Row> rows;
  private final PartitionEntries entries;
  private final List<SourcePartition> partitions;

  /** The files of each partition by their paths; empty without expressions. */
  private final Map<List<SourcePartition.Key>, SortedMap<String, FileStatus>> files;

  private final FileValues values;

  private TablePartitions(
      Dataset<Row> rows,
      PartitionEntries entries,
      List<SourcePartition> partitions,
      Map<List<SourcePartition.Key>, SortedMap<String, FileStatus>> files,
      FileValues values) {
    this.rows = rows;
    this.entries = entries;
    this.partitions = List.copyOf(partitions);
    this.files = files;
    this.values = values;
  }

  /**
   * Lists partitions that are made of columns alone; no file is read.
   *
   * @param rows the table as it was opened
   * @throws ConfigException if one of the entries is not a partition column
   */
  public static TablePartitions ofColumns(Dataset<Row> rows, PartitionEntries entries)
      throws ConfigException {
    return new TablePartitions(
        rows, entries, SourcePartitions.list(rows, entries.texts()), Map.of(), FileValues.NONE);
  }

  /**
   * Lists partitions that are made of expressions, too; their columns are read of all files that
   * are not known.
   *
   * @param rows the table as it was opened
   * @param known what earlier calls found of its files
   * @throws ridgeline.data.DataException if the expressions cannot be computed of a file
   * @throws InterruptedIOException if the thread is interrupted
   */
  public static TablePartitions ofExpressions(
      Dataset<Row> rows, PartitionEntries entries, FileValues known)
      throws ConfigException, InterruptedIOException {
    FileIndex index = SourcePartitions.files(rows).location();
    Seq<Expression> unfiltered = CollectionConverters.asScala(List.<Expression>of()).toSeq();
    List<PartitionDirectory> directories =
        CollectionConverters.asJava(index.listFiles(unfiltered, unfiltered));
    SortedMap<String, FileStatus> all = new TreeMap<>();
    directories.forEach(directory -> SourcePartitions.add(directory, all));
    FileValues values = FileValues.of(rows, entries, all, known);
    SortedMap<List<Literal>, SortedMap<String, FileStatus>> found =
        found(directories, index.partitionSchema(), entries, values);
    String timeZone = rows.sparkSession().conf().get(TableSource.TIME_ZONE);
    Map<List<SourcePartition.Key>, SortedMap<String, FileStatus>> files = new LinkedHashMap<>();
    found.forEach((literals, of) -> files.put(keys(entries, literals, timeZone), of));
    List<SourcePartition> partitions = new ArrayList<>();
    files.forEach(
        (keys, of) ->
            partitions.add(new SourcePartition(keys, fingerprint(entries, of), bytes(of))));
    return new TablePartitions(rows, entries, partitions, files, values);
  }

  /** Other types of columns may put other rows of the same files into a partition. */
  private static String fingerprint(PartitionEntries entries, SortedMap<String, FileStatus> files) {
    return Digests.sha256(entries.types() + TableSource.fingerprint(files));
  }

  /** The files that have rows of each value, by their paths. */
  private static SortedMap<List<Literal>, SortedMap<String, FileStatus>> found(
      List<PartitionDirectory> directories,
      StructType schema,
      PartitionEntries entries,
      FileValues values) {
    SortedMap<List<Literal>, SortedMap<String, FileStatus>> found =
        new TreeMap<>(TablePartitions::compare);
    for (PartitionDirectory directory : directories) {
      for (FileStatusWithMetadata file : CollectionConverters.asJava(directory.files())) {
        for (List<String> names :
            values.values().getOrDefault(FileValues.TableFile.of(file.fileStatus()), List.of())) {
          found
              .computeIfAbsent(
                  literals(entries, directory.values(), schema, names), unseen -> new TreeMap<>())
              .put(file.getPath().toString(), file.fileStatus());
        }
      }
    }
    return found;
  }

  private static List<Literal> literals(
      PartitionEntries entries, InternalRow directory, StructType schema, List<String> names) {
    List<Literal> literals = new ArrayList<>();
    int expression = 0;
    for (PartitionEntries.Entry entry : entries.entries()) {
      literals.add(
          entry.isExpression()
              ? entry.literal(names.get(expression++))
              : SourcePartitions.literal(directory, entry.text(), schema));
    }
    return literals;
  }

  private static int compare(List<Literal> a, List<Literal> b) {
    for (int k = 0; k < a.size(); k++) {
      int compared = SourcePartitions.compare(a.get(k), b.get(k));
      if (compared != 0) {
        return compared;
      }
    }
    return 0;
  }

  private static List<SourcePartition.Key> keys(
      PartitionEntries entries, List<Literal> literals, String timeZone) {
    List<SourcePartition.Key> keys = new ArrayList<>();
    for (int k = 0; k < literals.size(); k++) {
      PartitionEntries.Entry entry = entries.entries().get(k);
      keys.add(
          entry.isExpression()
              ? entry.key(literals.get(k))
              : SourcePartitions.key(literals.get(k), entry.text(), timeZone));
    }
    return keys;
  }

  private static long bytes(SortedMap<String, FileStatus> files) {
    return files.values().stream().mapToLong(FileStatus::getLen).sum();
  }

  /** All partitions, in the order of their values as Spark sorts them. */
  public List<SourcePartition> list() {
    return partitions;
  }

  /** What was found of each file; none without expressions. */
  public FileValues values() {
    return values;
  }

  /** The rows of the files that some partitions have rows in. */
  public Dataset<Row> rows(List<SourcePartition> chosen) {
    return entries.hasExpressions() ? ChosenFiles.of(rows, files(chosen)) : rows;
  }

  /** Total size of these files. */
  public long bytes(List<SourcePartition> chosen) {
    return entries.hasExpressions()
        ? bytes(files(chosen))
        : chosen.stream().mapToLong(SourcePartition::bytes).sum();
  }

  private SortedMap<String, FileStatus> files(List<SourcePartition> chosen) {
    SortedMap<String, FileStatus> all = new TreeMap<>();
    chosen.forEach(
        partition ->
            all.putAll(files.getOrDefault(partition.keys(), Collections.emptySortedMap())));
    return all;
  }

  /**
   * The columns that are read of the table; no file is.
   *
   * @param read what is selected of it
   */
  public FileColumns columns(Dataset<Row> read) throws ConfigException {
    return entries.hasExpressions()
        ? FileColumns.of(read, files)
        : FileColumns.of(rows, entries.texts(), read);
  }
}
