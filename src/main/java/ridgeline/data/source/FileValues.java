package ridgeline.data.source;

import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import ridgeline.config.text.Printable;
import ridgeline.data.DataException;

/**
 * The values that some expressions have in the rows of each file of a table.
 *
 * @param values the distinct values of each file, each a list of one for each expression, as the
 *     names of directories have them
 */
public record FileValues(Map<TableFile, List<List<String>>> values) {
  /** Nothing is known of any file. */
  public static final FileValues NONE = new FileValues(Map.of());

  private static final int MAX_VALUES = 1_000_000;

  private static final int MAX_SHOWN = 100;

  private static final String FILE = "file";

  public FileValues {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * A file at some time.
   *
   * @param path on the file system of the table, which its files share: without the address of
   *     that, which may have a password
   * @param length in bytes
   * @param modified milliseconds since 1970
   */
  public record TableFile(String path, long length, long modified) {
    static TableFile of(FileStatus file) {
      return new TableFile(
          file.getPath().toUri().getPath(), file.getLen(), file.getModificationTime());
    }
  }

  /**
   * Reads the values of files, only of the columns of the expressions, in one pass; files that have
   * not changed since are not read.
   *
   * @param rows the table as it was opened
   * @param files all of its files by their paths
   * @param known what was found before
   * @return of these files alone
   * @throws DataException if a file does not have the columns of the table, or cannot be read
   * @throws InterruptedIOException if the thread is interrupted
   */
  static FileValues of(
      Dataset<Row> rows,
      PartitionEntries entries,
      SortedMap<String, FileStatus> files,
      FileValues known)
      throws InterruptedIOException {
    Map<TableFile, List<List<String>>> values = new LinkedHashMap<>();
    SortedMap<String, FileStatus> unread = new TreeMap<>();
    files.forEach(
        (path, status) -> {
          TableFile file = TableFile.of(status);
          List<List<String>> own = known.values.get(file);
          if (own != null && own.stream().allMatch(entries::areValid)) {
            values.put(file, own);
          } else {
            unread.put(path, status);
          }
        });
    if (!unread.isEmpty()) {
      Map<String, List<List<String>>> read = read(ChosenFiles.of(rows, unread), entries, unread);
      unread.forEach(
          (path, status) -> values.put(TableFile.of(status), read.getOrDefault(path, List.of())));
    }
    return new FileValues(values);
  }

  private static Map<String, List<List<String>>> read(
      Dataset<Row> rows, PartitionEntries entries, SortedMap<String, FileStatus> files)
      throws InterruptedIOException {
    Column[] expressions =
        entries.expressions().stream()
            .map(entry -> functions.expr(entry.sql()))
            .toArray(Column[]::new);
    requireColumns(rows.select(expressions), files);
    Column path = rows.metadataColumn("_metadata").getField("file_path").as(FILE);
    List<Column> columns = new ArrayList<>(List.of(path));
    List<Column> texts = new ArrayList<>(List.of(functions.col(FILE)));
    for (int k = 0; k < expressions.length; k++) {
      String name = "value" + k;
      columns.add(expressions[k].as(name));
      texts.add(functions.col(name).cast(DataTypes.StringType));
    }
    List<Row> found =
        rows.select(columns.toArray(Column[]::new))
            .distinct()
            .select(texts.toArray(Column[]::new))
            .limit(MAX_VALUES + 1)
            .collectAsList();
    if (found.size() > MAX_VALUES) {
      throw new DataException(
          "%s has more than %,d different values in the files of the table; use an expression with fewer, such as date(time), or write the table again in fewer files"
              .formatted(PartitionEntries.KEY, MAX_VALUES));
    }
    Map<String, String> paths = new HashMap<>();
    files.keySet().forEach(file -> paths.put(new Path(file).toUri().toString(), file));
    Map<String, List<List<String>>> read = new HashMap<>();
    for (Row row : found) {
      String file = Objects.requireNonNull(paths.get(row.getString(0)), row.getString(0));
      List<String> names = new ArrayList<>();
      for (int k = 0; k < expressions.length; k++) {
        names.add(
            PartitionEntries.name(
                row.isNullAt(k + 1)
                    ? null
                    : decoded(row.getString(k + 1), entries.expressions().get(k), file)));
      }
      read.computeIfAbsent(file, unseen -> new ArrayList<>()).add(names);
    }
    return read;
  }

  /** Refuses text that is not what the rows have, so that none of them would equal it. */
  private static String decoded(String value, PartitionEntries.Entry entry, String file) {
    if (value.contains(CsvHead.UNDECODED)) {
      throw new DataException(
          "%s: %s is '%s' in %s, some of whose bytes are not characters in UTF-8; set data.options: {encoding: ...} to the encoding of a csv file, or use an expression that is null there, such as try_validate_utf8(%s)"
              .formatted(
                  PartitionEntries.KEY,
                  entry.text(),
                  Printable.cut(value, MAX_SHOWN),
                  file,
                  entry.text()));
    }
    return value;
  }

  /** Rows of a file without the column would all be of one partition. */
  private static void requireColumns(Dataset<Row> read, SortedMap<String, FileStatus> files)
      throws InterruptedIOException {
    SortedMap<String, String> faults = FileColumns.of(read, Map.of()).faults(files);
    if (!faults.isEmpty()) {
      List<String> sentences =
          faults.entrySet().stream()
              .map(fault -> "%s %s".formatted(fault.getKey(), fault.getValue()))
              .toList();
      throw new DataException(
          "%s cannot be computed of all files: %s; write %s again with the columns of the table, or remove %s"
              .formatted(
                  PartitionEntries.KEY,
                  Printable.named(sentences),
                  faults.size() == 1 ? "it" : "them",
                  faults.size() == 1 ? "it" : "them"));
    }
  }
}
