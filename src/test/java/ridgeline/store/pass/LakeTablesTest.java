package ridgeline.store.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.CreateTableWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ridgeline.config.ConfigException;
import ridgeline.config.data.DataConfig;
import ridgeline.config.linear.SweepConfigReader;
import ridgeline.data.source.SourcePartition;
import ridgeline.data.source.TableReader;
import ridgeline.data.source.TableSource;
import ridgeline.spark.LakeSpark;
import ridgeline.spark.LocalSpark;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.leaf.LeafAssert;

/** Partitions of Delta and Iceberg tables, with the libraries that users add to Spark. */
@Tag("spark")
class LakeTablesTest {
  private static final int ROWS = 60;

  private static final String FIRST = "day=__HIVE_DEFAULT_PARTITION__";
  private static final String SECOND = "day=2001-06-02";
  private static final String THIRD = "day=2001-06-03";

  @TempDir private static Path directory = Path.of("");
  private static SparkSession spark = LocalSpark.session();
  private static int tables;

  @BeforeAll
  static void open() {
    spark = LakeSpark.session(directory);
  }

  /** How a table is written and opened. */
  private enum Format {
    DELTA,
    ICEBERG;

    /** With which deleted rows stay in their files. */
    private Map<String, String> properties() {
      return this == DELTA
          ? Map.of("delta.enableDeletionVectors", "true", "delta.columnMapping.mode", "name")
          : Map.of("format-version", "3", "write.delete.mode", "merge-on-read");
    }
  }

  /** A table with the rows of some days, which it has in a file each. */
  private record Lake(Format format, String name) {
    static Lake of(Format format, Dataset<Row> rows, String... by) throws Exception {
      Lake lake = new Lake(format, "t" + tables++);
      Dataset<Row> sorted = rows.repartition(1).sortWithinPartitions("day");
      if (format == Format.DELTA) {
        sorted
            .write()
            .format("delta")
            .options(format.properties())
            .partitionBy(by)
            .save(lake.location());
        return lake;
      }
      CreateTableWriter<Row> writer = sorted.writeTo(lake.location()).using("iceberg");
      format.properties().forEach(writer::tableProperty);
      if (by.length > 0) {
        Column[] columns = Stream.of(by).map(functions::col).toArray(Column[]::new);
        writer.partitionedBy(columns[0], Arrays.copyOfRange(columns, 1, columns.length));
      }
      writer.create();
      return lake;
    }

    Path path() {
      return directory.resolve("db").resolve(name);
    }

    /** Of Delta by its path, and of Iceberg by its name in a catalogue. */
    String location() {
      return format == Format.DELTA ? path().toString() : LakeSpark.CATALOG + ".db." + name;
    }

    String inSql() {
      return format == Format.DELTA ? "delta.`%s`".formatted(path()) : location();
    }

    void run(String statement) {
      spark.sql(statement.formatted(inSql()));
    }

    void append(Dataset<Row> rows) throws Exception {
      Dataset<Row> sorted = rows.repartition(1).sortWithinPartitions("day");
      if (format == Format.DELTA) {
        sorted.write().format("delta").mode(SaveMode.Append).save(location());
      } else {
        sorted.writeTo(location()).append();
      }
    }

    PartitionedTable table(String location, String options, String by)
        throws ConfigException, IOException {
      String name = format.name().toLowerCase(Locale.ROOT);
      return LakeTablesTest.table(
          spark, "path: '%s', format: %s, options: {%s}".formatted(location, name, options), by);
    }

    PartitionedTable table() throws ConfigException, IOException {
      return table(location(), "", "day");
    }

    Table iceberg() {
      return new HadoopTables(new Configuration()).load(path().toString());
    }
  }

  private static PartitionedTable table(SparkSession session, String source, String by)
      throws ConfigException, IOException {
    return PartitionedTables.open(session, data(source), List.of(by), 4, List.of(), List.of());
  }

  private static DataConfig data(String source) throws ConfigException {
    return SweepConfigReader.read(
            "{name: x, data: {%s, label: y, numeric: [a, b], categorical: [c]}}".formatted(source),
            "job.yaml",
            List.of())
        .data();
  }

  /** The first day is null. */
  private static Dataset<Row> rows(int fromDay, int toDay) {
    return spark.sql(
        "SELECT id, 100 + SIN(id * 7) AS a, COS(id * 3) * 5 AS b, CONCAT('l', id % 3) AS c,"
            + " SIN(id * 7) - 3 * COS(id * 3) + SIN(id * 11) AS y,"
            + " IF(id < 60, NULL, DATE_ADD(DATE'2001-06-01', INT(id DIV 60))) AS day"
            + " FROM RANGE(%d, %d)".formatted(ROWS * fromDay, ROWS * toDay));
  }

  private static Map<String, Leaf> leaves(PartitionedTable table)
      throws ConfigException, IOException {
    return Leaves.of(table, table.partitions());
  }

  /** The leaves of the same rows in Parquet files. */
  private static Map<String, Leaf> expected(Dataset<Row> rows) throws ConfigException, IOException {
    Path path = directory.resolve("p" + tables++ + ".parquet");
    rows.repartition(1).write().partitionBy("day").parquet(path.toString());
    return leaves(table(LocalSpark.session(), "path: '%s'".formatted(path), "day"));
  }

  private static void assertSame(Map<String, Leaf> actual, Map<String, Leaf> expected) {
    assertThat(actual.keySet()).containsExactlyElementsOf(expected.keySet());
    expected.forEach(
        (day, leaf) ->
            LeafAssert.assertSameRows(day, Objects.requireNonNull(actual.get(day)), leaf));
  }

  private static List<String> names(PartitionedTable table) {
    return table.partitions().stream().map(SourcePartition::name).toList();
  }

  /** The partitions whose fingerprints differ. */
  private static List<String> changed(PartitionedTable before, PartitionedTable after) {
    Map<String, String> old = new HashMap<>();
    before.partitions().forEach(each -> old.put(each.name(), each.fingerprint()));
    return after.partitions().stream()
        .filter(each -> !each.fingerprint().equals(old.get(each.name())))
        .map(SourcePartition::name)
        .toList();
  }

  /** Deletes change neither the paths nor the columns of files. */
  @ParameterizedTest
  @EnumSource
  void leavesAreThoseOfTheRowsOfTheVersion(Format format) throws Exception {
    Lake lake = Lake.of(format, rows(0, 3), "day");
    PartitionedTable first = lake.table();
    assertThat(names(first)).containsExactly(FIRST, SECOND, THIRD);
    assertThat(first.partitions()).allMatch(partition -> partition.bytes() > ROWS);
    assertThat(lake.table().partitions()).isEqualTo(first.partitions());

    String some = "id BETWEEN 63 AND 80";
    lake.run("DELETE FROM %s WHERE " + some);
    PartitionedTable second = lake.table();
    assertThat(second.version()).isNotEqualTo(first.version());
    assertThat(changed(first, second)).containsExactly(SECOND);
    assertThat(second.faults(second.partitions())).isEmpty();
    assertSame(leaves(second), expected(rows(0, 3).where("NOT " + some)));
    assertSame(leaves(first), expected(rows(0, 3)));

    String version = Objects.requireNonNull(first.version()).id();
    PartitionedTable old =
        format == Format.DELTA
            ? lake.table(lake.location() + "@v" + version, "", "day")
            : lake.table(lake.location(), "versionAsOf: " + version, "day");
    assertThat(old.version()).isEqualTo(first.version());
    assertThat(old.partitions()).isEqualTo(first.partitions());

    onlyTheChosenPartitionsAreRead(lake);
  }

  /** The files of the others are removed, so that reading them would fail. */
  private static void onlyTheChosenPartitionsAreRead(Lake lake) throws Exception {
    List<Path> before = files(lake);
    lake.append(rows(3, 4));
    PartitionedTable table = lake.table();
    for (Path file : before) {
      Files.delete(file);
    }
    List<SourcePartition> last = table.partitions().subList(3, 4);
    assertThat(table.faults(last)).isEmpty();
    assertSame(Leaves.of(table, last), expected(rows(3, 4)));
  }

  private static List<Path> files(Lake lake) throws Exception {
    try (Stream<Path> files = Files.walk(lake.path())) {
      return files
          .filter(file -> file.toString().endsWith(".parquet"))
          .filter(file -> !file.toString().contains("_delta_log"))
          .toList();
    }
  }

  @Test
  void aDeltaTableIsReadAsOneWithItsExtension() throws Exception {
    Path path = directory.resolve("d.parquet");
    Files.createDirectories(path.resolve("_delta_log"));
    assertThatThrownBy(
            () -> table(LocalSpark.session(), "path: '%s', format: delta".formatted(path), "day"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "data.format: Delta tables need Delta's extension of Spark, without which deleted rows"
                + " are read; add --conf"
                + " spark.sql.extensions=io.delta.sql.DeltaSparkSessionExtension after --");
    Files.createDirectory(path.resolve("day=2001-06-02"));
    for (String location : List.of("d.parquet", "d.parquet/day=2001-06-02", "d.par*", "d.*/day*")) {
      String source = "format: parquet, path: '%s'".formatted(directory.resolve(location));
      assertThatThrownBy(() -> table(spark, source, "day"))
          .as(location)
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(
              "data.format: the directory file:%s has _delta_log, so it is a Delta table, some of"
                      .formatted(path)
                  + " whose files may no longer count; set data.format to delta, and the path to"
                  + " this directory");
    }
  }

  /** A query finds a table's version only when it runs. */
  @Test
  void aDeltaTableOfAQueryNeedsTheExtension() throws Exception {
    Lake lake = Lake.of(Format.DELTA, rows(0, 1));
    for (SparkSession session : List.of(LocalSpark.session(), spark)) {
      session.read().format("delta").load(lake.location()).createOrReplaceTempView("ofDelta");
    }
    for (String query :
        List.of("SELECT * FROM ofDelta", "SELECT (SELECT MAX(id) FROM ofDelta) AS id")) {
      DataConfig data = data("sql: '%s'".formatted(query));
      assertThatThrownBy(() -> TableReader.open(LocalSpark.session(), data))
          .as(query)
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("data.sql: Delta tables need Delta's extension of Spark");
      TableSource source = TableSource.of(TableReader.open(spark, data), "query");
      assertThat(source.names()).startsWith("query");
      assertThat(source.version()).isNull();
    }
    assertThatThrownBy(() -> lake.table(lake.location(), "", "date(time)"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "partition.by: the Delta table is not partitioned; write it with partition columns, as"
                + " expressions make partitions of plain files only");
  }

  /** Compaction changes files but no rows, and a column of an old name rows but no files. */
  @ParameterizedTest
  @EnumSource
  void compactedFilesHaveTheSameLeavesAndANewColumnOthers(Format format) throws Exception {
    Lake lake = Lake.of(format, rows(0, 2), "day");
    lake.append(rows(0, 2));
    PartitionedTable before = lake.table();
    if (format == Format.DELTA) {
      lake.run("OPTIMIZE %s");
    } else {
      spark.sql(
          "CALL %s.system.rewrite_data_files('db.%s', options => MAP('rewrite-all', 'true'))"
              .formatted(LakeSpark.CATALOG, lake.name()));
    }
    PartitionedTable compacted = lake.table();
    assertThat(changed(before, compacted)).containsExactly(FIRST, SECOND);
    assertSame(leaves(compacted), leaves(before));

    lake.run("ALTER TABLE %s DROP COLUMN a");
    lake.run("ALTER TABLE %s ADD COLUMN a DOUBLE");
    lake.append(rows(2, 3).select("id", "b", "c", "y", "day", "a"));
    assertThat(changed(compacted, lake.table())).containsExactly(FIRST, SECOND, THIRD);
  }

  /** Such deletes apply to whatever has the values, so without a partition to any. */
  @Test
  void deletesOfValuesChangeThePartitionsThatTheyApplyTo() throws Exception {
    Lake lake = Lake.of(Format.ICEBERG, rows(0, 3), "day", "c");
    Table iceberg = lake.iceberg();
    PartitionedTable before = lake.table();
    assertThat(names(before)).containsExactly(FIRST, SECOND, THIRD);

    iceberg
        .newRowDelta()
        .addDeletes(equalities(iceberg, iceberg.spec(), "day=2001-06-02/c=l1"))
        .commit();
    PartitionedTable ofOne = lake.table();
    assertThat(changed(before, ofOne)).containsExactly(SECOND);

    iceberg
        .newRowDelta()
        .addDeletes(equalities(iceberg, PartitionSpec.unpartitioned(), ""))
        .commit();
    assertThat(changed(ofOne, lake.table())).containsExactly(FIRST, SECOND, THIRD);
  }

  private static DeleteFile equalities(Table table, PartitionSpec spec, String partition) {
    FileMetadata.Builder builder =
        FileMetadata.deleteFileBuilder(spec)
            .ofEqualityDeletes(table.schema().findField("id").fieldId())
            .withPath(table.location() + "/data/deletes" + tables++ + ".parquet")
            .withFileSizeInBytes(100)
            .withRecordCount(1);
    return (partition.isEmpty() ? builder : builder.withPartitionPath(partition)).build();
  }

  /** A partition without a value is of rows without one, unless nobody knows. */
  @Test
  void rowsOfUnknownPartitionsAreRefused() throws Exception {
    Lake lake = Lake.of(Format.ICEBERG, rows(0, 2));
    assertThatThrownBy(lake::table)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("partition.by: the Iceberg table is not partitioned");
    lake.iceberg().updateSpec().addField("day").addField(Expressions.bucket("id", 4)).commit();
    lake.run("REFRESH TABLE %s");
    lake.append(rows(2, 3));

    assertThatThrownBy(lake::table)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "partition.by: some rows of the Iceberg table may have been written before it was"
                + " partitioned by day, such as those of ")
        .hasMessageContaining("; rewrite its files with Iceberg's procedure rewrite_data_files");
    assertThatThrownBy(() -> lake.table(lake.location(), "", "id"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "partition.by: the Iceberg table is not partitioned by the values of id, but by"
                + " day, bucket(4, id)");
  }

  /**
   * The path of a table whose catalogue is not known; a table without rows; a branch of a table.
   */
  @Test
  void icebergTablesAreFoundByPathAndBranch() throws Exception {
    Lake lake = Lake.of(Format.ICEBERG, rows(0, 2), "day");
    PartitionedTable byName = lake.table();
    long snapshot = lake.iceberg().currentSnapshot().snapshotId();
    lake.iceberg().manageSnapshots().createBranch("audited").createTag("first", snapshot).commit();
    lake.run("REFRESH TABLE %s");
    lake.append(rows(2, 3));

    Map<String, Leaf> expected = expected(rows(0, 2));
    PartitionedTable byPath = lake.table(lake.path().toString(), "versionAsOf: audited", "day");
    assertThat(byPath.version()).isEqualTo(byName.version());
    assertThat(byPath.partitions()).isEqualTo(byName.partitions());
    assertSame(leaves(byPath), expected);

    List<PartitionedTable> selected =
        List.of(
            lake.table(lake.location(), "branch: audited", "day"),
            lake.table(lake.location() + ".branch_audited", "", "day"),
            lake.table(lake.path() + "#branch_audited", "", "day"),
            lake.table(lake.location() + ".tag_first", "", "day"));
    rows(3, 4).writeTo(lake.location() + ".branch_audited").append();
    for (PartitionedTable table : selected) {
      assertThat(Objects.requireNonNull(table.version()).id()).isEqualTo(String.valueOf(snapshot));
      assertSame(leaves(table), expected);
    }
    assertThatThrownBy(() -> lake.table(lake.location() + ".tag_first", "versionAsOf: 1", "day"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("data.options: the source iceberg refuses versionAsOf: ");

    TableSource source =
        TableSource.of(
            TableReader.open(spark, data("path: '%s', format: iceberg".formatted(lake.location()))),
            null);
    assertThat(source.names()).containsExactly(lake.path().toString());
    assertThat(source.version()).startsWith("Iceberg snapshot ");

    Lake empty = Lake.of(Format.ICEBERG, rows(0, 0), "day");
    assertThat(empty.table().partitions()).isEmpty();

    Lake byNumber =
        Lake.of(Format.ICEBERG, rows(0, 1).withColumn("zero", functions.expr("-0.0D")), "zero");
    assertThatThrownBy(() -> byNumber.table(byNumber.location(), "", "zero"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "partition.by: the Iceberg table is partitioned by zero, which is double, and Iceberg"
                + " keeps 0 and -0 apart, which Spark takes for equal; partition it by text or whole"
                + " numbers");
  }
}
