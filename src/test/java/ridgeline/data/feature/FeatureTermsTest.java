package ridgeline.data.feature;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.data.table.Tables;
import ridgeline.data.table.TrainingTable;

/**
 * Every slot of a feature vector holds what its name says, so the names follow the order in which
 * MLlib's stages write. With logarithms of primes, no two products are equal.
 */
@Tag("spark")
class FeatureTermsTest {
  private static final String TABLE =
      "SELECT id, ln(p) AS a, ln(q) AS b, ln(r) AS c, k, m FROM VALUES"
          + " (1, 2, 3, 5, 'q', 'v'), (2, 7, 11, 13, 'p', 'u'), (3, 17, 19, 23, 'r', 'u'),"
          + " (4, 29, 31, 37, 'p', 'v'), (5, 41, 43, 47, 'r', 'v') AS t(id, p, q, r, k, m)";

  private static final String JOB = "data: {sql: \"" + TABLE + "\", label: id, %s}";

  /** The factors of a product may be multiplied in another order. */
  private static final Offset<Double> ROUNDING = Offset.offset(1e-13);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "numeric: [c, a, b]",
        "numeric: [a, b, c], degree: 2",
        "numeric: [a, b, c], degree: 3",
        "numeric: [a, b], degree: 5",
        "categorical: [k, m]",
        "categorical: [m, k, 'id % 2 + 1']",
        "numeric: [a], categorical: [k], interactions: [[a, k]]",
        "numeric: [a], categorical: [k], interactions: [[k, a]]",
        "categorical: [k, m], interactions: [[k, m]]",
        "categorical: [k, m], interactions: [[m, k]]",
        "numeric: [a, b], interactions: [[b, a]]",
        "numeric: [a, b, c], interactions: [[a, b, c]]",
        "numeric: [a], categorical: [k, m], interactions: [[k, a, m]]",
        "numeric: [a, b], categorical: [k], interactions: [[k, b, a]]",
        "categorical: [k, m, 'id % 2'], interactions: [[m, 'id % 2', k]]",
        "numeric: ['a * b', sqrt(c)], categorical: [m], degree: 2, interactions: [['a * b', m]]",
        "numeric: [a, b], categorical: [m, k], degree: 2, interactions: [[a, k], [k, m], [m, b]]"
      })
  void everySlotHoldsWhatItsNameSays(String features) throws Exception {
    TrainingTable table = Tables.prepare(JOB.formatted(features));
    List<String> terms = Tables.terms(table);
    SortedMap<Double, double[]> expected = valuesOf(terms);

    assertThat(terms).doesNotHaveDuplicates();
    Tables.features(table)
        .forEach(
            (id, values) ->
                assertThat(values)
                    .as("%s in row %s", terms, id)
                    .containsExactly(expected.get(id), ROUNDING));
    assertThat(expected).hasSize(5);
  }

  @Test
  void termsReadAsAPersonWouldWriteThem() throws Exception {
    TrainingTable table =
        Tables.prepare(
            JOB.formatted(
                "numeric: [a, ln(b)], categorical: [k], degree: 2, interactions: [[a, k]]"));
    assertThat(Tables.terms(table))
        .containsExactlyInAnyOrder(
            "a", "a^2", "ln(b)", "ln(b)^2", "a:ln(b)", "k=p", "k=q", "k=r", "a:k=p", "a:k=q",
            "a:k=r");
  }

  @Test
  void levelsAreInTheirOrder() throws Exception {
    TrainingTable table = Tables.prepare(JOB.formatted("categorical: [k, m]"));
    assertThat(Tables.terms(table)).containsExactly("k=p", "k=q", "k=r", "m=u", "m=v");
  }

  @Test
  void levelsUnseenInTrainingAreAllZeros() throws Exception {
    TrainingTable table =
        Tables.prepare(
            JOB.formatted("numeric: [a], categorical: [k, m], interactions: [[k, m], [a, k]]"));
    Dataset<Row> strange = Tables.query("SELECT 2D AS a, 'unseen' AS k, 'u' AS m");
    double[] values =
        ((Vector)
                scored(table.features().features().saved(), strange)
                    .first()
                    .getAs(table.features().features().column()))
            .toArray();
    List<String> terms = Tables.terms(table);
    for (int j = 0; j < values.length; j++) {
      double expected = terms.get(j).equals("a") ? 2 : terms.get(j).equals("m=u") ? 1 : 0;
      assertThat(values[j]).as(terms.get(j)).isEqualTo(expected);
    }
  }

  @Test
  void theCleanUpKeepsTheColumnsOfTheTable() throws Exception {
    TrainingTable table =
        Tables.prepare(
            JOB.formatted(
                "numeric: [a, b], categorical: [k], degree: 2, invalid: impute,"
                    + " interactions: [[a, k]]"));
    Dataset<Row> rows = Tables.query(TABLE);
    Dataset<Row> clean =
        scored(table.features().cleanUp(), scored(table.features().features().saved(), rows));
    assertThat(clean.columns()).containsExactly(rows.columns());
  }

  private static Dataset<Row> scored(List<Transformer> stages, Dataset<Row> rows) {
    Dataset<Row> result = rows;
    for (Transformer stage : stages) {
      result = stage.transform(result, ParamMap.empty());
    }
    return result;
  }

  /** The values of terms in each row of the table, by its id, as Spark SQL computes them. */
  private static SortedMap<Double, double[]> valuesOf(List<String> terms) {
    Column[] columns = terms.stream().map(FeatureTermsTest::column).toArray(Column[]::new);
    SortedMap<Double, double[]> values = new TreeMap<>();
    for (Row row : Tables.query(TABLE).select(expr("double(id)"), array(columns)).collectAsList()) {
      values.put(
          row.getDouble(0),
          row.<Double>getList(1).stream().mapToDouble(Double::doubleValue).toArray());
    }
    return values;
  }

  private static Column column(String term) {
    return Arrays.stream(term.split(":", -1))
        .map(FeatureTermsTest::factor)
        .reduce(lit(1.0), Column::multiply);
  }

  private static Column factor(String factor) {
    int level = factor.indexOf('=');
    if (level >= 0) {
      Column category = expr(factor.substring(0, level)).cast("string");
      return when(category.equalTo(factor.substring(level + 1)), 1.0).otherwise(0.0);
    }
    int power = factor.indexOf('^');
    return power < 0
        ? expr(factor).cast("double")
        : pow(expr(factor.substring(0, power)), lit(Integer.valueOf(factor.substring(power + 1))));
  }
}
