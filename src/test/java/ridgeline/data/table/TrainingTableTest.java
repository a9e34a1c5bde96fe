package ridgeline.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import java.util.Map;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NumericAttribute;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.ConfigException;
import ridgeline.spark.LocalSpark;

/** How the keys of the data section are applied to a table. */
@Tag("spark")
class TrainingTableTest {
  private static final String TABLE =
      "sql: \"SELECT id, id * 10 AS a, id * 100 AS b, id / 2 AS w, string(id) AS t, id > 2 AS f,"
          + " id % 2 AS g FROM range(1, 5)\"";

  @Test
  void starTakesEveryNumericColumnNotUsedElsewhere() throws Exception {
    TrainingTable table =
        Tables.prepare(
            "data: {" + TABLE.replace("f,", "f, 1 AS z,") + ", label: id,",
            " weight: w * 2, numeric: ['*'], categorical: [t]}",
            "folds: {by: [g]}");
    assertThat(Tables.terms(table).subList(0, 4)).containsExactly("a", "b", "f", "z");
    assertThat(Tables.terms(table)).filteredOn(term -> !term.startsWith("t=")).hasSize(4);
  }

  @Test
  void starLeavesOutTheLabelHoweverItIsSpelt() throws Exception {
    TrainingTable table =
        Tables.prepare("data: {" + TABLE + ", label: ID + W, numeric: ['*', ln(A)]}");
    assertThat(Tables.terms(table)).containsExactly("b", "f", "g", "ln(A)");
  }

  @Test
  void starLeavesOutTheColumnsOfOtherExpressions() throws Exception {
    TrainingTable table =
        Tables.prepare("data: {" + TABLE + ", label: id + w, numeric: ['*', ln(a)]}");
    assertThat(Tables.terms(table)).containsExactly("b", "f", "g", "ln(a)");
  }

  @Test
  void labelWeightAndFeaturesAreExpressions() throws Exception {
    TrainingTable table =
        Tables.prepare("data: {" + TABLE + ", label: id * id, weight: w + 1, numeric: [b - a]}");
    assertThat(table.rows().orderBy("label").collectAsList())
        .extracting(row -> ((Vector) row.get(0)).apply(0), row -> row.get(1), row -> row.get(2))
        .containsExactly(
            Tuple.tuple(90.0, 1.0, 1.5),
            Tuple.tuple(180.0, 4.0, 2.0),
            Tuple.tuple(270.0, 9.0, 2.5),
            Tuple.tuple(360.0, 16.0, 3.0));
  }

  @Test
  void whereKeepsTheRowsForWhichItIsTrue() throws Exception {
    TrainingTable table =
        Tables.prepare("data: {" + TABLE + ", label: id, numeric: [a], where: 'nullif(f, false)'}");
    assertThat(Tables.features(table)).containsOnlyKeys(3.0, 4.0);
    table.requireValid();
    assertThat(table.read()).hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a.b", "a b", "a`b", "1a", "größe", "order", "a-b", "a:b", "true", "NULL"})
  void starTakesColumnsOfAnyName(String name) throws Exception {
    Tables.query("SELECT double(id) AS id, id * 10 AS x FROM range(3)")
        .withColumnRenamed("x", name)
        .createOrReplaceTempView("odd");
    TrainingTable table =
        Tables.prepare("data: {sql: SELECT * FROM odd, label: id, numeric: ['*']}");
    assertThat(Tables.features(table)).contains(entry(2.0, new double[] {20}));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.b", "a b", "a`b"})
  void columnsOfAnyNameCanBeCategoriesAndGroups(String name) throws Exception {
    Tables.query("SELECT double(id) AS id, string(id) AS x FROM range(2)")
        .withColumnRenamed("x", name)
        .createOrReplaceTempView("odd");
    String quoted = "'`" + name.replace("`", "``") + "`'";
    TrainingTable table =
        Tables.prepare(
            "data: {sql: SELECT * FROM odd, label: id, categorical: [" + quoted + "]}",
            "folds: {by: [" + quoted + "]}");
    assertThat(Tables.features(table)).contains(entry(1.0, new double[] {0, 1}));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v", "v.w", "v w"})
  void denseAndSparseVectorsKeepTheirValues(String name) throws Exception {
    vectors(name, new StructType().add(name, SQLDataTypes.VectorType()));
    TrainingTable table =
        Tables.prepare("data: {sql: SELECT * FROM vectors, label: id, vector: '" + name + "'}");
    assertThat(Tables.features(table))
        .containsExactly(entry(0.0, new double[] {1, 0, 3}), entry(1.0, new double[] {0, 5, 0}));
    assertThat(table.features().features().column()).isEqualTo(name);
    assertThat(table.features().features().saved()).isEmpty();
  }

  @Test
  void attributesOfAVectorNameItsFeatures() throws Exception {
    Attribute[] attributes = {
      NumericAttribute.defaultAttr().withName("height"),
      NumericAttribute.defaultAttr().withName("width"),
      NumericAttribute.defaultAttr().withName("depth")
    };
    vectors("v", new StructType().add(new AttributeGroup("v", attributes).toStructField()));
    TrainingTable table =
        Tables.prepare("data: {sql: SELECT * FROM vectors, label: id, vector: v}");
    assertThat(Tables.terms(table)).containsExactly("height", "width", "depth");
  }

  @Test
  void aVectorMustBeAVector() {
    assertThatThrownBy(() -> Tables.prepare("data: {" + TABLE + ", label: id, vector: a}"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "data.vector: must be an ML vector, but 'a' is bigint; list plain columns under"
                + " data.numeric");
  }

  @Test
  void aFormulaGivesLabelAndFeatures() throws Exception {
    TrainingTable table = Tables.prepare("data: {" + TABLE + ", formula: 'a ~ b + t + b:t'}");
    assertThat(Tables.features(table).keySet()).containsExactly(10.0, 20.0, 30.0, 40.0);
    assertThat(Tables.terms(table)).first().isEqualTo("b");
    Tables.features(table).forEach((label, values) -> assertThat(values[0]).isEqualTo(label * 10));
  }

  @Test
  void aFormulaWithMissingColumnsIsRefused() {
    assertThatThrownBy(() -> Tables.prepare("data: {" + TABLE + ", formula: a ~ nowhere}"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "data.formula: 'a ~ nowhere': there is no column nowhere; the columns are id, a, b, w, t, f,"
                + " g");
  }

  @Test
  void aFormulaOfATextLabelIsRefused() {
    assertThatThrownBy(() -> Tables.prepare("data: {" + TABLE + ", formula: t ~ a}"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("data.formula: the label t must be a numeric column; convert it with data.sql");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "a is b | 'a is b': it is not a formula such as",
        "a ~ `b` | 'a ~ `b`': it is not a formula such as",
        "a ~ 1 | 'a ~ 1' has no features; write them after the ~",
        "~ a | '~ a' has no label; write it before the ~",
        "a ~ a + b | 'a ~ a + b' uses its label a as a feature; leave it out",
        "a ~ B | 'a ~ B': there is no column B; the columns are id, a, b, w, t, f, g, one, none, x.y;"
            + " did you mean 'b'?",
        "a ~ b + one | the column one is 'x' in every row used; leave it out of the formula",
        "a ~ b + none | the column none has empty text, which cannot be a level in a formula; filter it with data.where: none <> '', or replace it with data.sql",
        "a ~ x.y | the column x.y has a dot in its name, which MLlib's formulas do not support; rename it with data.sql",
      })
  void aFormulaThatDoesNotFitIsRefused(String formula, String reason) {
    String table =
        TABLE.replace(" AS g", " AS g, 'x' AS one, if(id > 2, '', 'u') AS none, 0 AS `x.y`");
    assertThatThrownBy(() -> Tables.prepare("data: {" + table + ", formula: '" + formula + "'}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("data.formula: " + reason);
  }

  @Test
  void aFormulaIgnoresTheNamesOfOtherColumns() throws Exception {
    String table = TABLE.replace(" AS g", " AS g, id AS `x.y`");
    TrainingTable prepared = Tables.prepare("data: {" + table + ", formula: a ~ b + t}");
    assertThat(Tables.features(prepared).keySet()).containsExactly(10.0, 20.0, 30.0, 40.0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "numeric: [a, A] | data.numeric[1]: 'A' is the same as 'a'; remove one of them",
        "numeric: [a, '`a`'] | data.numeric[1]: '`a`' is the same as 'a'; remove one of them",
        "categorical: [t, T] | data.categorical[1]: 'T' is the same as 't'; remove one of them",
        "numeric: [a, ID] | data.numeric[1]: 'ID' is the label and cannot be a feature",
        "numeric: [a AS z] | data.numeric[0]: 'a AS z' names its value z, which is possible only in data.sql; leave the name out",
        "numeric: [date(t)] | data.numeric[0]: must be numeric, but 'date(t)' is date; use unix_date(date(t)), or list it under data.categorical",
        "numeric: [struct(a)] | data.numeric[0]: must be numeric, but 'struct(a)' is"
            + " struct<a:bigint>; use one of its fields, such as struct(a).a",
        "numeric: [array(a)] | data.numeric[0]: must be numeric, but 'array(a)' is array<bigint>;"
            + " use an expression that returns a number",
      })
  void aFeatureThatDoesNotFitIsRefused(String features, String reason) {
    assertThatThrownBy(() -> Tables.prepare("data: {" + TABLE + ", label: id, " + features + "}"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(reason);
  }

  @Test
  void namesOfOurColumnsAreReserved() {
    String table = TABLE.replace(" AS g", " AS g, 1 AS RIDGELINE_label");
    assertThatThrownBy(() -> Tables.prepare("data: {" + table + ", label: id, numeric: [a]}"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "data: has a column RIDGELINE_label, but names that start with ridgeline_ are reserved; rename it");
  }

  /** As R's terms(). */
  @ParameterizedTest
  @CsvSource({
    "a ~ b, true",
    "a ~ b + 1, true",
    "a ~ b - 0, true",
    "a ~ b - 1 + 1, true",
    "a ~ -0 + b, true",
    "a ~ b - 1, false",
    "a~b-1, false",
    "a ~ b + 0, false",
    "a ~ 0 + b, false",
    "a ~ -1 + b, false",
    "a ~ b + -1, false",
    "a ~ b + (-1), false",
    "a ~ (b - 1), false",
    "a ~ (-1 + b):t, false",
    "a ~ t + (b + 0), false",
    "a ~ (b + t - 1)^2, false",
    "a ~ b - (1), false",
    "a ~ . - 1, false",
  })
  void aFormulaDecidesWhetherThereIsAnIntercept(String formula, boolean intercept)
      throws Exception {
    TrainingTable table = Tables.prepare("data: {" + TABLE + ", formula: '" + formula + "'}");
    assertThat(table.leavesOutIntercept()).isEqualTo(!intercept);
  }

  /** As in R's model.matrix(), except for their order. */
  @ParameterizedTest
  @CsvSource({
    "a ~ t + u, t_q t_r u_n",
    "a ~ t + u - 1, t_p t_q t_r u_n",
    "a ~ 0 + b + t, b t_p t_q t_r",
  })
  void levelsOfAFormulaAreCodedAsByR(String formula, String terms) throws Exception {
    // Of t, r is the rarest level, which MLlib would drop, and p is the first.
    String rows =
        "sql: \"SELECT * FROM VALUES (1, 2, 'q', 'm'), (2, 1, 'q', 'n'), (3, 5, 'p', 'm'),"
            + " (4, 4, 'p', 'n'), (5, 0, 'r', 'm') AS v(a, b, t, u)\"";
    TrainingTable table = Tables.prepare("data: {" + rows + ", formula: '" + formula + "'}");
    assertThat(Tables.terms(table)).containsExactlyInAnyOrder(terms.split(" "));
  }

  /** As in R's model.matrix() after na.omit(). */
  @ParameterizedTest
  @ValueSource(strings = {"'p', double('NaN'), 1", "'p', null, 1", "'p', 2D, null"})
  void aLevelThatOnlyDroppedRowsHaveIsIgnored(String dropped) throws Exception {
    String rows =
        "sql: \"SELECT * FROM VALUES ('q', 2D, 1), ('r', 1D, 3), ('q', 4D, 2), ('r', 5D, 2), (%s) AS v(t, b, a)\""
            .formatted(dropped);
    TrainingTable table =
        Tables.prepare("data: {" + rows + ", formula: 'a ~ b + t', invalid: drop}");
    assertThat(Tables.terms(table)).containsExactly("b", "t_r");
  }

  @Test
  void textThatIsNotAQueryIsRefused() {
    assertThatThrownBy(() -> Tables.prepare("data: {sql: SELEC x, label: y, numeric: [x]}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageMatching("data.sql: is not SQL: .*Syntax error.*");
  }

  @Test
  void theSourceOfAQueryIsTheQuery() throws Exception {
    TrainingTable table = Tables.prepare("data: {" + TABLE + ", label: id, numeric: [a]}");
    assertThat(table.source().names())
        .containsExactly(TABLE.substring("sql: '".length(), TABLE.length() - 1));
  }

  /** A view of a dense and a sparse vector, labelled 0 and 1. */
  private static void vectors(String name, StructType column) {
    Dataset<Row> rows =
        LocalSpark.session()
            .createDataFrame(
                List.of(
                    RowFactory.create(Vectors.dense(1, 0, 3), 0.0),
                    RowFactory.create(Vectors.sparse(3, new int[] {1}, new double[] {5}), 1.0)),
                column.add("id", DataTypes.DoubleType));
    assertThat(Map.of(name, rows.columns()[0])).containsEntry(name, name);
    rows.createOrReplaceTempView("vectors");
  }
}
