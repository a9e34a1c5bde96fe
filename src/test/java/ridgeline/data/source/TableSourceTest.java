package ridgeline.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.data.sql.TableSession;
import ridgeline.data.sql.ZoneDependence;
import ridgeline.data.table.Tables;
import ridgeline.data.table.TrainingTable;
import ridgeline.spark.LocalSpark;

/** The provenance of a result: the files that were read. */
@Tag("spark")
class TableSourceTest {
  private static final int PARTITIONS = 24;

  private Path table;

  @BeforeEach
  void write(@TempDir Path directory) {
    table = directory.resolve("t.parquet");
    LocalSpark.session()
        .range(0, 240, 1, 1)
        .selectExpr("double(id) AS x", "id * 7 % 11 AS y", "id % " + PARTITIONS + " AS d")
        .write()
        .partitionBy("d")
        .parquet(table.toString());
  }

  @Test
  void allFilesAreCountedAndTheFirstAreNamed() throws Exception {
    TableSource source = source("path: '%s'".formatted(table));
    assertThat(source.files()).isEqualTo(PARTITIONS);
    assertThat(source.names())
        .hasSize(TableSource.MAX_NAMES)
        .isSorted()
        .allMatch(name -> name.startsWith("file:" + table) && name.endsWith(".parquet"));
    assertThat(source.bytes()).isEqualTo(sizes(files()));
    assertThat(source.fingerprint()).matches("[0-9a-f]{64}");
    assertThat(source("path: '%s'".formatted(table))).isEqualTo(source);
  }

  /** A filter of partitions leaves out their files; one of rows does not. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"d > 1 | 22", "d = 3 and x > 5 | 1", "x < 0 or x > 5 | 24", "d in (1, 2, 30) | 2"})
  void onlyFilesThatAreReadCount(String where, int files) throws Exception {
    TableSource source = source("path: '%s', where: '%s'".formatted(table, where));
    assertThat(source.files()).isEqualTo(files);
    assertThat(source.names()).hasSize(Math.min(files, TableSource.MAX_NAMES));
  }

  @Test
  void aQueryIsNamedWithTheFilesThatItReads() throws Exception {
    String sql =
        "SELECT * FROM parquet.`%1$s` WHERE d = 1 AND x < (SELECT max(x) FROM parquet.`%1$s/d=2`)"
            .formatted(table);
    TableSource source = source("sql: '%s'".formatted(sql));
    assertThat(source.names()).hasSize(3).startsWith(sql);
    assertThat(source.names().get(1)).contains("/d=1/");
    assertThat(source.names().get(2)).contains("/d=2/");
    assertThat(source.files()).isEqualTo(2);
  }

  @Test
  void theFingerprintChangesWithAFile() throws Exception {
    TableSource before = source("path: '%s'".formatted(table));
    Files.setLastModifiedTime(
        files().get(5), FileTime.from(Instant.parse("2031-02-03T04:05:06.789Z")));
    TableSource after = source("path: '%s'".formatted(table));
    assertThat(after.newest()).isEqualTo("2031-02-03T04:05:06Z");
    assertThat(after.fingerprint()).isNotEqualTo(before.fingerprint());
    assertThat(after.bytes()).isEqualTo(before.bytes());
  }

  @Test
  void aTableWithoutFilesHasNoFingerprint() throws Exception {
    TableSource source = source("sql: 'SELECT id AS x, id AS y FROM range(9)'");
    assertThat(source.names()).containsExactly("SELECT id AS x, id AS y FROM range(9)");
    assertThat(source.files()).isZero();
    assertThat(source.fingerprint()).isNull();
    assertThat(source.newest()).isNull();
  }

  /** 2020-06-30 23:30 in UTC is in July, at half past one, in Berlin. */
  @ParameterizedTest
  @CsvSource({"UTC, 23, 6", "Europe/Berlin, 1, 7", "-02:00, 21, 6"})
  void theTimeZoneOfTheJobDecidesAndIsKept(String zone, double hour, double month)
      throws Exception {
    String before = LocalSpark.session().conf().get("spark.sql.session.timeZone");
    TrainingTable made =
        Tables.prepare(
            "data: {sql: 'SELECT timestamp_seconds(1593559800) AS ts, 1D AS y', label: y, timeZone: '%s',"
                    .formatted(zone)
                + " numeric: [hour(ts), \"month(cast(string(ts) AS date))\"]}");
    assertThat(Tables.features(made).get(1.0)).containsExactly(hour, month);
    assertThat(made.source().timeZone()).isEqualTo(zone);
    assertThat(LocalSpark.session().conf().get("spark.sql.session.timeZone")).isEqualTo(before);
    assertThat(source("sql: 'SELECT id AS x, id AS y FROM range(9)'").timeZone()).isEqualTo(before);
  }

  /** A model loaded by plain Spark builds the same features as training, or fails. */
  @Test
  void aModelIsBoundToItsTimeZone() throws Exception {
    String sql = "SELECT timestamp_seconds(1593559800) AS ts, 1D AS y";
    TrainingTable made =
        Tables.prepare(
            "data: {sql: '%s', label: y, numeric: [hour(ts)], timeZone: Asia/Tokyo}"
                .formatted(sql));
    PipelineModel model = new PipelineModel("m", made.features().features().saved());
    Dataset<Row> there = TableSession.of(LocalSpark.session(), "Asia/Tokyo").sql(sql);
    Vector features = model.transform(there).first().getAs(made.features().features().column());
    assertThat(features.toArray()).containsExactly(8);
    Dataset<Row> elsewhere = TableSession.of(LocalSpark.session(), "UTC").sql(sql);
    assertThatThrownBy(() -> model.transform(elsewhere).collectAsList())
        .hasMessageContaining(
            "this model reads times in Asia/Tokyo; set spark.sql.session.timeZone to that");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hour(ts) | true",
        "string(ts) | true",
        "date(ts) | true",
        "to_timestamp(word) | true",
        "unix_timestamp(word) | true",
        "from_unixtime(id) | true",
        "ts > timestamp'2020-01-01' | true",
        "timestamp(day) > ts | true",
        "date_format(ts, 'HH') | true",
        "id + double(word) | false",
        "year(day) | false",
        "hour(local) | false",
        "string(local) | false",
        "unix_seconds(ts) | false",
        "ts > ts | false",
        "to_date(word) | false",
      })
  void expressionsThatDependOnTheTimeZone(String expression, boolean depends) {
    Dataset<Row> rows =
        Tables.query(
            "SELECT id, timestamp_seconds(id) AS ts, string(id) AS word, date_from_unix_date(1) AS"
                + " day, make_timestamp_ntz(2020, 1, 2, 3, 4, 5) AS local FROM range(1)");
    assertThat(ZoneDependence.of(rows.selectExpr(expression))).isEqualTo(depends);
  }

  private static TableSource source(String keys) throws Exception {
    return Tables.prepare("data: {%s, label: y, numeric: [x]}".formatted(keys)).source();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(table)) {
      return all.filter(file -> file.toString().endsWith(".parquet"))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  private static long sizes(List<Path> files) throws IOException {
    long sizes = 0;
    for (Path file : files) {
      sizes += Files.size(file);
    }
    return sizes;
  }
}
