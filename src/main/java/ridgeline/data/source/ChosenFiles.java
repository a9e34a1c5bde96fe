package ridgeline.data.source;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.FileStatusWithMetadata;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Some of the files of a table. A filter by the path of a file would also be evaluated for each
 * row, and a table that is opened again would be listed, and its schema inferred, again.
 */
final class ChosenFiles implements FileIndex {
  private final FileIndex all;
  private final SortedMap<String, FileStatus> chosen;

  private ChosenFiles(FileIndex all, SortedMap<String, FileStatus> chosen) {
    this.all = all;
    this.chosen = chosen;
  }

  /**
   * The rows of some files of a table, with its columns.
   *
   * @param rows the table as it was opened
   * @param chosen some of its files, by their paths
   */
  static Dataset<Row> of(Dataset<Row> rows, SortedMap<String, FileStatus> chosen) {
    return org.apache.spark.sql.classic.Dataset.ofRows(
        (org.apache.spark.sql.classic.SparkSession) rows.sparkSession(),
        with(rows.queryExecution().analyzed(), chosen));
  }

  private static LogicalPlan with(LogicalPlan plan, SortedMap<String, FileStatus> chosen) {
    if (plan instanceof LogicalRelation table
        && table.relation() instanceof HadoopFsRelation files) {
      HadoopFsRelation some =
          new HadoopFsRelation(
              new ChosenFiles(files.location(), chosen),
              files.partitionSchema(),
              files.dataSchema(),
              files.bucketSpec(),
              files.fileFormat(),
              files.options(),
              files.sparkSession());
      return table.copy(
          some, table.output(), table.catalogTable(), table.isStreaming(), table.stream());
    }
    return plan.mapChildren(child -> with(child, chosen));
  }

  @Override
  public Seq<PartitionDirectory> listFiles(
      Seq<Expression> partitionFilters, Seq<Expression> dataFilters) {
    List<PartitionDirectory> directories = new ArrayList<>();
    for (PartitionDirectory directory :
        CollectionConverters.asJava(all.listFiles(partitionFilters, dataFilters))) {
      List<FileStatusWithMetadata> files =
          CollectionConverters.asJava(directory.files()).stream()
              .filter(file -> chosen.containsKey(file.getPath().toString()))
              .toList();
      if (!files.isEmpty()) {
        directories.add(
            new PartitionDirectory(
                directory.values(), CollectionConverters.asScala(files).toSeq()));
      }
    }
    return CollectionConverters.asScala(directories).toSeq();
  }

  @Override
  public Seq<Path> rootPaths() {
    return all.rootPaths();
  }

  @Override
  public String[] inputFiles() {
    return chosen.values().stream()
        .map(file -> file.getPath().toUri().toString())
        .toArray(String[]::new);
  }

  @Override
  public void refresh() {
    all.refresh();
  }

  @Override
  public long sizeInBytes() {
    return chosen.values().stream().mapToLong(FileStatus::getLen).sum();
  }

  @Override
  public StructType partitionSchema() {
    return all.partitionSchema();
  }

  @Override
  public String toString() {
    return "%d files of %s".formatted(chosen.size(), all);
  }
}
