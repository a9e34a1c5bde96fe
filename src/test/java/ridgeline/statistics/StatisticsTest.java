package ridgeline.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.data.DataException;
import ridgeline.select.CvCell;
import ridgeline.spark.LocalSpark;
import ridgeline.store.pass.TableLeaf;
import ridgeline.store.table.LeafTable;
import ridgeline.store.table.StoreException;
import ridgeline.sweep.ElasticNetCV;
import ridgeline.sweep.ElasticNetCVModel;
import ridgeline.sweep.EngineRefusedException;

/** What statistics give is what the rows give. */
@Tag("spark")
class StatisticsTest {
  private static final int FOLDS = 5;

  private static final List<String> LEVELS = List.of("k", "l", "m");

  private static final Dataset<Row> ROWS = rows(600).cache();

  private static final Statistics STATISTICS = collector().fit(ROWS);

  @TempDir private Path directory = Path.of("");

  private static Dataset<Row> rows(int count) {
    return LocalSpark.session()
        .range(count)
        .selectExpr(
            "SIN(id * 7) AS a",
            "50 + COS(id * 3) * 5 AS b",
            "SIN(id * 5) AS u",
            "CHAR(107 + id % 3) AS c",
            "1D + id % 4 AS w",
            "id % 200 AS g",
            "2 * SIN(id * 7) - COS(id * 3) + id % 3 + SIN(id * 11) AS y");
  }

  private static StatisticsCollector collector() {
    return new StatisticsCollector()
        .setLabel("y")
        .setWeight("w")
        .setNumeric("a", "b", "u")
        .setCategorical("c")
        .setBuckets(10)
        .setBucketsBy("g");
  }

  private static Statistics copied() {
    return STATISTICS.copy(ParamMap.empty());
  }

  private static ElasticNetCV estimator() {
    return new ElasticNetCV()
        .setElasticNetParams(new double[] {0, 0.5})
        .setNumRegParams(30)
        .setRefit("statistics");
  }

  @ParameterizedTest
  @CsvSource({"y, a:b:u:c", "y, c:u", "a, b:u:c:y", "u, y"})
  void anyFitIsThatOfTheRows(String label, String columns) {
    List<String> features = List.of(columns.split(":"));
    Statistics chosen =
        copied().setLabel(label).setFeatures(features.toArray(String[]::new)).setNumFolds(FOLDS);

    ElasticNetCVModel fitted = chosen.fit(estimator(), LocalSpark.session());
    ElasticNetCVModel ofTable = estimator().fit(chosen.transform(ROWS));
    ElasticNetCVModel expected = ofRows(label, features);

    assertThat(fitted.result().features().names()).hasSameElementsAs(names(features));
    assertThat(fitted.result().rows().read()).isEqualTo(600);
    assertThat(fitted.regression().intercept())
        .isCloseTo(expected.regression().intercept(), within(1e-8));
    for (String name : names(features)) {
      assertThat(coefficient(fitted, name)).isCloseTo(coefficient(expected, name), within(1e-8));
    }
    List<CvCell> cells = cells(expected);
    assertThat(cells(fitted)).hasSameSizeAs(cells);
    for (int i = 0; i < cells.size(); i++) {
      assertThat(cells(fitted).get(i).cvm()).isCloseTo(cells.get(i).cvm(), within(1e-9));
      assertThat(cells(fitted).get(i).cvsd()).isCloseTo(cells.get(i).cvsd(), within(1e-9));
    }
    assertThat(errors(ofTable)).isEqualTo(errors(fitted));
  }

  /**
   * Buckets are dealt by a hash with a seed of their own; bucket b is in fold b modulo the folds.
   */
  private static ElasticNetCVModel ofRows(String label, List<String> features) {
    Dataset<Row> rows =
        ROWS.selectExpr(
            "*",
            "CAST(PMOD(XXHASH64(g, 7046029254386353131L), 10) %% %d AS INT) AS fold"
                .formatted(FOLDS));
    for (String level : LEVELS) {
      rows = rows.selectExpr("*", "DOUBLE(c = '%1$s') AS `c=%1$s`".formatted(level));
    }
    Dataset<Row> assembled =
        new VectorAssembler()
            .setInputCols(names(features).toArray(String[]::new))
            .setOutputCol("features")
            .transform(rows);
    return estimator()
        .setLabelCol(label)
        .setWeightCol("w")
        .setFoldCol("fold")
        .setNumFolds(FOLDS)
        .fit(assembled);
  }

  private static List<String> names(List<String> columns) {
    return columns.stream()
        .flatMap(
            column -> column.equals("c") ? LEVELS.stream().map("c="::concat) : Stream.of(column))
        .toList();
  }

  private static double coefficient(ElasticNetCVModel model, String name) {
    return model.regression().coefficients().apply(model.result().features().names().indexOf(name));
  }

  private static List<CvCell> cells(ElasticNetCVModel model) {
    return model.result().validation().curves().stream()
        .flatMap(curve -> curve.cells().stream())
        .toList();
  }

  private static List<Double> errors(ElasticNetCVModel model) {
    return cells(model).stream().map(CvCell::cvm).toList();
  }

  @Test
  void theSummaryIsThatOfTheRows() {
    ROWS.createOrReplaceTempView("rows_of_statistics");
    Row expected =
        LocalSpark.session()
            .sql(
                "SELECT m, SQRT(SUM(w * POWER(b - m, 2)) / SUM(w)),"
                    + " SUM(w * (b - m) * (y - n)) / SQRT(SUM(w * POWER(b - m, 2)))"
                    + " / SQRT(SUM(w * POWER(y - n, 2)))"
                    + " FROM rows_of_statistics, (SELECT SUM(w * b) / SUM(w) AS m,"
                    + " SUM(w * y) / SUM(w) AS n FROM rows_of_statistics) GROUP BY m, n")
            .first();
    List<Row> summary = copied().setResultTable("summary").transform(ROWS).collectAsList();

    assertThat(summary.stream().map(row -> row.getString(0)))
        .containsExactly("a", "b", "u", "c=k", "c=l", "c=m", "y");
    for (int i = 0; i < 3; i++) {
      assertThat(summary.get(1).getDouble(1 + i)).isCloseTo(expected.getDouble(i), within(1e-12));
    }
    assertThat(summary.get(1).getDouble(4)).isBetween(45.0, 45.2);
    assertThat(summary.get(1).getDouble(6)).isBetween(49.0, 51.0);
    assertThat(summary.get(3).isNullAt(4)).isTrue();
    assertThat(summary.get(6).getDouble(3)).isCloseTo(1, within(1e-12));
  }

  @Test
  void savedStatisticsAreAStoreOfOnePartition() throws IOException {
    String path = directory.resolve("saved").toString();
    Statistics chosen = copied().setLabel("a");
    chosen.save(path);

    Statistics loaded = Statistics.load(path);
    assertThat(loaded.uid()).isEqualTo(chosen.uid());
    assertThat(errors(loaded.fit(estimator(), LocalSpark.session())))
        .isEqualTo(errors(chosen.fit(estimator(), LocalSpark.session())));
    assertThat(LeafTable.open(path + "/statistics", new Configuration()).snapshot().leaves())
        .containsOnlyKeys("all");
    assertThatThrownBy(() -> chosen.save(path)).isInstanceOf(IOException.class);
  }

  @Test
  void aStoreIsReadAsAWhole() throws Exception {
    String path = directory.resolve("store").toString();
    LeafTable store =
        LeafTable.openOrCreate(
            path + "/statistics", STATISTICS.specification(), new Configuration());
    LeafTable.Change change = store.change(store.snapshot());
    for (String half : List.of("g < 75", "g >= 75")) {
      change.put(
          half,
          "any",
          TableLeaf.of(
                  ROWS.filter(half),
                  collector().data(),
                  collector().bucketsConfig(),
                  features -> {})
              .leaf());
    }
    change.commit(Map.of());

    Statistics loaded = Statistics.load(path);
    assertThat(loaded.rows()).isEqualTo(600);
    List<CvCell> expected = cells(STATISTICS.fit(estimator(), LocalSpark.session()));
    List<CvCell> merged = cells(loaded.fit(estimator(), LocalSpark.session()));
    assertThat(merged).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(merged.get(i).cvm()).isCloseTo(expected.get(i).cvm(), within(1e-9));
    }
  }

  @Test
  void rowsWithInvalidValuesAreDroppedIfAsked() {
    Dataset<Row> rows = rows(100).selectExpr("* EXCEPT (b)", "IF(g = 1, NULL, b) AS b");
    assertThatThrownBy(() -> collector().fit(rows))
        .isInstanceOf(DataException.class)
        .hasMessageEndingWith("; fix them, filter them, or set invalid to drop");
    assertThat(collector().setInvalid("drop").fit(rows).rows())
        .isEqualTo(rows.filter("b IS NOT NULL").count());
  }

  @Test
  void statisticsThatDoNotFitInMemoryAreRefused() {
    String[] features =
        IntStream.range(0, 4000).mapToObj("a * %d"::formatted).toArray(String[]::new);
    assertThatThrownBy(() -> collector().setNumeric(features).setBuckets(1000).fit(ROWS))
        .isInstanceOf(EngineRefusedException.class)
        .hasMessageStartingWith("the statistics of 4,003 features in 1000 buckets need ")
        .hasMessageContaining("; leave out features, lower buckets, or raise spark.driver.memory");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "yy | a | 10 | fail | label: there is no column `yy`",
        "y | aa | 10 | fail | numeric[0]: there is no column `aa`",
        "y | a+ | 10 | fail | numeric[0]: ",
        "y | c | 10 | fail | numeric[0]: must be numeric, but 'c' is string; if it has categories, list it under categorical;",
        "y | a | 1 | fail | buckets must be from 2 to 1000, got: 1",
        "y | a | 10 | impute | invalid must be fail or drop, got: impute",
      })
  void unsuitableParamsAreRefused(
      String label, String numeric, int buckets, String invalid, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new StatisticsCollector()
                    .setLabel(label)
                    .setNumeric(numeric)
                    .setBuckets(buckets)
                    .setInvalid(invalid)
                    .fit(ROWS))
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "c | a | 5 | moments | label: the statistics have no c",
        "y | y | 5 | moments | no features are left",
        "y | d | 5 | moments | features: the statistics have no d",
        "y | a | 11 | moments | numFolds must be from 2 to the number of buckets, 10, got: 11",
        "y | a | 5 | other | resultTable must be one of moments, columns, summary, got: other",
      })
  void unsuitableChoicesAreRefused(
      String label, String feature, int folds, String table, String message) {
    Statistics chosen =
        copied().setLabel(label).setFeatures(feature).setNumFolds(folds).setResultTable(table);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> chosen.transform(ROWS))
        .withMessageContaining(message);
  }

  @Test
  void damagedFilesAreNamedWhereTheyAreRead() throws IOException {
    Path saved = directory.resolve("saved");
    STATISTICS.save(saved.toString());
    String mend = "; copy the whole directory from where it was saved, or save it again";
    for (String part : List.of("metadata", "statistics/data")) {
      Path copy = directory.resolve("copies/" + part);
      FileUtils.copyDirectory(saved.toFile(), copy.toFile());
      for (Path file :
          FileUtils.listFiles(copy.resolve(part).toFile(), null, false).stream()
              .map(File::toPath)
              .toList()) {
        byte[] content = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(content, content.length / 2));
      }
      assertThatThrownBy(() -> Statistics.load(copy.toString()))
          .isInstanceOf(DataException.class)
          .hasMessageContaining(copy.resolve(part).toString())
          .hasMessageEndingWith(mend)
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain(saved.toString(), "\n"));
    }
    Path emptied = directory.resolve("emptied");
    FileUtils.copyDirectory(saved.toFile(), emptied.toFile());
    Files.delete(emptied.resolve("statistics/metadata/v2.metadata.json"));
    assertThatThrownBy(() -> Statistics.load(emptied.toString()))
        .isInstanceOf(DataException.class)
        .hasMessage(emptied + " has no statistics" + mend);
  }

  @Test
  void columnsThatDifferByCaseAreNamed() {
    SparkSession spark = LocalSpark.session().newSession();
    Dataset<Row> rows =
        spark.range(60).selectExpr("SIN(id)", "COS(id)", "id % 7").toDF("x", "X", "y");
    String both =
        ": the rows have the columns x and X, which are the same name to Spark; rename all but one, or set spark.sql.caseSensitive to true";
    StatisticsCollector collector = new StatisticsCollector().setLabel("y");
    for (String numeric : List.of("*", "x + 1")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> collector.copy(ParamMap.empty()).setNumeric(numeric).fit(rows))
          .withMessage((numeric.equals("*") ? "numeric" : "numeric[0]") + both);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> collector.copy(ParamMap.empty()).setLabel("X").setNumeric("y").fit(rows))
        .withMessage("label" + both);
    spark.conf().set("spark.sql.caseSensitive", "true");
    assertThat(collector.setNumeric("*").fit(rows).specification().numeric())
        .containsExactly("x", "X");
  }

  @Test
  void bucketsWithoutRowsAreRefused() {
    Statistics ofTwo = collector().setBucketsBy("g % 2").fit(ROWS);
    assertThatThrownBy(() -> ofTwo.fit(estimator(), LocalSpark.session()))
        .isInstanceOf(DataException.class)
        .hasMessageEndingWith("; lower numFolds, or choose bucketsBy with more distinct values");
  }

  @Test
  void noStatisticsAreRefused() {
    assertThatThrownBy(() -> Statistics.load(directory.toString()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("has no statistics");
  }
}
