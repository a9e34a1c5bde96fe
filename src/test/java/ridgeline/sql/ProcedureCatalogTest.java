package ridgeline.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.data.DataException;
import ridgeline.job.JobOutcome;
import ridgeline.job.RetrainedStore;
import ridgeline.spark.LocalSpark;
import ridgeline.sweep.ElasticNetCV;
import ridgeline.sweep.ElasticNetCVModel;
import ridgeline.sweep.EngineRefusedException;

@Tag("spark")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProcedureCatalogTest {
  private static final String GRID =
      "map('grid.elasticNetParam', '[0.5, 1]', 'grid.regParam.count', '5', 'folds.column', 'g',"
          + " 'folds.count', '4', 'refit', 'statistics', 'earlyStopping.enabled', 'false')";

  private static final String OF_TABLE =
      "table => '`odd view`', label => 'y', numeric => array('a', 'b')";

  @TempDir private Path directory = Path.of("");
  private final SparkSession spark = LocalSpark.session().newSession();

  @BeforeAll
  void open() {
    spark.conf().set("spark.sql.catalog.ridgeline", "ridgeline.sql.ProcedureCatalog");
    spark
        .range(0, 120, 1, 2)
        .selectExpr(
            "SIN(id * 7) AS a",
            "COS(id * 3) AS b",
            "CONCAT('l,', id % 2) AS c",
            "INT(id % 4) AS g",
            "2 * SIN(id * 7) - COS(id * 3) + SIN(id * id) AS y")
        .createOrReplaceTempView("`odd view`");
  }

  private List<Row> call(String procedure) {
    return spark.sql("CALL ridgeline." + procedure).collectAsList();
  }

  private List<Row> sweep(String result) {
    return call("sweep(%s, options => %s, result => '%s')".formatted(OF_TABLE, GRID, result));
  }

  private Dataset<Row> vectors() {
    return new VectorAssembler()
        .setInputCols(new String[] {"a", "b"})
        .setOutputCol("features")
        .transform(spark.table("`odd view`").withColumn("label", functions.col("y")));
  }

  @Test
  void aSweepIsThatOfTheEstimator() {
    Dataset<Row> rows = vectors();
    ElasticNetCVModel model =
        new ElasticNetCV()
            .setLabelCol("y")
            .setFoldCol("g")
            .setNumFolds(4)
            .setElasticNetParams(new double[] {0.5, 1})
            .setNumRegParams(5)
            .setEarlyStopping(false)
            .setRefit("statistics")
            .fit(rows);
    for (String table : List.of("cv", "path", "coefficients")) {
      Dataset<Row> expected = model.setResultTable(table).transform(rows);
      Dataset<Row> actual =
          spark.sql(
              "CALL ridgeline.sweep(%s, options => %s, result => '%s')"
                  .formatted(OF_TABLE, GRID, table));
      assertThat(actual.schema()).isEqualTo(expected.schema());
      assertThat(actual.collectAsList()).isEqualTo(expected.collectAsList());
    }
    Row selected =
        model.setResultTable("cv").transform(rows).where("selected").collectAsList().get(0);
    Row summary = sweep("summary").get(0);
    for (String column : List.of("regParam", "elasticNetParam", "cvm", "cvsd", "r2")) {
      assertThat(summary.<Object>getAs(column)).isEqualTo(selected.getAs(column));
    }
    assertThat(summary.<Long>getAs("rows")).isEqualTo(120);
    assertThat(summary.<Integer>getAs("folds")).isEqualTo(4);
    assertThat(summary.<String>getAs("out")).isNull();
  }

  @Test
  void argumentsMayBeByPosition() {
    List<Row> rows =
        call("sweep('`odd view`', 'y', array('a'), array('c'), NULL, %s)".formatted(GRID));
    assertThat(rows)
        .extracting(row -> row.getString(0))
        .containsExactly("(Intercept)", "a", "c=l,0", "c=l,1");
  }

  @Test
  void aJobKeepsItsFiles() throws IOException {
    Path out = directory.resolve("kept");
    String job = "{name: kept, data: {sql: SELECT * FROM `odd view`, label: y, numeric: [a, b]}}";
    List<Row> files =
        call(
            "sweep(job => '%s', options => %s, out => '%s', result => 'files')"
                .formatted(job, GRID, out));
    assertThat(files).hasSize(6);
    for (Row file : files) {
      assertThat(out.resolve(file.getString(0))).hasContent(file.getString(1));
    }
    assertThat(out.resolve("model/linear.json")).exists();
    for (String table : List.of("cv", "path", "coefficients")) {
      assertThat(String.join(",", sweep(table).get(0).schema().fieldNames()))
          .startsWith(Files.readAllLines(out.resolve(table + ".csv")).get(0));
    }
    assertThat(Files.readString(out.resolve("cv.csv")).lines().skip(1).count())
        .isEqualTo(sweep("cv").size());
    Path scored = directory.resolve("scored");
    Row predicted =
        call("predict(model => '%s', table => 'odd view', out => '%s', partition_by => array('g', 'c'))"
                .replace("odd view", "`odd view`")
                .formatted(out, scored))
            .get(0);
    assertThat(predicted.mkString(",")).isEqualTo("120,120,0,null," + scored + "/predictions");
    assertThat(spark.read().parquet(predicted.getString(4)).where("g = 3").count()).isEqualTo(30);
    assertThat(scored.resolve("predictions/g=3/c=l,1")).isDirectory();
    assertThatThrownBy(
            () ->
                call(
                    "predict(model => '%s', table => '`odd view`', out => '%s', image_column => 'a')"
                        .formatted(out, directory.resolve("refused"))))
        .isInstanceOf(ArgumentException.class)
        .hasMessage(
            "image_column: only applies to models of images, and this is a linear model; leave it out");
  }

  @Test
  void aStoreIsRetrainedAndListed() throws IOException {
    RetrainedStore store = new RetrainedStore(directory.resolve("retrained"));
    Files.createDirectories(store.directory());
    store.write(0, 4);
    String range =
        "retrain('%s', from_date => '2001-06-03', to_date => '2001-06-04'".formatted(store.job());
    List<Row> dates = call(range + ")");
    assertThat(dates)
        .extracting(row -> "%s %s %s %s".formatted(row.get(0), row.get(1), row.get(2), row.get(3)))
        .containsExactly("2001-06-03 1 true false", "2001-06-04 2 true false");
    assertThat(dates.get(1).getString(5)).startsWith(store.store() + "/models/delays/2001-06-04-");
    assertThat(
            call("retrain('%s', date => DATE'2001-06-04')".formatted(store.job()))
                .get(0)
                .getBoolean(3))
        .isTrue();
    List<Row> refused =
        call(
            "retrain(job => '%s', date => 'newest', options => map('gate.minImprovement', '1'))"
                .formatted(store.job()));
    assertThat(refused.get(0).getBoolean(2)).isFalse();
    assertThat(refused.get(0).getString(4)).isNotBlank();
    assertThat(call("models('%s')".formatted(store.store())).get(0).mkString(" "))
        .startsWith("delays 3 2 3 1 2001-06-04 ");
    List<Row> versions = call("models('%s', 'delays')".formatted(store.store()));
    assertThat(versions)
        .extracting(row -> row.getLong(0), row -> row.getList(7), row -> row.get(2))
        .containsExactly(
            Tuple.tuple(1L, List.of("previous"), true),
            Tuple.tuple(2L, List.of("champion"), true),
            Tuple.tuple(3L, List.of("challenger"), false));
    assertThat(versions.get(0).getString(3)).isEqualTo("rmse");
    Row scored =
        call("predict(model => '%s/delays@champion', path => '%s', out => '%s')"
                .formatted(store.store(), store.table(), directory.resolve("delays")))
            .get(0);
    assertThat(scored.getLong(3)).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "sweep()|sweep: give table and label, or job",
        "sweep('v')|table v cannot be read: The table or view `v` cannot be found",
        "sweep('`odd view`')|sweep: give label, a column or an expression",
        "sweep('`odd view`; x', 'y')|cannot be read: Syntax error at or near ';'",
        "sweep('v', job => 'x')|sweep: table cannot be combined with job; give one of them",
        "sweep(job => 'x', weight => 'w')|set it by options => map('data.weight', ...)",
        "sweep('`odd view`', 'y', array('a', NULL))|numeric has a null; leave it out",
        "sweep('`odd view`', 'y', result => 'pth')|result is not pth; did you mean 'path'?",
        "sweep('`odd view`', 'y', options => map('select.ruel', 'min'))|did you mean 'rule'?",
        "sweep('`odd view`', 'y', options => map('', '1'))|sweep: options has the key ''; give",
        "sweep('`odd view`', 'y', options => map('name=x', '1'))|options has the key 'name=x'",
        "sweep('`odd view`', 'y', out => '/')|out / ",
        "sweep('`odd view`', 'z')|data.label: there is no column `z`",
        "sweep('`odd view`', 'IF(g = 1, NULL, y)')|of 120 rows, 30 have a label",
        "sweep(job => 'none.yaml')|the job file none.yaml cannot be read: there is no such file",
        "retrain()|retrain: give job, a job file or its text",
        "retrain('x')|retrain: give date, or both from_date and to_date",
        "retrain('x', 'soon')|retrain: date must be a date, such as 2001-06-07, got: soon",
        "retrain('x', 'newest', to_date => 'x')|to_date cannot be combined with date",
        "predict()|predict: give model, the directory of a run, or STORE/NAME@champion",
        "predict('m')|predict: give out, a new directory for the predictions",
        "predict('m', out => 'o')|predict: give path, a table in files, or table",
        "predict('m', 't', 'o', format => 'csv')|format cannot be combined with table",
        "sweep('`odd view`', 'y', options => map('data.label', 'a'))|label cannot be combined with the option data.label; give one of them",
        "sweep('`odd view`', 'y', array('a'), options => map('data.numeric', 'b'))|numeric cannot be combined with the option data.numeric",
        "sweep('`odd view`', 'y', options => map('data.sql', 'SELECT 1'))|table cannot be combined with the option data.sql",
        "predict('/', out => 'o', path => 'p', output_format => 'xml')|option 'output_format'",
        "predict('m', out => 'o', path => 'p', options => map('', 'x'))|options has the key ''",
        "retrain('x', from_date => '2001-06-07', to_date => '2001-06-01')|to_date 2001-06-01 is before from_date",
        "models()|models: give store, the directory that retrain writes",
        "models('none')|models: none has no models; check the location",
      })
  void aRefusalIsOneSentence(String call, String message) {
    assertThatThrownBy(() -> call(call))
        .isInstanceOfAny(ArgumentException.class, DataException.class)
        .hasMessageContaining(message)
        .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("\n", "--"))
        .hasNoCause();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--out /data/jobs/x exists | out /data/jobs/x exists",
        "DATA /x cannot be read: no such file | the table /x cannot be read: no such file",
        "DATA: already has a column prediction; rename it | the table: already has a column prediction; rename it",
        "--set select.rule: must be min or 1se | select.rule: must be min or 1se",
        "Invalid value for option '--as'; see --help | Invalid value for option 'output_format'",
        "give jobs/models promote --by NAME | give jobs/models promote --by NAME",
        "pass -- --driver-memory 2g | pass -- --driver-memory 2g",
      })
  void messagesHaveTheNamesOfArguments(String message, String expected) {
    assertThat(ProcedureFailure.ofArguments(message)).isEqualTo(expected);
  }

  @Test
  void classesTellWhatIsAtFault() {
    assertThatThrownBy(() -> call("sweep('v', 'y')")).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> call("sweep('`odd view`', 'z')"))
        .isInstanceOf(IllegalArgumentException.class);
    Throwable refused =
        catchThrowable(
            () -> new ElasticNetCV().setPenaltyFactors(new double[] {0, 1}).fit(vectors()));
    assertThat(refused).isInstanceOf(EngineRefusedException.class);
    JobOutcome outcome = new JobOutcome(2, null, "refused", new IOException(refused));
    assertThatThrownBy(() -> ProcedureFailure.requireDone(outcome)).isSameAs(refused);
    assertThatThrownBy(() -> call("swep('v')")).rootCause().hasMessageContaining("'sweep'");
  }

  @Test
  void proceduresAreDescribed() {
    assertThat(spark.sql("SHOW PROCEDURES IN ridgeline").collectAsList())
        .extracting(row -> row.getString(3))
        .containsExactly("models", "predict", "retrain", "sweep");
    assertThat(
            spark.sql("DESCRIBE PROCEDURE ridgeline.predict").collectAsList().get(1).getString(0))
        .contains("Scores a table", "\n  partition_by => Columns of the directories");
  }

  /** Files of temporary runs. */
  private static List<Path> temporary() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("ridgeline-sweep-"))
          .toList();
    }
  }

  @Test
  void aCancelledSweepLeavesNothing() throws Exception {
    List<Path> before = temporary();
    spark
        .range(0, 1L << 50, 1, 2)
        .selectExpr("SIN(id) AS x", "COS(id) AS y")
        .createOrReplaceTempView("endless");
    Path out = directory.resolve("cancelled");
    ExecutorService cell = Executors.newSingleThreadExecutor();
    try {
      for (String kept : List.of("", ", out => '%s'".formatted(out))) {
        Future<List<Row>> sweep =
            cell.submit(() -> call("sweep('endless', 'y'%s)".formatted(kept)));
        while (spark.sparkContext().statusTracker().getActiveStageIds().length == 0) {
          assertThat(sweep.isDone()).isFalse();
          Thread.sleep(20);
        }
        spark.sparkContext().cancelAllJobs();
        assertThatThrownBy(sweep::get)
            .cause()
            .isInstanceOf(ProcedureFailure.class)
            .hasMessage("interrupted by a cancellation of its Spark jobs");
        assertThat(temporary()).isEqualTo(before);
      }
    } finally {
      cell.shutdownNow();
    }
    assertThat(out).isDirectoryContaining("glob:**/status.json");
    try (Stream<Path> left = Files.list(out)) {
      assertThat(left).hasSize(1);
    }
    assertThat(sweep("summary")).hasSize(1);
  }

  @Test
  void theLargestResultOfSparkConnectIsKnown() {
    StructType schema = new StructType().add("x", DataTypes.DoubleType);
    List<Row> rows = Collections.nCopies(400_000, RowFactory.create(1.0));
    ProcedureRows large = new ProcedureRows(schema, rows);
    large.requireSendable(spark.sparkContext());
    spark.sparkContext().addJobTag("SparkConnect_OperationTag_x");
    try {
      assertThatThrownBy(() -> large.requireSendable(spark.sparkContext()))
          .hasMessageContaining("400,000 rows, but Spark Connect sends at most 367,001;");
    } finally {
      spark.sparkContext().removeJobTag("SparkConnect_OperationTag_x");
    }
  }
}
