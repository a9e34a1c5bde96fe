package ridgeline.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.api.AbstractThrowableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.linear.EngineChoice;
import ridgeline.data.DataException;
import ridgeline.golden.GoldenData;
import ridgeline.select.CvCell;
import ridgeline.select.CvProgress;
import ridgeline.spark.LocalSpark;
import ridgeline.stats.FoldMoments;
import ridgeline.stats.Moments;

/** The estimator as a stage of Spark ML. */
@Tag("spark")
class ElasticNetCVTest {
  private static final int FOLDS = 5;

  @Test
  void fitsAndScoresInAPipelineThatIsSavedAndLoaded(@TempDir Path directory) throws IOException {
    Dataset<Row> raw =
        LocalSpark.session()
            .range(200)
            .selectExpr(
                "id", "id % 7 AS a", "sin(id) AS b", "3 * (id % 7) - sin(id) + rand(1) AS y");
    ElasticNetCV estimator = new ElasticNetCV().setLabelCol("y").setNumFolds(3).setNumRegParams(20);
    PipelineModel fitted =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new VectorAssembler()
                      .setInputCols(new String[] {"a", "b"})
                      .setOutputCol("features"),
                  estimator
                })
            .fit(raw);
    String path = directory.resolve("pipeline").toString();
    fitted.save(path);
    PipelineModel loaded = PipelineModel.load(path);

    ElasticNetCVModel model = (ElasticNetCVModel) fitted.stages()[1];
    ElasticNetCVModel back = (ElasticNetCVModel) loaded.stages()[1];
    assertThat(model.result().features().names()).containsExactly("a", "b");
    assertThat(back.result().selected().regParam()).isEqualTo(model.result().selected().regParam());
    assertThat(back.result().solvedCells()).isEqualTo(model.result().solvedCells());
    assertThat(predictions(loaded.transform(raw))).isEqualTo(predictions(fitted.transform(raw)));
  }

  @Test
  void keepsItsParamsThroughCopySaveAndLoad(@TempDir Path directory) throws IOException {
    ElasticNetCV estimator =
        new ElasticNetCV()
            .setElasticNetParams(new double[] {0.25})
            .setMinRatio(0.01)
            .setSelectionRule("1se")
            .setSeed(7);
    String path = directory.resolve("estimator").toString();
    estimator.save(path);
    ElasticNetCV loaded = ElasticNetCV.load(path);
    ElasticNetCV copy = estimator.copy(new ParamMap().put(estimator.numFolds().w(4)));

    assertThat(loaded.uid()).isEqualTo(estimator.uid());
    assertThat(loaded.getElasticNetParams()).containsExactly(0.25);
    assertThat(loaded.getMinRatio()).isEqualTo(0.01);
    assertThat(loaded.getSelectionRule()).isEqualTo("1se");
    assertThat(loaded.getSeed()).isEqualTo(7);
    assertThat(loaded.isSet(loaded.regParams())).isFalse();
    assertThat(copy.getNumFolds()).isEqualTo(4);
    assertThat(copy.getElasticNetParams()).containsExactly(0.25);
    assertThat(estimator.getNumFolds()).isEqualTo(10);
  }

  @Test
  void refusesParamsOutOfRange() {
    ElasticNetCV estimator = new ElasticNetCV();
    assertThatThrownBy(() -> estimator.setElasticNetParams(new double[] {0.5, 1.5}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("elasticNetParams");
    assertThatThrownBy(() -> estimator.setRegParams(new double[] {Double.NaN}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> estimator.setNumFolds(1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> estimator.setEngine("magic")).hasMessageContaining("magic");
  }

  @Test
  void checksTheSchema() {
    Dataset<Row> rows = diabetes();
    ElasticNetCV estimator = new ElasticNetCV();
    assertThat(estimator.transformSchema(rows.schema()).apply("prediction").dataType())
        .isEqualTo(DataTypes.DoubleType);
    assertThatThrownBy(() -> estimator.copy(ParamMap.empty()).setLabelCol("nope").fit(rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("labelCol: there is no column nope");
    assertThatThrownBy(() -> estimator.copy(ParamMap.empty()).setFeaturesCol("label").fit(rows))
        .hasMessageContaining("must be an ML vector");
    assertThatThrownBy(() -> estimator.copy(ParamMap.empty()).setPredictionCol("fold").fit(rows))
        .hasMessageContaining("the column fold already exists");
  }

  @Test
  void explicitRegParamsAreSolvedFromTheStrongest() {
    SweepResult result = small().setRegParams(new double[] {0.1, 10, 1}).fit(diabetes()).result();
    assertThat(result.validation().curves().get(0).cells())
        .extracting(CvCell::regParam)
        .containsExactly(10.0, 1.0, 0.1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mllib", "mllib-rows"})
  void refitByTheSweepEqualsRefitByMllib(String refit) {
    ElasticNetCVModel model = small().setRefit(refit).fit(diabetes());
    assertThat(model.result().refit().by()).hasToString(refit);
    LinearRegressionModel mllib = model.regression();
    LinearRegressionModel statistics = small().setRefit("statistics").fit(diabetes()).regression();
    double scale = Vectors.norm(mllib.coefficients(), Double.POSITIVE_INFINITY);
    double[] expected = mllib.coefficients().toArray();
    for (int j = 0; j < expected.length; j++) {
      assertThat(statistics.coefficients().apply(j)).isCloseTo(expected[j], within(1e-6 * scale));
    }
    assertThat(statistics.intercept())
        .isCloseTo(mllib.intercept(), within(1e-6 * Math.abs(mllib.intercept())));
  }

  @Test
  void theAllDataPathEqualsThatOfTightLbfgs() {
    Dataset<Row> rows = diabetes().coalesce(1).cache();
    SweepResult result =
        small()
            .setElasticNetParams(new double[] {0.5})
            .setRegParams(new double[] {30, 10})
            .fit(rows)
            .result();
    double unbiased = Math.sqrt(442 / 441.0);
    for (CvCell cell : result.validation().curves().get(0).cells()) {
      LinearRegressionModel lbfgs =
          new LinearRegression()
              .setSolver("l-bfgs")
              .setElasticNetParam(0.5)
              .setRegParam(cell.regParam() / unbiased)
              .setTol(1e-13)
              .setMaxIter(500)
              .fit(rows);
      double[] ours = cell.fit().dense(10);
      for (int j = 0; j < 10; j++) {
        double unit = result.label().deviation() / result.features().deviations()[j];
        assertThat(ours[j]).isCloseTo(lbfgs.coefficients().apply(j), within(1e-6 * unit));
      }
    }
    rows.unpersist();
  }

  @Test
  void partitioningDoesNotMatter() {
    Dataset<Row> rows = diabetes();
    ElasticNetCV estimator = small().setRefit("statistics");
    SweepResult one = estimator.fit(rows.coalesce(1)).result();
    SweepResult many = estimator.fit(rows.repartition(7)).result();
    for (int step = 0; step < one.validation().curves().get(0).cells().size(); step++) {
      CvCell a = one.validation().curves().get(0).cells().get(step);
      CvCell b = many.validation().curves().get(0).cells().get(step);
      assertThat(b.cvm()).isCloseTo(a.cvm(), within(1e-10 * a.cvm()));
      double[] expected = a.fit().dense(10);
      double[] actual = b.fit().dense(10);
      for (int j = 0; j < 10; j++) {
        double unit = one.label().deviation() / one.features().deviations()[j];
        assertThat(actual[j]).isCloseTo(expected[j], within(1e-10 * unit));
      }
    }
  }

  @Test
  void hashedFoldsHoldEveryRowOnceAndKeepEqualRowsTogether() {
    Dataset<Row> rows = diabetes().drop("fold");
    Dataset<Row> twice = rows.union(rows);
    SweepResult result = small().setFoldCol("").fit(twice).result();
    assertThat(result.rows().read()).isEqualTo(884);
    SweepResult once = small().setFoldCol("").fit(rows).result();
    assertThat(result.min().cvm())
        .as("with equal rows in the same fold, doubling the data does not change the error")
        .isCloseTo(once.min().cvm(), within(1e-9 * once.min().cvm()));
  }

  @Test
  void gramAndMllibRefuseWithTheNumbers() {
    int features = 46_400;
    Dataset<Row> rows =
        LocalSpark.rows(
            List.of(
                LocalSpark.row(Vectors.sparse(features, new int[] {1}, new double[] {1}), 1, 1, 0),
                LocalSpark.row(Vectors.sparse(features, new int[] {2}, new double[] {1}), 2, 1, 1)),
            1);
    ElasticNetCV estimator = small().setNumFolds(2);
    for (String engine : List.of("gram", "mllib")) {
      assertThatThrownBy(() -> estimator.setEngine(engine).fit(rows))
          .isInstanceOf(EngineRefusedException.class)
          .hasMessageContaining("engine " + engine + ": ")
          .hasMessageContaining("46,400 features are more than the 32,000 ")
          .hasMessageContaining("engine: mllib-rows");
    }
  }

  @Test
  void aModelPutTogetherFromTwoIsNotLoaded(@TempDir Path directory) throws IOException {
    Path one = directory.resolve("one");
    Path other = directory.resolve("other");
    small().fit(diabetes()).save(one.toString());
    Dataset<Row> doubled =
        diabetes().withColumn("label", functions.col("label").multiply(functions.lit(2)));
    small().fit(doubled).save(other.toString());
    FileUtils.deleteDirectory(one.resolve("regression").toFile());
    FileUtils.copyDirectory(
        other.resolve("regression").toFile(), one.resolve("regression").toFile());

    assertThat(ElasticNetCVModel.load(other.toString()).result().rows().read()).isEqualTo(442);
    assertThatThrownBy(() -> ElasticNetCVModel.load(one.toString()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("one: the regression is not that of the result; copy the whole");
    assertThatThrownBy(() -> ElasticNetCVModel.load(one.resolve("regression").toString()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("ElasticNetCVModel");
  }

  @Test
  void damagedFilesAreNamed(@TempDir Path directory) throws IOException {
    Path saved = directory.resolve("saved");
    small().fit(diabetes()).save(saved.toString());
    for (String part : List.of("metadata", "result", "regression/metadata", "regression/data")) {
      for (boolean checked : new boolean[] {true, false}) {
        Path copy = directory.resolve("copies/" + part + checked);
        FileUtils.copyDirectory(saved.toFile(), copy.toFile());
        File file = fileOf(copy.resolve(part));
        byte[] content = FileUtils.readFileToByteArray(file);
        FileUtils.writeByteArrayToFile(file, Arrays.copyOf(content, content.length / 2));
        if (!checked) {
          Files.delete(file.toPath().resolveSibling("." + file.getName() + ".crc"));
        }
        requireNamed(copy, part, file, checked);
        Files.delete(file.toPath());
        requireNamed(copy, part, null, checked);
      }
    }
    Path nowhere = directory.resolve("nowhere");
    assertThatThrownBy(() -> ElasticNetCVModel.load(nowhere.toString()))
        .isInstanceOf(DataException.class)
        .hasMessage(nowhere + "/metadata does not exist; check the location");
    Path other = directory.resolve("other");
    small().save(other.toString());
    assertThatThrownBy(() -> ElasticNetCVModel.load(other.toString()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            other
                + "/metadata is that of a ElasticNetCV, not of a ElasticNetCVModel; load it with its own class");
  }

  private static File fileOf(Path part) {
    return Objects.requireNonNull(part.toFile().listFiles((at, name) -> name.startsWith("part-")))[
        0];
  }

  /**
   * Requires that a message names the file, if Spark or Hadoop does, or else the directory.
   *
   * @param file null if it was removed
   */
  private static void requireNamed(
      Path model, String part, @Nullable File file, boolean isChecked) {
    String mend = "; copy the whole directory from where it was saved, or save it again";
    String directory =
        model.resolve(part.startsWith("regression") ? "regression" : part).toString();
    AbstractThrowableAssert<?, ? extends Throwable> refused =
        assertThatThrownBy(() -> ElasticNetCVModel.load(model.toString()))
            .isInstanceOf(DataException.class)
            .hasMessageStartingWith(directory)
            .hasMessageEndingWith(mend)
            .satisfies(
                e -> assertThat(e.getMessage()).doesNotContain("\n", "Source:", "Exception"));
    if (file == null) {
      refused.hasMessage(directory + " cannot be read: its file is missing or empty" + mend);
    } else if (isChecked) {
      refused.hasMessage(
          file
              + " cannot be read: it does not have the checksum in the .crc file beside it"
              + mend);
    }
  }

  @Test
  void moreFeaturesThanFitInMemoryAreRefused() {
    Dataset<Row> rows =
        LocalSpark.rows(
            List.of(
                LocalSpark.row(
                    Vectors.sparse(Integer.MAX_VALUE, new int[] {0}, new double[] {1}), 1, 1, 0)),
            1);
    assertThatThrownBy(() -> small().fit(rows))
        .isInstanceOf(EngineRefusedException.class)
        .hasMessageStartingWith("the vectors in column features have 2,147,483,647 features")
        .hasMessageEndingWith("raise spark.driver.memory (--driver-memory)");
  }

  /** MLlib's models would take it for a field of a struct. */
  @Test
  void featuresWithADotAreRefused() {
    Dataset<Row> rows = diabetes().withColumnRenamed("features", "fe.at");
    assertThatThrownBy(() -> small().setFeaturesCol("fe.at").fit(rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the column fe.at, because of its dot; rename it");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1e12})
  void foldsThatAreNotWholeNumbersAreRefused(double fold) {
    Dataset<Row> rows = diabetes().withColumn("fold", functions.lit(fold));
    assertThatThrownBy(() -> small().fit(rows))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "the fold column fold has the value %s; folds are whole numbers from 0"
                .formatted(String.valueOf(fold)));
  }

  @Test
  void momentsAreRefusedWithTheNumbers() {
    int features = 3_000;
    FoldMoments folds = new FoldMoments(Collections.nCopies(1_000, Moments.empty(features)));
    List<String> names = IntStream.range(0, features).mapToObj(i -> "x" + i).toList();
    SparkSession spark = LocalSpark.session();
    assertThatThrownBy(() -> small().setNumFolds(1_000).fit(spark, folds, names))
        .isInstanceOf(EngineRefusedException.class)
        .hasMessageContaining("3,000 features in 1,000 folds need ")
        .hasMessageContaining(" in the driver, ")
        .hasMessageContaining("leave out features, lower numFolds, or raise spark.driver.memory");
  }

  @Test
  void autoFallsBackToTheRowsWithANoteIfGramDoesNotFit() {
    int features = 9_000;
    Random random = new Random(3);
    List<Row> rows =
        IntStream.range(0, 60)
            .mapToObj(
                i ->
                    LocalSpark.row(
                        Vectors.sparse(
                            features, new int[] {i % 3, 3 + i}, new double[] {1 + i % 2, 1}),
                        i % 3 + random.nextDouble(),
                        1,
                        i % 2))
            .toList();
    StringBuilder notes = new StringBuilder();
    ElasticNetCV estimator =
        small()
            .setNumFolds(2)
            .setElasticNetParams(new double[] {0.5})
            .setRegParams(new double[] {0.3})
            .setMaxIter(300)
            .setTol(0.01)
            .setListener(noting(notes));
    SweepResult result = estimator.fit(LocalSpark.rows(rows, 2)).result();
    assertThat(result.engine()).isEqualTo(EngineChoice.MLLIB_ROWS);
    assertThat(notes.toString())
        .contains("9,000 features in 2 folds")
        .contains(
            "using engine mllib-rows, which fits MLlib's LinearRegression about 3 times, because ");
  }

  @Test
  void columnsThatDifferByCaseAreNamed() {
    SparkSession spark = LocalSpark.session().newSession();
    spark.conf().set("spark.sql.caseSensitive", "true");
    List<Row> rows =
        IntStream.range(0, 40)
            .mapToObj(i -> RowFactory.create(Vectors.dense(i, i % 7), i % 3 + 0.5, i % 2 + 1.0))
            .toList();
    StructType columns =
        new StructType()
            .add("features", SQLDataTypes.VectorType())
            .add("y", DataTypes.DoubleType)
            .add("Y", DataTypes.DoubleType);
    Dataset<Row> table = spark.createDataFrame(rows, columns);
    ElasticNetCVModel model = small().setFoldCol("").setLabelCol("y").fit(table);
    assertThat(model.result().label().mean()).isEqualTo(1.475);

    spark.conf().set("spark.sql.caseSensitive", "false");
    String both = "y and Y, which are the same name to Spark; rename all but one, or set ";
    assertThatThrownBy(() -> small().setFoldCol("").setLabelCol("y").fit(table))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("labelCol: the rows have the columns " + both);
    assertThatThrownBy(
            () ->
                small()
                    .setFoldCol("")
                    .setWeightCol("Y")
                    .fit(table.withColumn("label", functions.lit(1.0))))
        .hasMessageStartingWith("weightCol: the rows have the columns " + both);
    Dataset<Row> scored = table.toDF("features", "Features", "y");
    assertThatThrownBy(() -> model.transform(scored))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("featuresCol: the rows have the columns features and Features, ");
    assertThatThrownBy(
            () -> small().setFoldCol("").setLabelCol("y").fit(table.toDF("features", "y", "y")))
        .hasMessage("labelCol: the rows have 2 columns named y; rename or drop all but one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gram", "mllib"})
  void onlyTheWeightOfARowOfWeightZeroIsRead(String engine) {
    List<Row> absent =
        List.of(
            RowFactory.create(Vectors.dense(1, Double.NaN, 3), Double.NaN, 0.0, 0),
            RowFactory.create(null, null, -0.0, null),
            RowFactory.create(Vectors.dense(1e300), 1e300, 0.0, FOLDS));
    Dataset<Row> diabetes = diabetes();
    Dataset<Row> padded = LocalSpark.rows(absent, 1).union(diabetes);
    ElasticNetCV estimator =
        small()
            .setWeightCol("weight")
            .setElasticNetParams(new double[] {0})
            .setRegParams(new double[] {1})
            .setRefit("mllib")
            .setEngine(engine);
    ElasticNetCVModel model = estimator.fit(padded);
    ElasticNetCVModel expected = estimator.fit(diabetes);
    assertThat(model.result().rows().read()).isEqualTo(445);
    assertThat(model.result().rows().zeroWeight()).isEqualTo(3);
    assertThat(model.result().features().names()).isEqualTo(expected.result().features().names());
    double cvm = expected.result().min().cvm();
    assertThat(model.result().min().cvm()).isCloseTo(cvm, within(1e-9 * cvm));
    assertThat(model.regression().intercept())
        .isCloseTo(expected.regression().intercept(), within(1e-9 * Math.sqrt(cvm)));
  }

  @Test
  void tooFewRowsForTheFoldsIsRefused() {
    Dataset<Row> rows =
        LocalSpark.rows(new double[][] {{1}, {2}, {3}}, new double[] {1, 2, 4}, 3, 1);
    assertThatThrownBy(() -> small().setNumFolds(5).fit(rows))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("folds 3, 4 of 5 have no rows")
        .hasMessageEndingWith(
            "; foldCol must contain every value from 0 to 4; otherwise lower numFolds");
  }

  private static SweepListener noting(StringBuilder notes) {
    return new SweepListener() {
      @Override
      public void stage(String name) {}

      @Override
      public void cells(CvProgress progress) {}

      @Override
      public void note(String message) {
        notes.append(message);
      }
    };
  }

  private static ElasticNetCV small() {
    return new ElasticNetCV()
        .setElasticNetParams(new double[] {1})
        .setNumRegParams(12)
        .setNumFolds(FOLDS)
        .setFoldCol("fold")
        .setEarlyStopping(false)
        .setRefit("statistics");
  }

  private static Dataset<Row> diabetes() {
    GoldenData data = GoldenData.load("diabetes");
    return LocalSpark.rows(data.features(), data.label(), FOLDS, 2);
  }

  private static List<Row> predictions(Dataset<Row> rows) {
    return rows.orderBy("id").select("prediction").collectAsList();
  }
}
