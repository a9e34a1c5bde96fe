package ridgeline.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ridgeline.spark.LocalSpark;

/** Rows that are spread unevenly over partitions give the result of rows in one partition. */
@Tag("spark")
class SkewedPartitionsTest {
  private static final int ROWS = 20_000;

  /** What another order of sums may change. */
  private static final double SAME = 1e-10;

  private static final String JOB =
      """
      name: skewed
      data:
        sql: SELECT id, sin(id) AS a, cos(id * 7) AS b, id %% 5 AS k, sin(id) + cos(id * id) AS y FROM %s
        label: y
        numeric: [a, b]
        categorical: [k]
      folds: {count: 4, by: [id]}
      grid: {elasticNetParam: [0, 1], regParam: {count: 10}}
      refit: statistics
      report: {heldOut: false}
      """;

  private static Path directory = Path.of("");
  private static List<String> expected = List.of();

  @BeforeAll
  static void sweepOnePartition(@TempDir Path shared) throws IOException {
    directory = shared;
    expected = curves("one", LocalSpark.session().range(0, ROWS, 1, 1).toDF());
  }

  private static List<String> curves(String name, Dataset<Row> ids) throws IOException {
    ids.createOrReplaceTempView("skewed_" + name);
    Path job =
        Files.writeString(directory.resolve(name + ".yaml"), JOB.formatted("skewed_" + name));
    InProcess.sweep(job, directory.resolve(name));
    return Files.readAllLines(directory.resolve(name).resolve("cv.csv"));
  }

  private static void assertSame(List<String> actual) {
    assertThat(actual).hasSameSizeAs(expected);
    int cvm = List.of(expected.get(0).split(",", -1)).indexOf("cvm");
    for (int line = 1; line < expected.size(); line++) {
      double error = Double.parseDouble(expected.get(line).split(",", -1)[cvm]);
      assertThat(Double.parseDouble(actual.get(line).split(",", -1)[cvm]))
          .isCloseTo(error, within(SAME * error));
    }
  }

  @Test
  void tenThousandSmallPartitions() throws IOException {
    assertSame(curves("small", LocalSpark.session().range(0, ROWS, 1, 10_000).toDF()));
  }

  @Test
  void onePartitionOfNineTenthsAmongEmptyOnes() throws IOException {
    Dataset<Row> most = LocalSpark.session().range(0, ROWS * 9 / 10, 1, 1).toDF();
    Dataset<Row> rest = LocalSpark.session().range(ROWS * 9 / 10, ROWS, 1, 7).toDF();
    Dataset<Row> none =
        LocalSpark.session().range(0, 10, 1, 10).toDF().filter(functions.col("id").lt(0));
    assertSame(curves("uneven", none.union(most).union(rest).union(none)));
  }

  @Test
  void oneFileThatCannotBeSplit() throws IOException {
    Path file = directory.resolve("ids");
    LocalSpark.session()
        .range(0, ROWS, 1, 1)
        .write()
        .option("compression", "gzip")
        .option("header", true)
        .csv(file.toString());
    Dataset<Row> ids =
        LocalSpark.session().read().option("header", true).schema("id BIGINT").csv(file.toString());
    assertSame(curves("gzip", ids));
  }
}
