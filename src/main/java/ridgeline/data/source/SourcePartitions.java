package ridgeline.data.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import org.apache.spark.sql.execution.datasources.PartitioningAwareFileIndex;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;
import ridgeline.config.text.Digests;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Lists the partitions of a table, without reading its rows. */
public final class SourcePartitions {
  static final String NO_EXPRESSIONS =
      "write it with partition columns, as expressions make partitions of plain files only";

  private SourcePartitions() {}

  /**
   * The partitions, in the order of the values of their columns as Spark sorts them.
   *
   * @param rows the table as it was opened
   * @param by partition columns; partitions that differ in other columns only are one
   * @throws ConfigException if one of them is not a partition column
   */
  public static List<SourcePartition> list(Dataset<Row> rows, List<String> by)
      throws ConfigException {
    if (IcebergTable.is(rows)) {
      return IcebergPartitions.list(rows, by);
    }
    List<String> renamed = DeltaTable.renamed(files(rows).location());
    List<SourcePartition> partitions = new ArrayList<>();
    found(rows, by)
        .forEach(
            (keys, of) -> {
              long bytes = of.values().stream().mapToLong(FileStatus::getLen).sum();
              partitions.add(new SourcePartition(keys, fingerprint(of, renamed), bytes));
            });
    return partitions;
  }

  /** Of files, and of what columns are called in them if that is not what the table calls them. */
  private static String fingerprint(SortedMap<String, FileStatus> files, List<String> renamed) {
    String ofFiles = TableSource.fingerprint(files);
    return renamed.isEmpty()
        ? ofFiles
        : Digests.sha256(String.join("\n", renamed) + "\n" + ofFiles);
  }

  /** The files of each partition, by their identities. */
  static Map<List<SourcePartition.Key>, SortedMap<String, FileStatus>> found(
      Dataset<Row> rows, List<String> by) throws ConfigException {
    FileIndex index = files(rows).location();
    StructType schema = index.partitionSchema();
    for (String column : by) {
      if (!Arrays.asList(schema.fieldNames()).contains(column)) {
        throw refused(
            schema.isEmpty()
                ? notPartitioned(index, column)
                : "%s is not a partition column; those of the table are %s"
                    .formatted(column, String.join(", ", schema.fieldNames())));
      }
    }
    Seq<Expression> all = CollectionConverters.asScala(List.<Expression>of()).toSeq();
    String timeZone = rows.sparkSession().conf().get(TableSource.TIME_ZONE);
    Map<List<SourcePartition.Key>, SortedMap<String, FileStatus>> found = new LinkedHashMap<>();
    CollectionConverters.asJava(index.listFiles(all, all)).stream()
        .sorted((a, b) -> compare(a.values(), b.values(), schema, by))
        .forEach(
            directory -> {
              List<SourcePartition.Key> keys =
                  by.stream()
                      .map(column -> key(directory.values(), column, schema, timeZone))
                      .toList();
              add(directory, found.computeIfAbsent(keys, unseen -> new TreeMap<>()));
            });
    return found;
  }

  private static String notPartitioned(FileIndex index, String column) {
    return DeltaTable.is(index)
        ? "the Delta table is not partitioned; " + NO_EXPRESSIONS
        : "the table has no directories such as %s=...".formatted(column);
  }

  /** The files of the table. */
  static HadoopFsRelation files(Dataset<Row> rows) throws ConfigException {
    return inFiles(rows)
        .orElseThrow(
            () ->
                refused(
                    "partitions are those of a Delta or Iceberg table, or directories of files in a format that Spark lists, and the table is neither"));
  }

  /** The files of a table, which Ridgeline's own checks of csv files may project. */
  private static Optional<HadoopFsRelation> inFiles(Dataset<Row> rows) {
    List<LogicalPlan> leaves =
        CollectionConverters.asJava(rows.queryExecution().analyzed().collectLeaves());
    return leaves.size() == 1
            && leaves.get(0) instanceof LogicalRelation relation
            && relation.relation() instanceof HadoopFsRelation files
        ? Optional.of(files)
        : Optional.empty();
  }

  /**
   * The columns of the directories of a table; empty if it is not in plain files, each of which has
   * all rows that were written to it.
   */
  static Optional<StructType> directories(Dataset<Row> rows) {
    return inFiles(rows)
        .map(HadoopFsRelation::location)
        .filter(PartitioningAwareFileIndex.class::isInstance)
        .map(FileIndex::partitionSchema);
  }

  static ConfigException refused(String problem) {
    return new ConfigException(List.of(new Problem("partition.by", problem)));
  }

  static void add(PartitionDirectory directory, SortedMap<String, FileStatus> files) {
    CollectionConverters.asJava(directory.files())
        .forEach(file -> files.put(DeltaTable.identity(file), file.fileStatus()));
  }

  static SourcePartition.Key key(
      InternalRow values, String column, StructType schema, String timeZone) {
    return key(literal(values, column, schema), column, timeZone);
  }

  /** The value of a partition column. */
  static SourcePartition.Key key(Literal literal, String column, String timeZone) {
    Object text =
        new Cast(literal, DataTypes.StringType, Option.apply(timeZone), Cast.apply$default$4())
            .eval(InternalRow.empty());
    String name =
        text == null
            ? ExternalCatalogUtils.DEFAULT_PARTITION_NAME()
            : ExternalCatalogUtils.escapePathName(text.toString());
    return new SourcePartition.Key(column, name, sql(literal));
  }

  /** A value in SQL, which has the same one in all time zones. */
  private static String sql(Literal literal) {
    return literal.dataType() instanceof TimestampType && literal.value() != null
        ? "TIMESTAMP_MICROS(%sL)".formatted(literal.value())
        : literal.sql();
  }

  /** A value; 0 for -0, which Spark takes for equal. */
  static Literal literal(InternalRow values, String column, StructType schema) {
    int field = schema.fieldIndex(column);
    DataType type = schema.fields()[field].dataType();
    Object value = values.get(field, type);
    if (value instanceof Double number) {
      value = number + 0.0;
    } else if (value instanceof Float number) {
      value = number + 0.0f;
    }
    return new Literal(value, type);
  }

  /** Compares by the columns. */
  static int compare(InternalRow a, InternalRow b, StructType schema, List<String> by) {
    for (String column : by) {
      int compared = compare(literal(a, column, schema), literal(b, column, schema));
      if (compared != 0) {
        return compared;
      }
    }
    return 0;
  }

  /** Compares values of one type as Spark does, null first. */
  @SuppressWarnings("unchecked")
  static int compare(Literal a, Literal b) {
    Object first = a.value();
    Object second = b.value();
    return first == null || second == null
        ? Boolean.compare(first != null, second != null)
        : ((Comparable<Object>) first).compareTo(second);
  }
}
