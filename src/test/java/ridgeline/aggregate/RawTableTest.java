package ridgeline.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.SweepConfig;
import ridgeline.config.SweepConfigReader;
import ridgeline.data.RawTable;
import ridgeline.data.TrainingTable;
import ridgeline.spark.LocalSpark;
import ridgeline.stats.Moments;

/** The statistics from a table's columns are those from the vectors of its saved pipeline. */
class RawTableTest {
  /** Two ways of adding some hundred numbers of order 1. */
  private static final double ROUNDING = 1e-11;

  private static final int ROWS = 900;
  private static final int FOLDS = 4;

  private static Path directory = Path.of("");

  @BeforeAll
  static void writeTable(@TempDir Path parent) {
    directory = parent;
    String columns =
        String.join(
            ", ",
            "id AS y",
            "sin(id) AS a",
            "1e6 + cos(id * 7) AS b",
            "float(id % 13) AS c",
            "int(id % 5) AS d",
            "if(id % 10 = 0, -0.0D, double(id % 4)) AS e",
            "if(id % 50 = 1, NULL, if(id % 50 = 2, double('NaN'), id * 0.001D)) AS holes",
            "concat('lévél ', id % 6) AS k",
            "if(id % 40 = 0, NULL, string(id % 3)) AS gaps",
            "string(id % 60) AS many",
            "1 + id % 3 AS w",
            "int(id % " + FOLDS + ") AS f");
    var rows = LocalSpark.session().sql("SELECT " + columns + " FROM range(" + ROWS + ")");
    rows.repartition(3).write().parquet(path("parquet"));
    rows.coalesce(1).write().orc(path("orc"));
    rows.coalesce(1).write().partitionBy("d").parquet(path("partitioned"));
    String wide =
        IntStream.range(0, 130)
            .mapToObj(j -> "sin(id * %d) AS x%d".formatted(j + 1, j))
            .collect(Collectors.joining(", "));
    LocalSpark.session()
        .sql("SELECT id AS y, " + wide + " FROM range(" + ROWS + ")")
        .coalesce(2)
        .write()
        .parquet(path("wide"));
  }

  private static String path(String name) {
    return directory.resolve(name).toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "label: y, numeric: [a]",
        "label: y, numeric: [a, b, c, d, e]",
        "label: log(1 + y), numeric: [a * b, c, 'if(d > 2, a, e)'], weight: w",
        "label: y, numeric: [a, c, e], degree: 3",
        "label: y, categorical: [k, d]",
        "label: y, numeric: [a], categorical: ['d - 3', 'd * 1.5', 'd > 2']",
        "label: y, categorical: [k, 'if(gaps is null, null, d - 3)'], invalid: drop",
        "label: y, numeric: [a], categorical: [many, 'many || k']",
        "label: y, numeric: [a, c], categorical: [k, d], degree: 2,"
            + " interactions: [[a, k], [k, d], [d, a, c, k]]",
        "label: y, numeric: [a, c], categorical: [k], interactions: [[a, c], [c, k]]",
        "label: y, numeric: [a, e], categorical: [k], where: e > 0 and c < 9",
        "label: y, numeric: [a, holes], categorical: [gaps], invalid: drop",
        "label: y, numeric: [a, holes], categorical: [gaps], invalid: impute",
        "label: y, numeric: [a, holes], degree: 2, categorical: [gaps],"
            + " interactions: [[holes, gaps]], invalid: impute, weight: w"
      })
  void givesTheStatisticsOfTheVectors(String design) throws Exception {
    for (String source : List.of("parquet", "orc", "partitioned")) {
      assertSame("{path: '%s', format: %s, %s}", source, design, "{count: 4}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{count: 4, seed: -7}", "{count: 4, by: [k, d]}", "{count: 4, column: f}"})
  void dealsRowsToTheSameFolds(String folds) throws Exception {
    assertSame(
        "{path: '%s', format: %s, %s}",
        "parquet", "label: y, numeric: [a, e, c], weight: w", folds);
  }

  @Test
  void readsAQueryRowByRow() throws Exception {
    assertSame(
        "{sql: \"SELECT id AS y, sin(id) AS a, string(id %% 7) AS k FROM range(900)\", %3$s}",
        "parquet", "label: y, numeric: [a], categorical: [k]", "{count: 4}");
  }

  @Test
  void readsFilesOfMoreColumnsThanSparkReadsByColumns() throws Exception {
    assertSame("{path: '%s', format: %s, %s}", "wide", "label: y, numeric: ['*']", "{count: 4}");
  }

  private static void assertSame(String data, String source, String design, String folds)
      throws Exception {
    String format = source.equals("orc") ? "orc" : "parquet";
    String job =
        "name: test\nfolds: %s\ndata: %s"
            .formatted(folds, data.formatted(path(source), format, design));
    SweepConfig config = SweepConfigReader.read(job, "test", List.of());
    TrainingTable table =
        TrainingTable.prepare(LocalSpark.session(), config.data(), config.folds());
    RawTable raw = Objects.requireNonNull(table.raw());
    int features = FeatureLayout.of(raw).features();
    String[] names = new String[features];

    FoldStatistics fromColumns = FoldStatistics.collect(raw, names, FOLDS);
    FoldStatistics fromVectors = FoldStatistics.collect(table.rows(), features, names, FOLDS);

    assertThat(fromColumns.tally().rows()).isEqualTo(fromVectors.tally().rows()).isPositive();
    for (int fold = 0; fold < FOLDS; fold++) {
      assertMoments(
          "%s, %s, fold %d".formatted(source, design, fold),
          fromColumns.moments().heldOut(fold),
          fromVectors.moments().heldOut(fold));
    }
  }

  private static void assertMoments(String description, Moments actual, Moments expected) {
    assertThat(actual.rows()).as(description).isEqualTo(expected.rows()).isPositive();
    assertThat(actual.weight()).as(description).isEqualTo(expected.weight());
    int label = expected.label();
    for (int i = 0; i <= label; i++) {
      double size = Math.abs(expected.mean(i)) + Math.sqrt(expected.covariance(i, i));
      assertThat(actual.mean(i))
          .as("%s, mean %d", description, i)
          .isCloseTo(expected.mean(i), within(ROUNDING * size));
      for (int j = 0; j <= i; j++) {
        double scale = Math.sqrt(expected.covariance(i, i) * expected.covariance(j, j));
        assertThat(actual.covariance(i, j))
            .as("%s, covariance %d, %d", description, i, j)
            .isCloseTo(expected.covariance(i, j), within(ROUNDING * scale + Double.MIN_NORMAL));
      }
    }
  }
}
