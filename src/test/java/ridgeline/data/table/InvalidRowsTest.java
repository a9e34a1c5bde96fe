package ridgeline.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.data.DataException;
import ridgeline.spark.LocalSpark;
import ridgeline.sweep.ElasticNetCV;

/** Null, NaN and infinite values: refused, dropped or imputed. */
@Tag("spark")
class InvalidRowsTest {
  private static final String TABLE =
      "sql: \"SELECT double(id) AS id, x, z, k FROM VALUES (1, 1D, 7D, 'a'),"
          + " (2, null, 7D, 'a'), (3, double('NaN'), 7D, null), (4, double('Infinity'), 8D, 'b'),"
          + " (5, 5D, 9D, 'b') AS t(id, x, z, k)\"";

  private static final String COLUMNS = "data: {" + TABLE + ", label: id, numeric: [x, z], ";

  @Test
  void failReportsEveryColumnAndItsCount() {
    assertThatThrownBy(() -> Tables.prepare(COLUMNS + "categorical: [k]}"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "of 5 rows, 3 have a value of x that is null, NaN or infinite; 1 have a value of k that"
                + " is null; fix them, filter them with data.where, or set data.invalid to drop or"
                + " impute");
  }

  @Test
  void plainColumnsAreCheckedOnRequest() throws Exception {
    TrainingTable table = Tables.prepare(COLUMNS + "}");
    assertThat(table.read()).isEmpty();
    refuses(
        table::requireValid,
        "of 5 rows, 3 have a value of x that is null, NaN or infinite; fix them, filter them with data.where, or set data.invalid to drop or impute");
  }

  @Test
  void aFitReportsTheInvalidColumn() throws Exception {
    TrainingTable table = Tables.prepare(COLUMNS + "}");
    for (String engine : List.of("gram", "mllib", "mllib-rows")) {
      refuses(
          () -> new ElasticNetCV().setNumFolds(2).setEngine(engine).fit(table),
          "of 5 rows, 3 have a value of x that is null, NaN or infinite; fix them, filter them with data.where, or set data.invalid to drop or impute");
    }
  }

  @Test
  void dropLeavesOutAndCounts() throws Exception {
    TrainingTable table = Tables.prepare(COLUMNS + "invalid: drop}");
    assertThat(Tables.features(table))
        .containsExactly(entry(1.0, new double[] {1, 7}), entry(5.0, new double[] {5, 9}));
    assertThat(table.read()).hasValue(5);
    assertThat(table.dropped()).isEqualTo(3);
  }

  @Test
  void dropIgnoresTheLevelsOfDroppedRows() throws Exception {
    TrainingTable table =
        Tables.prepare(
            "data: {" + TABLE + ", label: id, numeric: [x], categorical: [k, z], invalid: drop}");
    assertThat(Tables.terms(table)).containsExactly("x", "k=a", "k=b", "z=7.0", "z=9.0");
  }

  @Test
  void dropOfEveryRowIsRefused() {
    refuses(
        () -> Tables.prepare(COLUMNS + "where: 'id IN (2, 3)', invalid: drop}"),
        "all 2 rows have an invalid value and would be dropped; set data.invalid:"
            + " impute, or leave out the columns that are empty");
  }

  @Test
  void imputeUsesTheMeanOfTheValidValues() throws Exception {
    TrainingTable table = Tables.prepare(COLUMNS + "invalid: impute}");
    assertThat(Tables.features(table))
        .containsExactly(
            entry(1.0, new double[] {1, 7}),
            entry(2.0, new double[] {3, 7}),
            entry(3.0, new double[] {3, 7}),
            entry(4.0, new double[] {3, 8}),
            entry(5.0, new double[] {5, 9}));
    assertThat(table.dropped()).isZero();
  }

  @Test
  void imputeTreatsANullCategoryAsNoLevel() throws Exception {
    TrainingTable table =
        Tables.prepare("data: {" + TABLE + ", label: id, categorical: [k], invalid: impute}");
    assertThat(Tables.features(table))
        .contains(entry(1.0, new double[] {1, 0}), entry(3.0, new double[] {0, 0}));
  }

  @Test
  void imputeOfAColumnWithoutAnyValueIsRefused() {
    assertThatThrownBy(() -> Tables.prepare(COLUMNS + "where: 'id IN (2, 3)', invalid: impute}"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "every row has a value of x that is null, NaN or infinite, so there is no mean to impute; leave it out");
  }

  @Test
  void aLabelIsNeverImputed() {
    refuses(
        () -> Tables.prepare("data: {" + TABLE + ", label: x, numeric: [z], invalid: impute}"),
        "of 5 rows, 3 have a label (x) that is null, NaN or infinite; fix them, filter them with data.where, or set data.invalid to drop");
  }

  @Test
  void aWeightIsNeverImputed() {
    refuses(
        () ->
            Tables.prepare(
                "data: {" + TABLE + ", label: id, weight: x, numeric: [z], invalid: impute}"),
        "of 5 rows, 3 have a weight (x) that is null, NaN or infinite; fix them, filter them with data.where, or set data.invalid to drop");
  }

  @ParameterizedTest
  @ValueSource(strings = {"label: x, numeric: [z]", "label: id, weight: x, numeric: [z]"})
  void dropDropsRowsWithoutLabelOrWeight(String columns) throws Exception {
    TrainingTable table = Tables.prepare("data: {" + TABLE + ", invalid: drop, " + columns + "}");
    assertThat(Tables.features(table)).containsOnlyKeys(1.0, 5.0);
    assertThat(table.dropped()).isEqualTo(3);
  }

  @Test
  void dropLeavesOutInvalidVectors() throws Exception {
    double[] infinite = {Double.POSITIVE_INFINITY};
    LocalSpark.session()
        .createDataFrame(
            List.of(
                RowFactory.create(Vectors.dense(1, 2), 1.0),
                RowFactory.create(Vectors.dense(1, Double.NaN), 2.0),
                RowFactory.create(Vectors.sparse(2, new int[] {1}, infinite), 3.0),
                RowFactory.create(null, 4.0)),
            new StructType().add("v", SQLDataTypes.VectorType()).add("id", DataTypes.DoubleType))
        .createOrReplaceTempView("invalid_vectors");
    TrainingTable table =
        Tables.prepare(
            "data: {sql: SELECT * FROM invalid_vectors, label: id, vector: v, invalid: drop}");
    assertThat(Tables.features(table)).containsOnlyKeys(1.0);
    assertThat(table.dropped()).isEqualTo(3);
  }

  @Test
  void dropLeavesOutInvalidRowsOfAFormula() throws Exception {
    TrainingTable table =
        Tables.prepare("data: {" + TABLE + ", formula: id ~ x + z + k, invalid: drop}");
    assertThat(Tables.features(table)).containsOnlyKeys(1.0, 5.0);
    assertThat(table.dropped()).isEqualTo(3);
  }

  @Test
  void failRefusesInvalidRowsOfAFormula() {
    refuses(
        () -> Tables.prepare("data: {" + TABLE + ", formula: id ~ x + z}"),
        "of 5 rows, 3 have a value of x that is null, NaN or infinite; fix them, filter them with data.where, or set data.invalid to drop");
  }

  private static void refuses(ThrowingCallable prepare, String message) {
    assertThatThrownBy(prepare).isInstanceOf(DataException.class).hasMessage(message);
  }
}
