package ridgeline.store.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.aggregate.FoldStatistics;
import ridgeline.config.ConfigException;
import ridgeline.config.data.DataConfig;
import ridgeline.config.data.FoldsConfig;
import ridgeline.config.linear.SweepConfigReader;
import ridgeline.data.DataException;
import ridgeline.data.source.SourcePartition;
import ridgeline.data.table.TrainingTable;
import ridgeline.spark.LocalSpark;
import ridgeline.stats.Moments;
import ridgeline.stats.Quantiles;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.leaf.LeafAssert;
import ridgeline.store.leaf.LeafSlice;
import ridgeline.store.table.LeafTable;

@Tag("spark")
class PartitionedTableTest {
  private static final int BUCKETS = 4;

  @TempDir private Path directory = Path.of("");

  private String path() {
    return directory.resolve("t.parquet").toString();
  }

  /** Days from 2001-06-01, of 60 rows each; each day has some levels that others have not. */
  private void write(int fromDay, int toDay) {
    LocalSpark.session()
        .sql(
            "SELECT DATE_ADD(DATE'2001-06-01', INT(id DIV 60)) AS day, id DIV 120 AS pair,"
                + " 100 + SIN(id * 7) AS a, COS(id * 3) * 5 AS b,"
                + " CONCAT('l', (id DIV 60 + id % 3) % 5) AS c, INT(id % 4) AS d,"
                + " INT(id % 3) AS w, SIN(id * 7) - 3 * COS(id * 3) + id % 4 + SIN(id * 11) AS y"
                + " FROM RANGE(%d, %d)".formatted(60 * fromDay, 60 * toDay))
        .repartition(2)
        .write()
        .mode(SaveMode.Append)
        .partitionBy("day")
        .parquet(path());
  }

  private DataConfig data(String features) throws ConfigException {
    return SweepConfigReader.read(
            "{name: x, data: {path: '%s', label: y, %s}}".formatted(path(), features),
            "job.yaml",
            List.of())
        .data();
  }

  private DataConfig data() throws ConfigException {
    return data("weight: w, numeric: [a, b], categorical: [c, d], interactions: [[c, d], [b, c]]");
  }

  private PartitionedTable table() throws Exception {
    return PartitionedTables.open(
        LocalSpark.session(), data(), List.of("day"), BUCKETS, List.of(), List.of());
  }

  private static List<String> names(PartitionedTable table) {
    return table.partitions().stream().map(SourcePartition::name).toList();
  }

  @Test
  void listsPartitionsInOrderWithFingerprints() throws Exception {
    write(0, 3);
    PartitionedTable before = table();
    assertThat(names(before)).containsExactly("day=2001-06-01", "day=2001-06-02", "day=2001-06-03");
    assertThat(before.specification().numeric()).containsExactly("a", "b");
    assertThat(before.specification().bucketsBy()).isEmpty();

    write(2, 4);
    PartitionedTable after = table();
    assertThat(names(after)).hasSize(4).endsWith("day=2001-06-04");
    List<String> fingerprints =
        after.partitions().stream().map(SourcePartition::fingerprint).toList();
    assertThat(fingerprints).doesNotHaveDuplicates();
    for (int k = 0; k < 3; k++) {
      assertThat(fingerprints.get(k).equals(before.partitions().get(k).fingerprint()))
          .as("partition %d is unchanged", k)
          .isEqualTo(k < 2);
    }
  }

  /** The moments of some rows, computed as a sweep does. */
  private Moments scratch(String where) throws ConfigException {
    TrainingTable table =
        TrainingTable.prepare(
            LocalSpark.session(),
            data().with(where, data().numeric()),
            new FoldsConfig(2, List.of(), 1, null));
    return FoldStatistics.collect(table, table.names().toArray(String[]::new), 2).moments().all();
  }

  private static Moments all(Leaf leaf) {
    return leaf.buckets().stream().reduce(Moments::merge).orElseThrow();
  }

  @Test
  void eachLeafIsOfTheRowsOfItsPartition() throws Exception {
    write(0, 5);
    PartitionedTable table = table();
    Map<String, Leaf> leaves = Leaves.of(table, table.partitions());

    assertThat(leaves.keySet()).containsExactlyElementsOf(names(table));
    for (SourcePartition partition : table.partitions()) {
      String day = partition.keys().get(0).literal();
      Leaf leaf = Objects.requireNonNull(leaves.get(partition.name()));
      assertThat(leaf.buckets()).hasSize(BUCKETS).allMatch(bucket -> bucket.rows() > 0);
      assertThat(leaf.features().levels().get(0))
          .as("without that of the rows of weight 0")
          .hasSize(2);
      LeafAssert.assertSameRows(
          day,
          leaf.inOneBucket(),
          new Leaf(leaf.features(), List.of(scratch("day = " + day)), leaf.quantiles(), List.of()));
    }
  }

  /** Of two files, each with half of the rows, so that ranks may be one off. */
  @Test
  void quantilesAreThoseOfTheRowsOfThePartition() throws Exception {
    write(0, 2);
    PartitionedTable table =
        PartitionedTables.open(
            LocalSpark.session(),
            data("numeric: [a, b], categorical: [c]"),
            List.of("day"),
            BUCKETS,
            List.of(),
            List.of());
    Map<String, Leaf> leaves = Leaves.of(table, table.partitions());
    for (String day : List.of("2001-06-01", "2001-06-02")) {
      Leaf leaf = Objects.requireNonNull(leaves.get("day=" + day));
      assertThat(leaf.quantiles()).hasSize(1);
      assertThat(leaf.quantiles().get(0).weight()).isEqualTo(60);
      List<double[]> columns = leaf.quantiles().get(0).columns();
      assertThat(columns).hasSize(4);
      assertThat(columns.get(2)).as("of a category").isEmpty();
      List<String> names = List.of("a", "b", "", "y");
      for (int column : List.of(0, 1, 3)) {
        List<Double> sorted =
            LocalSpark.session()
                .read()
                .parquet(path())
                .where("day = '" + day + "'")
                .sort(names.get(column))
                .select(names.get(column))
                .as(Encoders.DOUBLE())
                .collectAsList();
        for (int i = 0; i < Quantiles.POINTS; i++) {
          int rank = (int) Math.ceil((i + 0.5) * 60 / Quantiles.POINTS) - 1;
          assertThat(columns.get(column)[i])
              .isBetween(sorted.get(Math.max(0, rank - 1)), sorted.get(Math.min(59, rank + 1)));
        }
      }
    }
  }

  @Test
  void slicesAreOfTheRowsOfTheirLevels() throws Exception {
    write(0, 3);
    PartitionedTable table =
        PartitionedTables.open(
            LocalSpark.session(), data(), List.of("day"), BUCKETS, List.of(), List.of("d", "c"));
    Map<String, Leaf> leaves = Leaves.of(table, table.partitions());

    assertThat(table.specification().sliceColumns()).containsExactly(0, 1);
    Leaf leaf = Objects.requireNonNull(leaves.get("day=2001-06-02"));
    assertThat(leaf.slices())
        .extracting(slice -> slice.column() + slice.level())
        .containsExactly("0l2", "0l3", "10", "11", "12", "13");
    for (LeafSlice slice : leaf.slices()) {
      String condition =
          "day = DATE'2001-06-02' AND %s = '%s'"
              .formatted(slice.column() == 0 ? "c" : "d", slice.level());
      Dataset<Row> rows =
          LocalSpark.session().read().parquet(path()).where(condition).where("w > 0");
      Row sums =
          rows.selectExpr(
                  "COUNT(*)", "DOUBLE(SUM(w))", "SUM(w * a) / SUM(w)", "SUM(w * y) / SUM(w)")
              .first();
      assertThat(slice.moments().rows()).as(condition).isEqualTo(sums.getLong(0));
      assertThat(slice.moments().weight()).as(condition).isEqualTo(sums.getDouble(1));
      assertThat(slice.moments().mean(0)).isCloseTo(sums.getDouble(2), within(1e-10));
      assertThat(slice.moments().mean(slice.moments().label()))
          .isCloseTo(sums.getDouble(3), within(1e-10));
    }
  }

  @Test
  void whatHasTooManyLevelsIsNotSliced() throws Exception {
    LocalSpark.session()
        .sql("SELECT 1 AS day, SIN(id) AS y, id AS c FROM RANGE(101)")
        .write()
        .partitionBy("day")
        .parquet(path());
    PartitionedTable table =
        PartitionedTables.open(
            LocalSpark.session(),
            data("categorical: [c]"),
            List.of("day"),
            BUCKETS,
            List.of(),
            List.of("c"));

    assertThatThrownBy(() -> Leaves.of(table, table.partitions()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "c has 101 levels in the partitions to read, and gate.slices takes at most 100; take"
                + " another category, or none");
    assertThatThrownBy(
            () ->
                PartitionedTables.open(
                    LocalSpark.session(),
                    data("categorical: [c]"),
                    List.of("day"),
                    BUCKETS,
                    List.of(),
                    List.of("y")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("gate.slices: y is not one of the categorical features, [c]");
  }

  /** Each of some partitions, where memory is for one. */
  @Test
  void passesOverSomePartitionsEachGiveTheSameLeaves() throws Exception {
    write(0, 5);
    PartitionedTable table = table();
    Map<String, Leaf> atOnce = Leaves.of(table, table.partitions());
    List<String> order = new ArrayList<>();

    table.collect(
        table.partitions(),
        1,
        (partition, leaf) -> {
          order.add(partition.name());
          LeafAssert.assertSameRows(
              partition.name(), leaf, Objects.requireNonNull(atOnce.get(partition.name())));
        });

    assertThat(order).isEqualTo(names(table));
  }

  /** Add, replace, remove: what is stored equals one pass over the rows that are left. */
  @Test
  void mergedLeavesAreThoseOfAllRowsAfterAnyHistory() throws Exception {
    write(0, 3);
    LeafTable store =
        LeafTable.openOrCreate(
            directory.resolve("store").toString(), table().specification(), new Configuration());
    put(store, Set.of());
    write(2, 5);
    put(store, Set.of());
    put(store, Set.of("day=2001-06-02"));

    List<Leaf> stored = new ArrayList<>();
    for (var leaf : store.snapshot().leaves().values()) {
      stored.add(store.read(leaf));
    }
    Leaf merged = Leaf.merged(stored);

    LeafAssert.assertSameRows(
        "stored",
        merged.inOneBucket(),
        new Leaf(
            merged.features(),
            List.of(scratch("day <> DATE'2001-06-02'")),
            merged.quantiles(),
            List.of()));
  }

  /** Computes what the store has not, or not of these files, and removes what is gone. */
  private void put(LeafTable store, Set<String> gone) throws Exception {
    PartitionedTable table = table();
    LeafTable.Snapshot snapshot = store.snapshot();
    Set<String> known =
        snapshot.leaves().values().stream()
            .map(leaf -> leaf.partition() + leaf.sources())
            .collect(Collectors.toSet());
    List<SourcePartition> changed =
        table.partitions().stream()
            .filter(partition -> !gone.contains(partition.name()))
            .filter(partition -> !known.contains(partition.name() + partition.fingerprint()))
            .toList();
    LeafTable.Change change = store.change(snapshot);
    gone.forEach(change::remove);
    if (!changed.isEmpty()) {
      Map<String, Leaf> leaves = Leaves.of(table, changed);
      for (SourcePartition partition : changed) {
        Leaf leaf = Objects.requireNonNull(leaves.get(partition.name()));
        change.put(partition.name(), partition.fingerprint(), leaf);
      }
    }
    change.commit(Map.of());
  }

  /** The files of the others are damaged, so that reading them would fail. */
  @Test
  void onlyTheChosenPartitionsAreRead() throws Exception {
    write(0, 3);
    PartitionedTable table = table();
    Leaf before =
        Objects.requireNonNull(Leaves.of(table, table.partitions()).get("day=2001-06-02"));
    try (Stream<Path> files = Files.walk(Path.of(path()))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.toString().contains("day=2001-06-02") && file.toString().endsWith(".parquet")) {
          damage(file);
        }
      }
    }

    Leaf alone =
        Objects.requireNonNull(
            Leaves.of(table, table.partitions().subList(1, 2)).get("day=2001-06-02"));
    LeafAssert.assertSameRows("alone", alone, before);
    assertThatThrownBy(() -> Leaves.of(table, table.partitions())).isInstanceOf(Exception.class);
  }

  /** Everything but the schema at the end, and without the checksum that Hadoop would look at. */
  private static void damage(Path file) throws IOException {
    ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int end = content.limit() - 8 - content.getInt(content.limit() - 8);
    Arrays.fill(content.array(), 4, end, (byte) 0);
    Files.write(file, content.array());
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"p, q", "q, p", "q"})
  void partitionsMayHaveSeveralColumnsAndNulls(String by) throws Exception {
    LocalSpark.session()
        .sql(
            "SELECT IF(id % 5 = 0, NULL, CONCAT('a''b\\\\', id % 5)) AS p, INT(id % 7) - 3 AS q,"
                + " SIN(id) AS x, COS(id) AS y FROM RANGE(350)")
        .repartition(1)
        .write()
        .partitionBy("p", "q")
        .parquet(path());
    List<String> columns = List.of(by.split(", "));
    PartitionedTable table =
        PartitionedTables.open(
            LocalSpark.session(), data("numeric: ['*']"), columns, 1, List.of(), List.of());

    Map<String, Leaf> leaves = Leaves.of(table, table.partitions());

    assertThat(leaves).hasSize(columns.size() == 1 ? 7 : 35);
    assertThat(leaves.values())
        .extracting(leaf -> all(leaf).rows())
        .containsOnly(350L / leaves.size());
    assertThat(table.specification().numeric())
        .as("a star leaves out the columns of partitions")
        .containsExactly("x");
    Set<Double> means = new HashSet<>();
    leaves.values().forEach(leaf -> means.add(all(leaf).mean(0)));
    assertThat(means).as("no two have the same rows").hasSize(leaves.size());
  }

  @Test
  void csvFilesHavePartitionsToo() throws Exception {
    LocalSpark.session()
        .sql("SELECT id % 2 AS half, SIN(id) AS x, COS(id) AS y FROM RANGE(100)")
        .repartition(1)
        .write()
        .partitionBy("half")
        .option("header", true)
        .csv(directory.resolve("t.csv").toString());
    DataConfig csv =
        SweepConfigReader.read(
                "{name: x, data: {path: '%s', label: y, numeric: ['*']}}"
                    .formatted(directory.resolve("t.csv")),
                "job.yaml",
                List.of())
            .data();
    PartitionedTable table =
        PartitionedTables.open(LocalSpark.session(), csv, List.of("half"), 1, List.of(), List.of());

    assertThat(Leaves.of(table, table.partitions()).values())
        .extracting(leaf -> all(leaf).rows())
        .containsExactly(50L, 50L);
    assertThat(table.specification().numeric()).containsExactly("x");
  }

  @Test
  void aQueryHasNoPartitions() throws Exception {
    DataConfig query =
        SweepConfigReader.read(
                "{name: x, data: {sql: 'SELECT id AS y, id AS x FROM RANGE(9)', label: y,"
                    + " numeric: [x]}}",
                "job.yaml",
                List.of())
            .data();
    assertThatThrownBy(
            () ->
                PartitionedTables.open(
                    LocalSpark.session(), query, List.of("x"), BUCKETS, List.of(), List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "partition.by: partitions are those of a Delta or Iceberg table, or directories of files"
                + " in a format that Spark lists, and the table is neither");
  }

  @Test
  void rowsWithEqualKeysShareABucket() throws Exception {
    write(0, 2);
    PartitionedTable table =
        PartitionedTables.open(
            LocalSpark.session(),
            data("numeric: [a]"),
            List.of("day"),
            BUCKETS,
            List.of("d"),
            List.of());
    Leaf leaf = Objects.requireNonNull(Leaves.of(table, table.partitions()).get("day=2001-06-01"));

    assertThat(leaf.buckets()).extracting(Moments::rows).allMatch(rows -> rows % 15 == 0);
    assertThat(all(leaf).rows()).isEqualTo(60);
  }

  @Test
  void aPartitionWhoseRowsHaveWeightZeroHasAnEmptyLeaf() throws Exception {
    write(0, 2);
    PartitionedTable table =
        PartitionedTables.open(
            LocalSpark.session(),
            data("weight: \"IF(day = DATE'2001-06-02', 0, 1)\", numeric: [a]"),
            List.of("day"),
            BUCKETS,
            List.of(),
            List.of());

    for (List<SourcePartition> chosen :
        List.of(table.partitions(), table.partitions().subList(1, 2))) {
      Leaf empty = Objects.requireNonNull(Leaves.of(table, chosen).get("day=2001-06-02"));
      assertThat(empty.buckets()).hasSize(BUCKETS).allMatch(bucket -> bucket.rows() == 0);
    }
    assertThat(Leaves.of(table, List.of())).isEmpty();
  }

  /** A timestamp, a number that is 0 in two ways, and texts that look like others. */
  @Test
  void everyPartitionHasANameOfItsOwn() throws Exception {
    String rows =
        "SELECT SIN(id) AS x, COS(id) AS y, CASE id %% 5 WHEN 0 THEN NULL WHEN 1 THEN 'null'"
            + " WHEN 2 THEN '1/q=2' WHEN 3 THEN '1' ELSE 'é %%' END AS p,"
            + " CASE id %% 5 WHEN 2 THEN '3' WHEN 3 THEN '2/q=3' ELSE 'z' END AS q,"
            + " TIMESTAMP'2001-06-07 12:00:00' + MAKE_INTERVAL(0, 0, 0, 0, INT(id %% 2)) AS t,"
            + " IF(id %% 2 = 0, -0.0D, 0.0D) AS zero FROM RANGE(100)";
    LocalSpark.session()
        .sql(rows.formatted())
        .repartition(1)
        .write()
        .partitionBy("p", "q", "t", "zero")
        .parquet(path());
    for (var expected :
        Map.of(List.of("p", "q"), 5, List.of("t"), 2, List.of("zero"), 1, List.of("t", "p"), 10)
            .entrySet()) {
      PartitionedTable table =
          PartitionedTables.open(
              LocalSpark.session(),
              data("numeric: [x], timeZone: Asia/Tokyo"),
              expected.getKey(),
              1,
              List.of(),
              List.of());
      Map<String, Leaf> leaves = Leaves.of(table, table.partitions());
      assertThat(leaves).as(expected.getKey().toString()).hasSize(expected.getValue());
      assertThat(leaves.values())
          .extracting(leaf -> all(leaf).rows())
          .containsOnly(100L / expected.getValue());
      Set<Double> means = new HashSet<>();
      leaves.values().forEach(leaf -> means.add(all(leaf).mean(0)));
      assertThat(means).as("no two have the same rows").hasSize(leaves.size());
    }
    PartitionedTable byZero =
        PartitionedTables.open(
            LocalSpark.session(),
            data("numeric: [x]"),
            List.of("zero", "t"),
            1,
            List.of(),
            List.of());
    SourcePartition first = byZero.partitions().get(0);
    Leaf alone = Objects.requireNonNull(Leaves.of(byZero, List.of(first)).get(first.name()));
    assertThat(all(alone).rows()).as(first.name()).isEqualTo(50);
  }

  /** Leaves of other rows, or of other partitions, may not be merged with these. */
  @Test
  void theSpecificationSaysWhichRowsWereRead() throws Exception {
    write(0, 1);
    Set<Object> specifications = new HashSet<>();
    for (String more :
        List.of(
            "",
            ", where: a > 100",
            ", options: {mergeSchema: true}",
            ", format: parquet",
            ", weight: w",
            ", timeZone: Asia/Tokyo",
            ", categorical: c",
            ", categorical: CAST(d AS STRING)",
            ", categorical: d")) {
      specifications.add(
          PartitionedTables.open(
                  LocalSpark.session(),
                  data("numeric: [a]" + more),
                  List.of("day"),
                  BUCKETS,
                  List.of(),
                  List.of())
              .specification()
              .text());
    }
    assertThat(specifications).hasSize(9);
    assertThat(table().specification().text()).isEqualTo(table().specification().text());
  }

  @Test
  void whatIsNotAPartitionColumnIsRefused() throws Exception {
    write(0, 1);
    assertThatThrownBy(
            () ->
                PartitionedTables.open(
                    LocalSpark.session(), data(), List.of("dya"), BUCKETS, List.of(), List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "partition.by: dya is not a partition column; those of the table are day");
  }
}
