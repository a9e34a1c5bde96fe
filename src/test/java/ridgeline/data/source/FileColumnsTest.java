package ridgeline.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.data.DataException;
import ridgeline.spark.LocalSpark;

@Tag("spark")
class FileColumnsTest {
  @TempDir private Path directory = Path.of("");

  private void write(String format, int part, String columns) {
    LocalSpark.session()
        .sql("SELECT %s FROM RANGE(3)".formatted(columns))
        .coalesce(1)
        .write()
        .format(format)
        .save(directory.resolve("part=" + part).toString());
  }

  private Dataset<Row> open(String format, Map<String, String> options) {
    return LocalSpark.session().read().format(format).options(options).load(directory.toString());
  }

  /** The same, on a file system that only the options know. */
  private Dataset<Row> openFlaky(String format) {
    return LocalSpark.session()
        .read()
        .format(format)
        .options(FlakyStore.OPTIONS)
        .load("flaky://" + directory);
  }

  @AfterEach
  void mend() {
    FlakyStore.mend();
  }

  private static List<String> faults(Dataset<Row> table, String... read) throws Exception {
    FileColumns columns = FileColumns.of(table, List.of("part"), table.selectExpr(read));
    List<SourcePartition> partitions = SourcePartitions.list(table, List.of("part"));
    Map<SourcePartition, String> faults = columns.faults(partitions);
    return partitions.stream().map(partition -> String.valueOf(faults.get(partition))).toList();
  }

  /**
   * Where there is no fault, Spark reads the values; where there is one, it fails, returns nulls,
   * or cuts the values.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          parquet | 0.5D AS x            | 0.5D AS y                   | has no column x
          parquet | 0.5D AS x            | '0.5' AS x                  | has x as string where the table has double
          parquet | 0.5D AS x            | 1 AS y, 0.5D AS X           | null
          parquet | 0.5D AS x            | 7 AS x                      | null
          parquet | 0.5D AS x            | 0.5F AS x                   | null
          parquet | 0.5D AS x            | 7L AS x                     | has x as bigint where the table has double
          parquet | 7L AS x              | 7 AS x                      | null
          parquet | 7 AS x               | 70000000000L AS x           | has x as bigint where the table has int
          parquet | 7S AS x              | 70000 AS x                  | has x as int where the table has smallint
          parquet | 1.25BD AS x          | 12.5BD AS x                 | has x as decimal(3,1) where the table has decimal(3,2)
          parquet | 1.250BD AS x         | 1.50BD AS x                 | null
          parquet | 'a' AS x             | CAST('a' AS BINARY) AS x    | null
          parquet | DATE'2001-06-07' AS x | '2001-06-07' AS x          | has x as string where the table has date
          orc     | 0.5D AS x            | 0.5D AS y                   | has no column x
          orc     | 0.5D AS x            | '0.5' AS x                  | has x as string where the table has double
          orc     | 7L AS x              | 7 AS x                      | null
          parquet | ARRAY(7L) AS x       | ARRAY(7) AS x               | null
          parquet | ARRAY(7) AS x        | ARRAY(7L) AS x              | has x as array<bigint> where the table has array<int>
          parquet | MAP('a', 7L) AS x    | MAP('a', 7) AS x            | null
          parquet | MAP('a', 7) AS x     | MAP('a', 7L) AS x           | has x as map<string,bigint> where the table has map<string,int>
          parquet | MAP(7, 'a') AS x     | MAP('7', 'a') AS x          | has x as map<string,string> where the table has map<int,string>
          parquet | ARRAY(STRUCT(7L AS p)) AS x | ARRAY(STRUCT(7 AS p)) AS x | null
          orc     | ARRAY(7L) AS x       | ARRAY(7) AS x               | null
          orc     | MAP('a', 7) AS x     | MAP('a', 7L) AS x           | has x as map<string,bigint> where the table has map<string,int>
          json    | 7L AS x              | 7L AS y                     | null
          """)
  void filesMayHaveWhatSparkCanRead(String format, String first, String second, String fault)
      throws Exception {
    write(format, 1, first);
    write(format, 2, second);
    Dataset<Row> table = open(format, Map.of());

    assertThat(faults(table, "x")).containsExactly("null", fault);
    if (fault.equals("null") && !format.equals("json")) {
      assertThat(
              table.filter("x IS NOT NULL").selectExpr("x", "to_json(struct(x))").collectAsList())
          .hasSize(6);
    }
  }

  @Test
  void onlyWhatIsReadMatters() throws Exception {
    write("parquet", 1, "1 AS x, 'a' AS z, STRUCT(1 AS p, 2 AS q) AS s");
    write("parquet", 2, "1 AS x, 2 AS z, STRUCT('1' AS p, 2 AS q) AS s");
    Dataset<Row> table = open("parquet", Map.of());

    assertThat(faults(table, "x + 1", "part", "s.q")).containsExactly("null", "null");
    assertThat(faults(table, "x", "s.p"))
        .containsExactly(
            "null", "has s as struct<p:string,q:int> where the table has struct<p:int>");
    assertThat(faults(table, "1")).containsExactly("null", "null");
  }

  @Test
  void whoAsksForMergedSchemasGetsNulls() throws Exception {
    write("parquet", 1, "1 AS x");
    write("parquet", 2, "1 AS y");

    assertThat(faults(open("parquet", Map.of("MERGESCHEMA", "true")), "x", "y"))
        .containsExactly("null", "null");
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "orc"})
  void theSessionMayAskForMergedSchemas(String format) throws Exception {
    write(format, 1, "1 AS x");
    write(format, 2, "1 AS y");
    SparkSession session = LocalSpark.session().newSession();
    session.conf().set("spark.sql.%s.mergeSchema".formatted(format), true);

    Dataset<Row> table = session.read().format(format).load(directory.toString());
    assertThat(faults(table, "x", "y")).containsExactly("null", "null");
    Dataset<Row> other =
        session.read().format(format).option("mergeSchema", false).load(directory.toString());
    assertThat(faults(other, "part", other.columns()[0])).contains("null").doesNotHaveDuplicates();
  }

  /** A later pass reports it, with the name of the file. */
  @Test
  void aFileThatCannotBeReadIsNoFaultOfItsColumns() throws Exception {
    write("parquet", 1, "1 AS x");
    Dataset<Row> table = open("parquet", Map.of());
    Files.createDirectories(directory.resolve("part=2"));
    Files.writeString(directory.resolve("part=2/a.parquet"), "no Parquet");

    assertThat(faults(table, "x")).containsExactly("null");
    assertThat(faults(open("parquet", Map.of()), "x")).containsExactly("null", "null");
  }

  /** Spark has no such type, but reads the other columns of the file. */
  @Test
  void aTypeThatSparkDoesNotHave() throws Exception {
    write("parquet", 1, "1 AS x, timestamp'2024-01-01' AS t");
    NanosecondFile.write(directory.resolve("part=2/a.parquet"));
    Dataset<Row> table = open("parquet", Map.of());

    assertThat(faults(table, "x")).containsExactly("null", "null");
    assertThat(table.selectExpr("x").collectAsList()).contains(RowFactory.create(7));
    assertThat(faults(table, "hour(T)"))
        .containsExactly(
            "null",
            "has t with a type that Spark cannot read: Illegal Parquet type: INT64 (TIMESTAMP(NANOS,true))");
  }

  /** The footer is at the end, and its length before the last four bytes. */
  @Test
  void aDamagedFooterIsReportedWithItsFile() throws Exception {
    write("parquet", 1, "1 AS x");
    write("parquet", 2, "1 AS x");
    Dataset<Row> table = open("parquet", Map.of());
    Path file;
    try (Stream<Path> files = Files.list(directory.resolve("part=2"))) {
      file = files.filter(each -> each.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    byte[] content = Files.readAllBytes(file);
    content[content.length - 6] = 15;
    Files.write(file, content);
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));

    assertThatThrownBy(() -> faults(table, "x"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("the columns of file:%s cannot be read: ".formatted(file))
        .hasMessageEndingWith("; try again, or write it again if it is damaged");
  }

  /** Were it none, a pass after the outage would read nulls. */
  @ParameterizedTest
  @ValueSource(strings = {"parquet", "orc"})
  void whatCannotBeReadForAWhileIsNotFree(String format) throws Exception {
    write(format, 1, "1 AS x");
    write(format, 2, "1 AS y");
    Dataset<Row> table = openFlaky(format);
    FileColumns columns = FileColumns.of(table, List.of("part"), table.selectExpr("x"));
    List<SourcePartition> partitions = SourcePartitions.list(table, List.of("part"));

    FlakyStore.fail("part=2");
    assertThatThrownBy(() -> columns.faults(partitions))
        .isInstanceOf(DataException.class)
        .hasMessageMatching(
            "the columns of flaky:.*/part=2/.* cannot be read: 503 Slow Down; try again, or .*");
    FlakyStore.mend();
    assertThat(columns.faults(partitions).values()).containsExactly("has no column x");
  }

  @Test
  void filesOfAllPartitionsAreReadAtTheSameTimeButNotAllOfThem() throws Exception {
    LocalSpark.session()
        .sql("SELECT id AS x, id AS part FROM RANGE(0, 40, 1, 1)")
        .write()
        .mode(SaveMode.Append)
        .partitionBy("part")
        .parquet(directory.toString());
    Dataset<Row> table = openFlaky("parquet");

    FlakyStore.meet(32);
    assertThat(faults(table, "x")).hasSize(40).containsOnly("null");
    assertThat(FlakyStore.met()).isEqualTo(32);
  }

  /** Spark matches columns by position, so there is nothing that a partition could lack. */
  @Test
  void otherHeadersOfCsvFilesAreRefusedWithTheirPartition() throws Exception {
    for (String content : List.of("1x,y", "2y,x")) {
      Path part = Files.createDirectories(directory.resolve("t.csv/part=" + content.charAt(0)));
      Files.writeString(part.resolve("a.csv"), content.substring(1) + "\n0.5,0.25\n");
    }

    assertThatThrownBy(
            () ->
                TableReader.open(
                    LocalSpark.session(),
                    directory.resolve("t.csv").toString(),
                    null,
                    Map.of(),
                    "data"))
        .isInstanceOf(DataException.class)
        .hasMessageMatching(
            ".* has files with the headers (x,y and y,x \\(part=2|y,x and x,y \\(part=1)\\), but .*");
  }
}
