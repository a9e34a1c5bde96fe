package ridgeline.data.source;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
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
import org.jspecify.annotations.Nullable;
import ridgeline.data.DataException;

/**
 * What has to be known of an Iceberg table as a source of rows, from Spark's own interfaces, and by
 * reflection what these lack: users choose the release of Iceberg that reads it, which is not that
 * of the statistics.
 *
 * @param location its path, or its name in a catalogue, without what selects a version of it
 * @param snapshot the id of the snapshot that is read
 * @param columns the columns whose values are those of its partitions
 * @param partitioning all of its partitioning, such as {@code day, bucket(16, id)}
 * @param fields the names of all columns that are read, by the numbers that they have in files
 */
record IcebergTable(
    String location, String snapshot, List<String> columns, String partitioning, String fields) {
  private static final String FORMAT = "iceberg";

  /**
   * How Iceberg names the version of a table, of a branch, and of a snapshot that was asked for.
   */
  private static final Pattern SNAPSHOT = Pattern.compile("snapshot_(\\d+|null)$");

  private static final String PATH = "path";

  private static final String BRANCH = "branch";

  /** How a name or a path asks for a version of a table, after the table. */
  private static final Pattern SELECTOR =
      Pattern.compile("^(.*)[.#]`?((?:branch|tag|snapshot_id|at_timestamp)_.*?)`?$");

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
                                location(relation),
                                snapshot,
                                identities(relation.table().partitioning()),
                                Stream.of(relation.table().partitioning())
                                    .map(Transform::describe)
                                    .collect(Collectors.joining(", ")),
                                fields(relation, snapshot))));
  }

  /** Whether a branch, a tag or a snapshot was asked for, other than with Spark's options. */
  static boolean isSelected(DataSourceV2Relation relation) {
    return relation.options().containsKey(BRANCH) || selector(relation).isPresent();
  }

  /** What selects a version in the path or name; a table's own name may look like it. */
  private static Optional<MatchResult> selector(DataSourceV2Relation relation) {
    return Optional.ofNullable(relation.options().get(PATH))
        .map(SELECTOR::matcher)
        .filter(Matcher::find)
        .map(Matcher::toMatchResult)
        .filter(found -> !relation.table().name().endsWith(found.group(2)));
  }

  private static String location(DataSourceV2Relation relation) {
    String path = Objects.requireNonNull(relation.options().get(PATH));
    return selector(relation).map(found -> found.group(1)).orElse(path);
  }

  /**
   * The columns of a snapshot, or those of the table, with which Iceberg reads a branch. Files know
   * columns by number, so one that replaced another of its name has another number.
   *
   * @throws DataException if this release of Iceberg does not say them
   */
  private static String fields(DataSourceV2Relation relation, String snapshot) {
    try {
      Method table = relation.table().getClass().getMethod("table");
      Class<?> type = table.getReturnType();
      Object iceberg = table.invoke(relation.table());
      Method find = type.getMethod("snapshot", long.class);
      Object found = find.invoke(iceberg, Long.parseLong(snapshot));
      @Nullable Object id = find.getReturnType().getMethod("schemaId").invoke(found);
      Map<?, ?> schemas = (Map<?, ?>) type.getMethod("schemas").invoke(iceberg);
      String current = names(type.getMethod("schema").invoke(iceberg));
      String ofSnapshot = id == null ? current : names(Objects.requireNonNull(schemas.get(id)));
      return isSelected(relation) ? ofSnapshot + current : ofSnapshot;
    } catch (ReflectiveOperationException e) {
      @Nullable Throwable cause = e.getCause();
      throw new DataException(
          "the columns of %s cannot be read with this release of Iceberg: %s; use one for this release of Spark"
              .formatted(relation.table().name(), cause == null ? e : cause));
    }
  }

  private static String names(Object schema) throws ReflectiveOperationException {
    Map<?, ?> names = (Map<?, ?>) schema.getClass().getMethod("idToName").invoke(schema);
    return new TreeMap<>(names).toString();
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
