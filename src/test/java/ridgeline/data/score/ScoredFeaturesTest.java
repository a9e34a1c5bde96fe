package ridgeline.data.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.ConfigException;
import ridgeline.config.data.InvalidValuePolicy;
import ridgeline.data.DataException;
import ridgeline.data.feature.FeatureDescription;
import ridgeline.spark.LocalSpark;

/** The vectors of a column v, for a model with two features. */
@Tag("spark")
class ScoredFeaturesTest {
  @TempDir private Path directory = Path.of("");

  private ScoredFeatures open(InvalidValuePolicy invalid) throws Exception {
    return ScoredFeatures.open(
        LocalSpark.session(),
        directory.resolve("rows.parquet").toString(),
        null,
        Map.of(),
        FeatureDescription.ofVector(
            new FeatureDescription.InputColumn("v", "vector"), invalid, "UTC", true),
        2);
  }

  private void write(@Nullable Vector... vectors) {
    List<Row> rows = Arrays.stream(vectors).map(vector -> RowFactory.create(vector)).toList();
    LocalSpark.session()
        .createDataFrame(rows, new StructType().add("v", SQLDataTypes.VectorType()))
        .write()
        .parquet(directory.resolve("rows.parquet").toString());
  }

  @ParameterizedTest
  @EnumSource(
      value = InvalidValuePolicy.class,
      names = {"FAIL", "DROP"})
  void vectorsOfAnotherSizeAreRefused(InvalidValuePolicy invalid) throws Exception {
    write(Vectors.dense(1, 2), Vectors.dense(1, 2, 3), Vectors.dense(1), null);
    ScoredFeatures features = open(invalid);
    assertThat(features.withVector("features").collectAsList()).hasSize(1);
    String ofNull =
        invalid == InvalidValuePolicy.FAIL
            ? "1 have a value of v that is null, NaN or infinite; "
            : "";
    assertThatThrownBy(features::requireUsable)
        .isInstanceOf(DataException.class)
        .hasMessage(
            "of 4 rows, %s2 have a vector of v whose size is not 2; fix them, or leave out such rows"
                .formatted(ofNull));
  }

  @Test
  void invalidVectorsAreDropped() throws Exception {
    write(Vectors.dense(1, 2), Vectors.dense(1, Double.NaN), null);
    ScoredFeatures features = open(InvalidValuePolicy.DROP);
    assertThat(features.withVector("features").collectAsList()).hasSize(1);
    features.requireUsable();
    assertThat(features.counts().invalidOf(0)).isEqualTo(2);
  }

  private ScoredFeatures open(String expression) throws Exception {
    return open(expression, InvalidValuePolicy.FAIL, "UTC", true);
  }

  private ScoredFeatures open(
      String expression, InvalidValuePolicy invalid, String timeZone, boolean ansi)
      throws Exception {
    return ScoredFeatures.open(
        LocalSpark.session(),
        directory.resolve("rows.parquet").toString(),
        null,
        Map.of(),
        FeatureDescription.ofExpressions(
            List.of(new FeatureDescription.InputColumn("a", "DOUBLE")),
            List.of(expression),
            List.of(),
            List.of(new FeatureDescription.Product(List.of(0), List.of(), false)),
            List.of(),
            invalid,
            false,
            timeZone,
            ansi),
        1);
  }

  /** Whatever the settings of the session are in which the job runs. */
  @Test
  void literalsAndCastsAreThoseOfTheTraining() throws Exception {
    LocalSpark.session()
        .sql("SELECT 1D AS a UNION ALL SELECT 2D")
        .write()
        .parquet(directory.resolve("rows.parquet").toString());
    ScoredFeatures inTokyo =
        open(
            "a + unix_seconds(TIMESTAMP'2001-01-01 09:00:00')",
            InvalidValuePolicy.FAIL,
            "Asia/Tokyo",
            true);
    assertThat(inTokyo.withVector("features").orderBy("a").first().get(1))
        .isEqualTo(Vectors.dense(978_307_200 + 1));
    ScoredFeatures lenient =
        open("CAST(IF(a = 1, '5', 'x') AS INT)", InvalidValuePolicy.DROP, "UTC", false);
    assertThat(lenient.withVector("features").select("features").collectAsList())
        .extracting(row -> row.get(0))
        .containsExactly(Vectors.dense(5));
    assertThat(lenient.counts().invalidOf(0)).isOne();
  }

  /** Spark could compute it once for all rows, and nothing of it if only rows are counted. */
  @Test
  void aConstantIsScoredOnceForEachRow() throws Exception {
    LocalSpark.session()
        .sql("SELECT CAST(id AS DOUBLE) AS a FROM range(7)")
        .write()
        .parquet(directory.resolve("rows.parquet").toString());
    ScoredFeatures features = open("1 + 1");
    Dataset<Row> scored = features.withVector("features");
    assertThat(scored.select("a", "features").collectAsList())
        .hasSize(7)
        .allMatch(row -> row.get(1).equals(Vectors.dense(2)));
    assertThat(features.counts().rows()).isEqualTo(7);
    assertThat(scored.count()).isEqualTo(7);
    assertThat(features.counts().rows()).isEqualTo(14);
  }

  @Test
  void moreColumnsThanOneMethodOfGeneratedCodeCanTake() throws Exception {
    int width = 1_500;
    List<String> names = IntStream.range(0, width).mapToObj(i -> "a" + i).toList();
    LocalSpark.session()
        .range(3)
        .selectExpr(names.stream().map(n -> "CAST(id AS DOUBLE) AS " + n).toArray(String[]::new))
        .write()
        .parquet(directory.resolve("rows.parquet").toString());
    ScoredFeatures features =
        ScoredFeatures.open(
            LocalSpark.session(),
            directory.resolve("rows.parquet").toString(),
            null,
            Map.of(),
            FeatureDescription.ofExpressions(
                names.stream()
                    .map(name -> new FeatureDescription.InputColumn(name, "DOUBLE"))
                    .toList(),
                names,
                List.of(),
                IntStream.range(0, width)
                    .mapToObj(i -> new FeatureDescription.Product(List.of(i), List.of(), false))
                    .toList(),
                List.of(),
                InvalidValuePolicy.FAIL,
                false,
                "UTC",
                true),
            width);
    List<Row> scored = features.withVector("features").select("a0", "features").collectAsList();
    for (Row row : scored) {
      double[] expected = new double[width];
      Arrays.fill(expected, row.getDouble(0));
      assertThat(row.<Vector>getAs(1).toArray()).isEqualTo(expected);
    }
    assertThat(scored).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sum(a)", "rank()", "explode(array(a))", "a -> a", "b"})
  void expressionsThatDoNotFitTheColumnsOfTrainingAreTheModelsFault(String expression)
      throws Exception {
    LocalSpark.session()
        .sql("SELECT 1D AS a")
        .write()
        .parquet(directory.resolve("rows.parquet").toString());
    ScoredFeatures features = open(expression);
    assertThatThrownBy(() -> features.withVector("features"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("MODEL: an expression of features.json ");
  }

  @Test
  void aNonNumericColumnIsReported() throws Exception {
    LocalSpark.session()
        .sql("SELECT struct(1 AS x) AS a")
        .write()
        .parquet(directory.resolve("rows.parquet").toString());
    ScoredFeatures features = open("a + 1");
    assertThatThrownBy(() -> features.withVector("features"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "the table does not fit the model: the column a is struct<x:int>, but was double in training");
  }

  @Test
  void aColumnOfAnotherTypeIsRefused() {
    LocalSpark.session()
        .sql("SELECT array(1D, 2D) AS V")
        .write()
        .parquet(directory.resolve("rows.parquet").toString());
    assertThatThrownBy(() -> open(InvalidValuePolicy.DROP))
        .isInstanceOf(DataException.class)
        .hasMessage("the column v is array<double>, but the model needs ML vectors");
  }
}
