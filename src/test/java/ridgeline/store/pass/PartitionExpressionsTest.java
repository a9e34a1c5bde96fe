package ridgeline.store.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.aggregate.FoldStatistics;
import ridgeline.config.ConfigException;
import ridgeline.config.data.DataConfig;
import ridgeline.config.data.FoldsConfig;
import ridgeline.config.linear.SweepConfigReader;
import ridgeline.data.DataException;
import ridgeline.data.source.SourcePartition;
import ridgeline.data.sql.TableSession;
import ridgeline.data.table.TrainingTable;
import ridgeline.spark.LocalSpark;
import ridgeline.stats.Moments;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.leaf.LeafAssert;
import ridgeline.store.table.LeafTable;
import ridgeline.store.table.StoreException;

/** Partitions of a table whose files are of one and a half days each, from 2001-06-01. */
@Tag("spark")
class PartitionExpressionsTest {
  private static final int BUCKETS = 3;

  private static final String FEATURES = "numeric: [a], categorical: [c]";

  private static final String DAY = "date(time)";

  /** A name that is escaped in addresses of files. */
  private static final String TABLE = "a b%20c.parquet";

  /** The table that no test changes. */
  @TempDir private static Path shared = Path.of("");

  @TempDir private Path directory = Path.of("");

  private Path table = shared.resolve(TABLE);

  @BeforeAll
  static void writeTable() throws IOException {
    for (int file = 0; file < 4; file++) {
      append(shared.resolve(TABLE), 72 * file, 72 * (file + 1));
    }
  }

  /** Adds a file of rows every half an hour; each 32nd has no time. */
  private static void append(Path table, int from, int to) throws IOException {
    addFile(
        table.resolve("t%03d.parquet".formatted(from)),
        "SELECT IF(id % 32 = 5, NULL, TIMESTAMP'2001-06-01 00:00:00 UTC'"
            + " + MAKE_DT_INTERVAL(0, 0, 30 * INT(id))) AS time, INT(id % 2) AS half,"
            + " SIN(id * 7) AS a, CONCAT('l', id DIV 48 + id % 3) AS c,"
            + " SIN(id * 7) + id % 3 + SIN(id * 11) AS y"
            + " FROM RANGE(%d, %d)".formatted(from, to));
  }

  /** The table has the columns of the file that is first by its name. */
  private static void addFile(Path file, String query) throws IOException {
    Files.createDirectories(file.getParent());
    Path written = Files.createTempDirectory(file.getParent(), "_").resolve("w");
    LocalSpark.session().sql(query).coalesce(1).write().parquet(written.toString());
    try (Stream<Path> files = Files.list(written)) {
      Files.move(
          files.filter(path -> path.toString().endsWith(".parquet")).findFirst().orElseThrow(),
          file);
    }
  }

  private void copyTable() throws IOException {
    table = directory.resolve(TABLE);
    Files.createDirectories(table);
    for (Path file : files(shared.resolve(TABLE))) {
      Files.copy(file, table.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  /** The files, in the order of their rows. */
  private static List<Path> files(Path table) throws IOException {
    try (Stream<Path> files = Files.list(table)) {
      return files
          .filter(file -> file.getFileName().toString().matches("t\\d+\\.parquet"))
          .sorted()
          .toList();
    }
  }

  private DataConfig data(String more) throws ConfigException {
    return SweepConfigReader.read(
            "{name: x, data: {path: '%s', label: y, %s}}".formatted(table, more),
            "job.yaml",
            List.of())
        .data();
  }

  private PartitionedTable open(DataConfig data, String... by) throws Exception {
    return PartitionedTables.open(
        LocalSpark.session(), data, List.of(by), BUCKETS, List.of(), List.of());
  }

  private PartitionedTable open() throws Exception {
    return open(data(FEATURES), DAY);
  }

  private static List<String> names(List<SourcePartition> partitions) {
    return partitions.stream().map(SourcePartition::name).toList();
  }

  private static List<SourcePartition> chosen(PartitionedTable table, String... names) {
    List<SourcePartition> chosen =
        table.partitions().stream()
            .filter(partition -> List.of(names).contains(partition.name()))
            .toList();
    assertThat(chosen).hasSize(names.length);
    return chosen;
  }

  /** The moments of some rows, computed as a sweep does. */
  private static Moments scratch(DataConfig data, String condition) throws ConfigException {
    String where = data.where() == null ? condition : data.where() + " AND " + condition;
    TrainingTable rows =
        TrainingTable.prepare(
            LocalSpark.session(),
            data.with(where, data.numeric()),
            new FoldsConfig(2, List.of(), 1, null));
    return FoldStatistics.collect(rows, rows.names().toArray(String[]::new), 2).moments().all();
  }

  private static void assertOfRows(Leaf leaf, DataConfig data, String condition)
      throws ConfigException {
    LeafAssert.assertSameRows(
        condition,
        leaf.inOneBucket(),
        new Leaf(leaf.features(), List.of(scratch(data, condition)), leaf.quantiles(), List.of()));
  }

  /** Everything but the schema at the end, and without the checksum that Hadoop would look at. */
  private static void damage(Path file) throws IOException {
    var modified = Files.getLastModifiedTime(file);
    ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int end = content.limit() - 8 - content.getInt(content.limit() - 8);
    Arrays.fill(content.array(), 4, end, (byte) 0);
    Files.write(file, content.array());
    Files.setLastModifiedTime(file, modified);
  }

  /** The expected days are Spark's own, of each time zone. */
  @ParameterizedTest
  @CsvSource({"Etc/UTC, 6", "America/New_York, 7"})
  void eachDayHasItsRowsInTheTimeZoneOfTheJob(String timeZone, int days) throws Exception {
    DataConfig data = data(FEATURES + ", timeZone: " + timeZone);
    PartitionedTable opened = open(data, DAY);
    Map<String, Leaf> leaves = Leaves.of(opened, opened.partitions());

    SparkSession spark = TableSession.of(LocalSpark.session(), timeZone);
    List<Row> expected =
        spark
            .read()
            .parquet(table.toString())
            .groupBy(functions.expr("date(time)").as("day"))
            .count()
            .sort("day")
            .collectAsList();
    assertThat(expected).hasSize(days + 1);
    assertThat(names(opened.partitions()))
        .containsExactlyElementsOf(
            expected.stream()
                .map(row -> row.isNullAt(0) ? "__HIVE_DEFAULT_PARTITION__" : row.get(0))
                .map(day -> "date(time)=" + day)
                .toList());
    for (Row row : expected) {
      String condition =
          row.isNullAt(0) ? "time IS NULL" : "date(time) = DATE'%s'".formatted(row.get(0));
      Leaf leaf =
          Objects.requireNonNull(
              leaves.get(
                  row.isNullAt(0)
                      ? "date(time)=__HIVE_DEFAULT_PARTITION__"
                      : "date(time)=" + row.get(0)));
      assertThat(leaf.total().rows()).as(condition).isEqualTo(row.getLong(1));
      assertOfRows(leaf, data, condition);
    }
    assertThat(opened.specification().partitionedBy()).containsExactly(DAY);
    assertThat(opened.specification().timeZone()).isEqualTo(timeZone);
  }

  /** The others are damaged, so that reading them would fail. */
  @Test
  void onlyTheFilesOfTheChosenPartitionsAreRead() throws Exception {
    copyTable();
    PartitionedTable opened = open();
    List<Path> files = files(table);
    List<SourcePartition> second = chosen(opened, "date(time)=2001-06-02");
    damage(files.get(2));
    damage(files.get(3));

    Leaf leaf = Objects.requireNonNull(Leaves.of(opened, second).get("date(time)=2001-06-02"));

    table = shared.resolve(TABLE);
    assertOfRows(leaf, data(FEATURES), "date(time) = DATE'2001-06-02'");
    assertThatThrownBy(() -> Leaves.of(opened, chosen(opened, "date(time)=2001-06-04")))
        .isInstanceOf(Exception.class);
    assertThat(opened.bytes(chosen(opened, "date(time)=2001-06-01", "date(time)=2001-06-02")))
        .isEqualTo(second.get(0).bytes())
        .isEqualTo(Files.size(files.get(0)) + Files.size(files.get(1)));
  }

  private static Map<String, String> fingerprints(PartitionedTable table) {
    return table.partitions().stream()
        .collect(Collectors.toMap(SourcePartition::name, SourcePartition::fingerprint));
  }

  private static Set<String> changed(Map<String, String> before, Map<String, String> after) {
    Set<String> changed = new TreeSet<>(before.keySet());
    changed.addAll(after.keySet());
    changed.removeIf(name -> Objects.equals(before.get(name), after.get(name)));
    return changed;
  }

  @Test
  void aFileChangesThePartitionsOfItsRows() throws Exception {
    copyTable();
    Map<String, String> before = fingerprints(open());
    append(table, 50, 52);
    Map<String, String> late = fingerprints(open());
    assertThat(changed(before, late)).containsExactly("date(time)=2001-06-02");

    Path spanning = table.resolve("t000.parquet");
    Files.setLastModifiedTime(spanning, FileTime.fromMillis(1_000_000_000_000L));
    assertThat(changed(late, fingerprints(open())))
        .containsExactly(
            "date(time)=2001-06-01",
            "date(time)=2001-06-02",
            "date(time)=__HIVE_DEFAULT_PARTITION__");

    Files.delete(table.resolve("t216.parquet"));
    Set<String> left = fingerprints(open()).keySet();
    assertThat(left).doesNotContain("date(time)=2001-06-06").contains("date(time)=2001-06-05");
  }

  /** Add, replace, remove: what is stored equals one pass over the rows that are left. */
  @Test
  void mergedLeavesAreThoseOfAllRowsAfterAnyHistory() throws Exception {
    copyTable();
    LeafTable store =
        LeafTable.openOrCreate(
            directory.resolve("store").toString(), open().specification(), new Configuration());
    update(store);
    append(table, 60, 64);
    append(table, 288, 300);
    update(store);
    Files.delete(table.resolve("t072.parquet"));
    update(store);

    List<Leaf> stored = new ArrayList<>();
    for (var leaf : store.snapshot().leaves().values()) {
      stored.add(store.read(leaf));
    }
    assertOfRows(Leaf.merged(stored), data(FEATURES), "TRUE");
  }

  /** Computes what the store has not, or not of these files, and removes what is gone. */
  private void update(LeafTable store) throws Exception {
    PartitionedTable opened = open();
    LeafTable.Snapshot snapshot = store.snapshot();
    Map<String, String> now = fingerprints(opened);
    Map<String, String> before = new TreeMap<>();
    snapshot.leaves().forEach((name, leaf) -> before.put(name, leaf.sources()));
    Set<String> changed = changed(before, now);
    LeafTable.Change change = store.change(snapshot);
    changed.stream().filter(name -> !now.containsKey(name)).forEach(change::remove);
    List<SourcePartition> read =
        opened.partitions().stream()
            .filter(partition -> changed.contains(partition.name()))
            .toList();
    Map<String, Leaf> leaves = Leaves.of(opened, read);
    for (SourcePartition partition : read) {
      change.put(
          partition.name(),
          partition.fingerprint(),
          Objects.requireNonNull(leaves.get(partition.name())));
    }
    change.commit(Map.of());
  }

  private static PartitionedTable openKnowing(KnownFiles known, DataConfig data, String by)
      throws Exception {
    return PartitionedTable.open(
        LocalSpark.session(), data, List.of(by), BUCKETS, List.of(), List.of(), null, known);
  }

  private PartitionedTable openKnowing(KnownFiles known, String by) throws Exception {
    return openKnowing(known, data(FEATURES), by);
  }

  private KnownFiles known() {
    return new KnownFiles(directory.resolve("store").toString(), new Configuration());
  }

  private List<Path> kept() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("store/files"))) {
      return files.filter(file -> file.toString().endsWith(".json.gz")).toList();
    }
  }

  /** Files that are known are damaged, so that reading them again would fail. */
  @Test
  void onlyFilesThatAreNotKnownAreReadToListPartitions() throws Exception {
    copyTable();
    KnownFiles first = known();
    PartitionedTable opened = openKnowing(first, DAY);
    first.write(opened);
    Path kept = kept().get(0);
    for (Path file : files(table)) {
      damage(file);
    }
    append(table, 50, 51);

    KnownFiles second = known();
    PartitionedTable again = openKnowing(second, DAY);
    assertThat(changed(fingerprints(opened), fingerprints(again)))
        .containsExactly("date(time)=2001-06-02");
    second.write(again);
    assertThat(kept()).hasSize(1).doesNotContain(kept);
    KnownFiles third = known();
    kept = kept().get(0);
    third.write(openKnowing(third, DAY));
    assertThat(kept()).as("nothing new").containsExactly(kept);

    append(table, 48 * 29, 48 * 29 + 5);
    Files.move(
        table.resolve("t1392.parquet"),
        table.resolve("t000.parquet"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(changed(fingerprints(again), fingerprints(openKnowing(known(), DAY))))
        .as("a known file that changes is read again")
        .containsExactly(
            "date(time)=2001-06-01",
            "date(time)=2001-06-02",
            "date(time)=2001-06-30",
            "date(time)=__HIVE_DEFAULT_PARTITION__");
    Path damaged = table.resolve("t072.parquet");
    FileTime time = Files.getLastModifiedTime(damaged);
    Files.setLastModifiedTime(damaged, FileTime.fromMillis(time.toMillis() + 1000));
    assertThatThrownBy(() -> openKnowing(known(), DAY))
        .as("a known file of another time is read again")
        .isInstanceOf(Exception.class);
    Files.setLastModifiedTime(damaged, time);

    assertThatThrownBy(() -> open()).as("with nothing known").isInstanceOf(Exception.class);
    assertThatThrownBy(() -> openKnowing(known(), "date (time)"))
        .as("of another expression")
        .isInstanceOf(Exception.class);
    byte[] content = Files.readAllBytes(kept);
    Files.write(kept, Arrays.copyOf(content, content.length - 9));
    assertThatThrownBy(() -> openKnowing(known(), DAY))
        .as("with nothing that can be used")
        .isInstanceOf(Exception.class);
  }

  /** The codes 1 and 01 are one integer, but two texts. */
  @Test
  void filesAreReadAgainIfANewOneChangesTheTypeOfAColumn() throws Exception {
    table = directory.resolve("t.csv");
    Files.createDirectories(table);
    Files.writeString(table.resolve("a.csv"), "code,a,y\n1,1,2\n01,2,3\n01,4,4\n2,3,1\n");
    DataConfig data = data("numeric: [a], options: {header: true, inferSchema: true}");
    KnownFiles first = known();
    PartitionedTable integers = openKnowing(first, data, "code");
    first.write(integers);
    assertThat(rows(integers)).isEqualTo(Map.of("code=1", 3L, "code=2", 1L));

    Files.writeString(table.resolve("b.csv"), "code,a,y\nx,1,2\n");
    KnownFiles second = known();
    PartitionedTable texts = openKnowing(second, data, "code");
    Map<String, Long> expected = Map.of("code=1", 1L, "code=01", 2L, "code=2", 1L, "code=x", 1L);
    assertThat(rows(texts)).isEqualTo(expected);
    assertThat(changed(fingerprints(integers), fingerprints(texts)))
        .as("stored statistics of 1 are of more rows")
        .contains("code=1");
    second.write(texts);
    assertThat(rows(openKnowing(known(), data, "code"))).isEqualTo(expected);
  }

  private static Map<String, Long> rows(PartitionedTable opened) throws Exception {
    Map<String, Long> rows = new TreeMap<>();
    Leaves.of(opened, opened.partitions())
        .forEach((name, leaf) -> rows.put(name, leaf.total().rows()));
    return rows;
  }

  @Test
  void whatCannotBeKeptIsNotNeeded() throws Exception {
    int few = 100;
    String store = directory.resolve("store").toString();
    KnownFiles first = known();
    PartitionedTable opened = openKnowing(first, DAY);
    first.write(opened);
    List<Path> kept = kept();
    KnownFiles small = new KnownFiles(store, new Configuration(), few);
    assertThat(fingerprints(openKnowing(small, DAY))).isEqualTo(fingerprints(opened));
    small.write(opened);
    assertThat(kept()).as("more would be written than is read").isEqualTo(kept);

    Path blocked = Files.writeString(directory.resolve("files"), "in the way");
    KnownFiles none = new KnownFiles(directory.toString(), new Configuration());
    PartitionedTable again = openKnowing(none, DAY);
    none.write(again);
    assertThat(fingerprints(again)).isEqualTo(fingerprints(opened));
    assertThat(blocked).hasContent("in the way");
  }

  @Test
  void anInterruptedRunDoesNotGoOn() throws Exception {
    KnownFiles known = new KnownFiles("interrupted:///store", interrupted());
    assertThatThrownBy(() -> openKnowing(known, DAY)).isInstanceOf(InterruptedIOException.class);
    assertThatThrownBy(() -> known.write(open())).isInstanceOf(InterruptedIOException.class);
  }

  private static Configuration interrupted() {
    Configuration configuration = new Configuration();
    configuration.setClass("fs.interrupted.impl", Interrupted.class, FileSystem.class);
    configuration.setBoolean("fs.interrupted.impl.disable.cache", true);
    return configuration;
  }

  /** What Hadoop's file systems throw when their thread is interrupted. */
  static final class Interrupted extends RawLocalFileSystem {
    @Override
    public void initialize(URI address, Configuration configuration) throws IOException {
      throw new InterruptedIOException("interrupted");
    }
  }

  /** The files are damaged, so that reading them would fail. */
  @Test
  void aStoreOfAnotherSpecificationIsRefusedBeforeFilesAreRead() throws Exception {
    copyTable();
    LeafTable store =
        LeafTable.openOrCreate(
            directory.resolve("store").toString(), open().specification(), new Configuration());
    for (Path file : files(table)) {
      damage(file);
    }

    assertThatThrownBy(
            () ->
                PartitionedTable.open(
                    LocalSpark.session(),
                    data(FEATURES),
                    List.of(DAY),
                    BUCKETS + 1,
                    List.of(),
                    List.of(),
                    store,
                    null))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("buckets: 3, not 4");
  }

  /** Bytes that are not UTF-8 would equal no text. */
  @Test
  void textThatIsNotUtf8IsRefused() throws Exception {
    table = directory.resolve("t.parquet");
    addFile(
        table.resolve("x.parquet"),
        "SELECT IF(id = 0, CAST(X'61FF62' AS STRING), 'l') AS c, 1.0D AS a, DOUBLE(id) AS y"
            + " FROM RANGE(3)");

    assertThatThrownBy(() -> open(data("numeric: [a]"), "c"))
        .isInstanceOf(DataException.class)
        .hasMessageMatching(
            "partition.by: c is 'a\uFFFDb' in file:.*/x.parquet, some of whose bytes are"
                + " not characters in UTF-8; .* try_validate_utf8\\(c\\)");
    assertThat(rows(open(data("numeric: [a]"), "try_validate_utf8(c)")))
        .isEqualTo(
            Map.of(
                "try_validate_utf8(c)=l", 2L,
                "try_validate_utf8(c)=__HIVE_DEFAULT_PARTITION__", 1L));
  }

  /** A day of the 1st is not one of the 2nd, whatever the filter leaves of it. */
  @Test
  void aFilterLeavesPartitionsEmpty() throws Exception {
    DataConfig data = data(FEATURES + ", where: time >= TIMESTAMP'2001-06-02 12:00:00 UTC'");
    PartitionedTable opened = open(data, DAY);
    Map<String, Leaf> leaves = Leaves.of(opened, opened.partitions());

    assertThat(leaf(leaves, "date(time)=2001-06-01").total().rows()).isZero();
    assertThat(leaf(leaves, "date(time)=__HIVE_DEFAULT_PARTITION__").total().rows()).isZero();
    assertOfRows(leaf(leaves, "date(time)=2001-06-02"), data, "date(time) = DATE'2001-06-02'");
    Map<String, Leaf> none = Leaves.of(opened, chosen(opened, "date(time)=2001-06-01"));
    assertThat(leaf(none, "date(time)=2001-06-01").total().rows()).isZero();
  }

  private static Leaf leaf(Map<String, Leaf> leaves, String name) {
    return Objects.requireNonNull(leaves.get(name), name);
  }

  /** Spark's numbers of rows with each value, in the order of the values. */
  private static List<Long> counts(Dataset<Row> rows, List<String> expressions) {
    List<Column> keys = new ArrayList<>();
    for (int k = 0; k < expressions.size(); k++) {
      keys.add(functions.expr(expressions.get(k)).as("key" + k));
    }
    Column[] names =
        IntStream.range(0, keys.size())
            .mapToObj(k -> functions.col("key" + k))
            .toArray(Column[]::new);
    return rows.groupBy(keys.toArray(Column[]::new))
        .count()
        .sort(names)
        .select("count")
        .as(Encoders.LONG())
        .collectAsList();
  }

  /** Counts rows of all partitions at once, and of each third. */
  private static void assertCounts(PartitionedTable opened, List<Long> counts) throws Exception {
    List<SourcePartition> all = opened.partitions();
    assertThat(names(all)).doesNotHaveDuplicates();
    Map<String, Leaf> leaves = Leaves.of(opened, all);
    assertThat(leaves.values())
        .extracting(leaf -> leaf.total().rows())
        .containsExactlyElementsOf(counts);
    Set<Double> means = new HashSet<>();
    leaves.values().forEach(leaf -> means.add(leaf.total().labelOnly().mean(0)));
    assertThat(means).as("no two have the same rows").hasSize(all.size());
    List<SourcePartition> some =
        IntStream.range(0, all.size()).filter(k -> k % 3 == 0).mapToObj(all::get).toList();
    Leaves.of(opened, some)
        .forEach(
            (name, leaf) ->
                LeafAssert.assertSameRows(name, leaf, Objects.requireNonNull(leaves.get(name))));
  }

  /** The first is of many values, and has a comment. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          unix_seconds(time) DIV 7200 -- two hours
          year(time); month(time); day(time)
          half; cast(time as date)
          cast(time as date); half = 1
          date_format(time, 'yyyy-MM-dd'); tinyint(half); smallint(half); bigint(half)
          CASE c WHEN 'l0' THEN '' WHEN 'l1' THEN '__HIVE_DEFAULT_PARTITION__' WHEN 'l2' THEN NULL WHEN 'l3' THEN 'a''/=\\%' ELSE c END
          """)
  void valuesMayBeDatesTextIntegersAndBooleans(String by) throws Exception {
    String[] expressions = by.split("; ");

    assertCounts(
        open(data("numeric: [a]"), expressions),
        counts(
            LocalSpark.session().read().parquet(table.toString()),
            Stream.of(expressions).map(text -> text.replaceAll(" --.*", "")).toList()));
  }

  /** Of a table in directories, expressions may be over them, over the rows, or both. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          part; date(time)         | parquet
          date(time); part         | csv
          pmod(part, 2)            | parquet
          part; day(time) + part   | orc
          """)
  void directoriesAndExpressionsMayBeMixed(String by, String format) throws Exception {
    table = directory.resolve("t." + format);
    Dataset<Row> rows =
        LocalSpark.session()
            .read()
            .parquet(shared.resolve(TABLE).toString())
            .selectExpr("*", "IF(a > 0.9, NULL, INT(a * 3)) AS part");
    rows.coalesce(1)
        .write()
        .partitionBy("part")
        .option("header", true)
        .format(format)
        .save(table.toString());
    String[] entries = by.split("; ");

    PartitionedTable opened = open(data("numeric: ['*']"), entries);
    assertCounts(opened, counts(rows, List.of(entries)));
    assertThat(opened.specification().numeric())
        .as("a star leaves out what partitions are made of")
        .contains("a")
        .doesNotContain("part");
  }

  @Test
  void aColumnOfTheRowsIsAnExpression() throws Exception {
    table = directory.resolve("t.parquet");
    Dataset<Row> rows =
        LocalSpark.session()
            .sql(
                "SELECT DATE_ADD(DATE'2001-06-01', INT(id % 3)) AS day, SIN(id) AS a, id AS y"
                    + " FROM RANGE(90)");
    rows.coalesce(1).write().parquet(table.toString());

    PartitionedTable opened = open(data("numeric: [a]"), "day");
    assertThat(names(opened.partitions()))
        .containsExactly("day=2001-06-01", "day=2001-06-02", "day=2001-06-03");
    assertCounts(opened, counts(rows, List.of("day")));
  }

  @Test
  void aPartitionColumnIsSpeltAsItsDirectories() throws Exception {
    table = directory.resolve("t.parquet");
    addFile(
        table.resolve("day=2001-06-02/x.parquet"),
        "SELECT TIMESTAMP'2001-06-02 00:00:00 UTC' AS time, 1.0D AS a, 2.0D AS y");

    assertThatThrownBy(() -> open(data("numeric: [a]"), "Day"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("partition.by: the directories are day=..., not Day=...; write day");
  }

  @Test
  void aFileThatLacksAColumnIsAFaultOfItsPartitions() throws Exception {
    copyTable();
    addFile(
        table.resolve("z.parquet"),
        "SELECT TIMESTAMP'2001-06-02 00:00:00 UTC' + MAKE_DT_INTERVAL(INT(id)) AS time,"
            + " DOUBLE(id) AS y, 'l1' AS c FROM RANGE(2)");
    PartitionedTable opened = open();

    assertThat(opened.faults(opened.partitions()))
        .isEqualTo(
            Map.of(
                "date(time)=2001-06-02", "has no column a",
                "date(time)=2001-06-03", "has no column a"));
    assertThat(opened.faults(chosen(opened, "date(time)=2001-06-04"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          2.0D AS a, 1.0D AS y, 'l1' AS c                          | has no column time
          '2001-06-02' AS time, 2.0D AS a, 1.0D AS y, 'l1' AS c    | has time as string where the table has timestamp
          """)
  void aFileWithoutTheTimeIsRefused(String columns, String fault) throws Exception {
    copyTable();
    addFile(table.resolve("z.parquet"), "SELECT " + columns);

    assertThatThrownBy(() -> open())
        .isInstanceOf(DataException.class)
        .hasMessageMatching(
            "partition.by cannot be computed of all files: file:.*/z.parquet "
                + fault
                + "; write it again with the columns of the table, or remove it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          dya                | partition.by: the table has no directories such as dya=..., and no column dya; give an expression over its columns, such as date(time)
          date(tmie)         | partition.by[0]: there is no column `tmie`; the columns are time, half, a, c, y; did you mean 'time'?; if only some of the files have it, set data.options: {mergeSchema: true}
          time               | partition.by[0]: must be a date, text, an integer or a boolean, but 'time' is timestamp; use date(time)
          a * 2              | partition.by[0]: must be a date, text, an integer or a boolean, but 'a * 2' is double; use an expression that returns one
          max(date(time))    | partition.by[0]: 'max(date(time))' is an aggregate of many rows; write its values to a column of the table
          current_date()     | partition.by[0]: 'current_date()' depends on when and where it is read because of current_date; write it to a table first, or use a constant
          int(rand() * 2)    | partition.by[0]: 'int(rand() * 2)' changes each time it is read because of rand; write it to a table first, or use a constant
          (SELECT 1)         | partition.by[0]: '(SELECT 1)' has a subquery; write its values to a column of the table
          NULL               | partition.by[0]: 'NULL' is always null; use another
          date(time) AS day  | partition.by[0]: 'date(time) AS day' names its value day; leave the name out
          date(time          | partition.by[0]: the expression 'date(time' is wrong: Syntax error at or near end of input: missing ')'
          """)
  void whatCannotMakePartitionsIsRefused(String by, String message) {
    assertThatThrownBy(() -> open(data(FEATURES), by))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }
}
