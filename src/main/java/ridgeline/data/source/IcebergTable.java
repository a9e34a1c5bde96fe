package ridgeline.data.source;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import ridgeline.data.DataException;

/**
 * What has to be known of an Iceberg table as a source of rows, from Spark's own interfaces alone:
 * users choose the release of Iceberg that reads it, which is not that of the statistics.
 *
 * @param location its path, or its name in a catalogue
 * @param snapshot the id of the snapshot that is read
 * @param columns the columns whose values are those of its partitions
 * @param partitioning all of its partitioning, such as {@code day, bucket(16, id)}
 */
record IcebergTable(String location, String snapshot, List<String> columns, String partitioning) {
  private static final String FORMAT = "iceberg";

  /**
   * How Iceberg names the version of a table, of a branch, and of a snapshot that was asked for.
   */
  private static final Pattern SNAPSHOT = Pattern.compile("snapshot_(\\d+|null)$");

  private static final String PATH = "path";

  /** Whether rows are those of an Iceberg table that was opened by its path or name. */
  static boolean is(Dataset<Row> rows) {
    return relation(rows).isPresent();
  }

  /** Whether a table is one of Iceberg's. */
  static boolean is(DataSourceV2Relation relation) {
    return FORMAT.equals(relation.table().properties().get("provider"));
  }

  /**
   * The id of the snapshot that is read; empty if the table has none, and so no rows.
   *
   * @throws DataException if this release of Iceberg does not say it
   */
  static Optional<String> snapshot(DataSourceV2Relation relation) {
    String version = String.valueOf(relation.table().version());
    Matcher found = SNAPSHOT.matcher(version);
    if (!found.find()) {
      throw new DataException(
          "the snapshot of %s cannot be read with this release of Iceberg, which calls it %s; use one for this release of Spark"
              .formatted(relation.table().name(), version));
    }
    return Optional.of(found.group(1)).filter(id -> !id.equals("null"));
  }

  /** The directory of a table. */
  static String directory(DataSourceV2Relation relation) {
    return Objects.requireNonNull(relation.table().properties().get("location"));
  }

  /** The table that rows are read of; empty if it is none of Iceberg's, or has no snapshot. */
  static Optional<IcebergTable> of(Dataset<Row> rows) {
    return relation(rows)
        .flatMap(
            relation ->
                snapshot(relation)
                    .map(
                        snapshot ->
                            new IcebergTable(
                                Objects.requireNonNull(relation.options().get(PATH)),
                                snapshot,
                                identities(relation.table().partitioning()),
                                Stream.of(relation.table().partitioning())
                                    .map(Transform::describe)
                                    .collect(Collectors.joining(", ")))));
  }

  private static Optional<DataSourceV2Relation> relation(Dataset<Row> rows) {
    return Optional.of(TableVersion.leaves(rows))
        .filter(leaves -> leaves.size() == 1)
        .map(leaves -> leaves.get(0))
        .filter(DataSourceV2Relation.class::isInstance)
        .map(DataSourceV2Relation.class::cast)
        .filter(relation -> is(relation) && relation.options().containsKey(PATH));
  }

  private static List<String> identities(Transform... transforms) {
    return Arrays.stream(transforms)
        .filter(transform -> transform.name().equals("identity"))
        .map(transform -> transform.references()[0])
        .map(NamedReference::fieldNames)
        .filter(names -> names.length == 1)
        .map(names -> names[0])
        .toList();
  }

  /** The files of the snapshot, and those that were removed by it: Iceberg's table of entries. */
  Dataset<Row> entries(SparkSession spark) {
    return spark
        .read()
        .format(FORMAT)
        .option(TableVersion.OPTION, snapshot)
        .load(location + (location.contains("/") ? "#entries" : ".entries"));
  }
}
