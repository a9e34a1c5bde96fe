package ridgeline.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.linear.SweepConfig;
import ridgeline.config.linear.SweepConfigReader;
import ridgeline.data.columns.InternalColumns;
import ridgeline.data.columns.RawTable;
import ridgeline.data.table.TrainingTable;
import ridgeline.spark.LocalSpark;
import ridgeline.stats.Moments;

/**
 * The statistics from the columns of a table equal those from the vectors of its saved pipeline.
 */
@Tag("spark")
class RawTableTest {
  /** Sums of some hundred numbers of order 1 in different orders. */
  private static final double ROUNDING = 1e-11;

  private static final int ROWS = 900;
  private static final int FOLDS = 4;

  /** Number of rows of a table whose batches are longer than a chunk. */
  private static final int MANY_ROWS = 30_000;

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
    writeRowGroups();
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

  /**
   * Writes one file with many row groups: the first have large dictionaries, the last have small
   * ones and nulls.
   */
  private static void writeRowGroups() {
    String late = "id >= " + MANY_ROWS / 2;
    String columns =
        String.join(
            ", ",
            "id AS y",
            "sin(id) AS a",
            "double(if(%s, if(id %% 3 = 0, NULL, id %% 5), id %% 1000)) AS holes".formatted(late),
            "if(%s, if(id %% 4 = 0, NULL, 5 + id %% 2), 10 + id %% 9) AS i".formatted(late),
            "if(%s, concat('late', id %% 2), concat('early', id %% 70)) AS k".formatted(late),
            "concat('m', id % 11) AS m",
            "id % 3 AS w");
    LocalSpark.session()
        .sql("SELECT %s FROM range(0, %d, 1, 1)".formatted(columns, MANY_ROWS))
        .write()
        .option("parquet.block.size", 64 << 10)
        .parquet(path("groups"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "label: y, numeric: [a, holes], weight: w, invalid: drop",
        "label: y, numeric: [a, holes], weight: w, invalid: impute",
        "label: y, numeric: [a], categorical: [k, m], weight: w",
        "label: y, numeric: [a], categorical: [i, k], invalid: drop",
        "label: y, numeric: [a, holes], categorical: [i, 'i - 5'], invalid: impute, where: y > 7"
      })
  void readsRowGroupsAndLongBatches(String design) throws Exception {
    String setting = "spark.sql.parquet.columnarReaderBatchSize";
    LocalSpark.session().conf().set(setting, "10000");
    try {
      assertSame("{path: '%s', format: %s, %s}", "groups", design, "{count: 4}");
    } finally {
      LocalSpark.session().conf().unset(setting);
    }
  }

  @Test
  void unknownLevelsAreAllZeros() throws Exception {
    SweepConfig config =
        config(
            "{path: '%s', format: %s, %s}",
            "parquet", "label: y, categorical: [k, d]", "{count: 4}");
    RawTable all = raw(TrainingTable.prepare(LocalSpark.session(), config.data(), config.folds()));
    List<List<String>> fewer =
        List.of(
            List.copyOf(all.levels().get(0).subList(1, all.levels().get(0).size())),
            List.of("0", "1", "3", "4"));
    RawTable known =
        new RawTable(
            all.rows(),
            all.weighted(),
            all.hash(),
            all.numeric(),
            fewer,
            all.terms(),
            all.replacements());
    Moments of = FoldStatistics.collect(known, new String[9], FOLDS).moments().all();
    Moments expected = FoldStatistics.collect(all, new String[11], FOLDS).moments().all();
    int[] kept = {1, 2, 3, 4, 5, 6, 7, 9, 10};
    assertThat(of.rows()).isEqualTo(expected.rows());
    for (int j = 0; j < kept.length; j++) {
      assertThat(of.mean(j)).isCloseTo(expected.mean(kept[j]), within(ROUNDING));
    }
  }

  @Test
  void levelsThatAreNotUtf8EqualThoseOfTheVectors() throws Exception {
    LocalSpark.session()
        .sql(
            "SELECT id AS y, CAST(unhex(if(id % 3 = 0, 'e9', '61')) AS STRING) AS k FROM range(90)")
        .coalesce(1)
        .write()
        .parquet(path("latin"));
    SweepConfig config =
        config(
            "{path: '%s', format: %s, %s}",
            "latin", "label: y, categorical: [k]", "{count: 4, by: [y]}");
    TrainingTable table =
        TrainingTable.prepare(LocalSpark.session(), config.data(), config.folds());
    Moments all = FoldStatistics.collect(raw(table), new String[2], FOLDS).moments().all();
    assertThat(all.mean(0)).isCloseTo(2.0 / 3, within(ROUNDING));
    assertThat(all.mean(1)).isCloseTo(1.0 / 3, within(ROUNDING));
  }

  @Test
  void nullIntegerCategoriesAreNotALevel() throws Exception {
    SweepConfig config =
        config(
            "{path: '%s', format: %s, %s}",
            "groups",
            "label: y, numeric: [a], categorical: [i, 'i + 1'], invalid: impute",
            "{count: 4}");
    TrainingTable table =
        TrainingTable.prepare(LocalSpark.session(), config.data(), config.folds());
    assertThat(raw(table).levels().get(0)).contains("5", "18").doesNotContain("0");
    assertThat(raw(table).levels().get(1)).contains("6", "19").doesNotContain("0", "1");
    assertThat(FoldStatistics.collect(raw(table), new String[60], FOLDS).validation().rows())
        .isEqualTo(MANY_ROWS);
  }

  @Test
  void aRandomFilterOfAQueryIsReadByRows() throws Exception {
    String query = "SELECT * FROM parquet.`%s` WHERE rand(42) < 0.5".formatted(path("groups"));
    SweepConfig config =
        SweepConfigReader.read(
            "name: test\ndata: {sql: \"%s\", label: y, numeric: [a]}".formatted(query),
            "test",
            List.of());
    TrainingTable table =
        TrainingTable.prepare(LocalSpark.session(), config.data(), config.folds());
    assertThat(InternalColumns.decode(raw(table))).isEqualTo(-1);
    assertThat(FoldStatistics.collect(raw(table), new String[1], 10).validation().rows())
        .isBetween(MANY_ROWS / 3L, 2L * MANY_ROWS / 3);
  }

  @Test
  void expressionsFollowTheSettingsOfTheSession() throws Exception {
    String setting = "spark.sql.legacy.timeParserPolicy";
    LocalSpark.session().conf().set(setting, "LEGACY");
    try {
      assertSame(
          "{path: '%s', format: %s, %s}",
          "parquet",
          "label: y, categorical: [\"date_format(date_add(DATE'2024-01-01', d), 'u')\"]",
          "{count: 4}");
    } finally {
      LocalSpark.session().conf().unset(setting);
    }
  }

  @Test
  void joinedPartitionsGiveTheSameStatistics() throws Exception {
    SweepConfig config =
        config(
            "{path: '%s', format: %s, %s}", "parquet", "label: y, numeric: [a, c]", "{count: 4}");
    TrainingTable table =
        TrainingTable.prepare(LocalSpark.session(), config.data(), config.folds());
    String[] names = {"a", "c"};
    FoldStatistics joined = FoldStatistics.collect(raw(table), names, FoldGroups.none(FOLDS), 1);
    FoldStatistics apart = FoldStatistics.collect(raw(table), names, FOLDS);
    for (int fold = 0; fold < FOLDS; fold++) {
      assertMoments("joined", joined.moments().heldOut(fold), apart.moments().heldOut(fold));
    }
  }

  @Test
  void theSettingsOfTheSessionAreRestored() throws Exception {
    String setting = "spark.sql.codegen.maxFields";
    assertThat(LocalSpark.session().conf().getOption(setting).isDefined()).isTrue();
    String before = LocalSpark.session().conf().get(setting);
    readsFilesOfMoreColumnsThanSparkReadsByColumns();
    assertThat(LocalSpark.session().conf().get(setting)).isEqualTo(before);
  }

  private static RawTable raw(TrainingTable table) {
    return Objects.requireNonNull(table.raw());
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
  void equalsTheStatisticsOfTheVectors(String design) throws Exception {
    for (String source : List.of("parquet", "orc", "partitioned")) {
      assertSame("{path: '%s', format: %s, %s}", source, design, "{count: 4}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{count: 4, seed: -7}", "{count: 4, by: [k, d]}", "{count: 4, column: f}"})
  void assignsRowsToTheSameFolds(String folds) throws Exception {
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

  private static SweepConfig config(String data, String source, String design, String folds)
      throws Exception {
    String format = source.equals("orc") ? "orc" : "parquet";
    String job =
        "name: test\nfolds: %s\ndata: %s"
            .formatted(folds, data.formatted(path(source), format, design));
    return SweepConfigReader.read(job, "test", List.of());
  }

  private static void assertSame(String data, String source, String design, String folds)
      throws Exception {
    SweepConfig config = config(data, source, design, folds);
    TrainingTable table =
        TrainingTable.prepare(LocalSpark.session(), config.data(), config.folds());
    RawTable raw = raw(table);
    assertThat(InternalColumns.decode(raw) >= 0)
        .as("%s is read by columns", data)
        .isEqualTo(data.startsWith("{path"));
    int features = FeatureLayout.of(raw).features();
    String[] names = new String[features];

    FoldStatistics fromColumns = FoldStatistics.collect(raw, names, FOLDS);
    FoldStatistics fromVectors = FoldStatistics.collect(table.rows(), features, names, FOLDS);

    assertThat(fromColumns.validation().rows())
        .isEqualTo(fromVectors.validation().rows())
        .isPositive();
    assertThat(fromColumns.validation().zeroWeight())
        .isEqualTo(fromVectors.validation().zeroWeight());
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
