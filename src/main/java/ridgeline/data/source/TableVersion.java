package ridgeline.data.source;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The version of a Delta or Iceberg table that is read.
 *
 * @param kind {@code Delta version} or {@code Iceberg snapshot}
 * @param id its number, as {@link #OPTION} takes it
 * @param location of the table, which may have been opened by a name
 * @param isSelected whether a branch, a tag or a snapshot of an Iceberg table was asked for, other
 *     than with {@link #OPTION}, which Iceberg refuses beside it
 */
public record TableVersion(String kind, String id, String location, boolean isSelected) {
  /** The option of Spark's reader that asks for a version. */
  static final String OPTION = "versionAsOf";

  /** The option of Spark's reader that asks for the version of a time. */
  static final String TIME_OPTION = "timestampAsOf";

  /**
   * The version of the only table that is read; empty if there are several, or if it has none.
   *
   * @throws ridgeline.data.DataException if the library of the table does not say its version
   */
  public static Optional<TableVersion> of(Dataset<Row> rows) {
    List<LogicalPlan> leaves = leaves(rows);
    if (leaves.size() != 1) {
      return Optional.empty();
    }
    if (leaves.get(0) instanceof LogicalRelation relation
        && relation.relation() instanceof HadoopFsRelation files
        && DeltaTable.is(files.location())) {
      return Optional.of(
          new TableVersion(
              "Delta version",
              DeltaTable.version(files.location()),
              files.location().rootPaths().head().toString(),
              false));
    }
    return leaves.get(0) instanceof DataSourceV2Relation relation && IcebergTable.is(relation)
        ? IcebergTable.snapshot(relation)
            .map(
                id ->
                    new TableVersion(
                        "Iceberg snapshot",
                        id,
                        IcebergTable.directory(relation),
                        IcebergTable.isSelected(relation)))
        : Optional.empty();
  }

  /** The tables that are read. */
  static List<LogicalPlan> leaves(Dataset<Row> rows) {
    return CollectionConverters.asJava(rows.queryExecution().analyzed().collectLeaves());
  }

  /** Such as {@code Delta version 12}. */
  @Override
  public String toString() {
    return kind + " " + id;
  }
}
