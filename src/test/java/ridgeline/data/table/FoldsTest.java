package ridgeline.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.data.TrainingRows;

/** A row's fold depends only on its own values. */
@Tag("spark")
class FoldsTest {
  private static final int ROWS = 200;
  private static final String FIVE = "folds: {count: 5}";

  private static String rows(String columns) {
    return "data: {sql: \"SELECT "
        + columns
        + " FROM range("
        + ROWS
        + ")\", label: id, numeric: [x], categorical: [k]}";
  }

  private static final String COLUMNS = "id, id * id % 97 AS x, string(id % 3) AS k";

  @Test
  void everyRowIsInOneFoldAndEveryFoldHasRows() throws Exception {
    SortedMap<Double, Integer> folds = Tables.folds(Tables.prepare(rows(COLUMNS), FIVE));
    assertThat(folds).hasSize(ROWS);
    assertThat(folds.values()).containsOnly(0, 1, 2, 3, 4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/*+ REPARTITION(7) */ " + COLUMNS,
        COLUMNS + ", uuid() AS unrelated",
        "string(id % 3) AS k, id * id % 97 AS x, id"
      })
  void aRowStaysInItsFold(String otherwise) throws Exception {
    assertThat(Tables.folds(Tables.prepare(rows(otherwise), FIVE)))
        .isEqualTo(Tables.folds(Tables.prepare(rows(COLUMNS), FIVE)));
  }

  @Test
  void anotherSeedAssignsOtherFolds() throws Exception {
    assertThat(Tables.folds(Tables.prepare(rows(COLUMNS), "folds: {count: 5, seed: 43}")))
        .isNotEqualTo(Tables.folds(Tables.prepare(rows(COLUMNS), FIVE)));
  }

  @Test
  void equalKeysShareAFold() throws Exception {
    String by = "folds: {count: 5, by: ['id % 20', k]}";
    SortedMap<Double, Integer> folds = Tables.folds(Tables.prepare(rows(COLUMNS), by));
    // Keys repeat after 60 rows, the least common multiple of 20 and 3.
    folds.forEach((id, fold) -> assertThat(fold).isEqualTo(folds.get(id % 60)));
    assertThat(new TreeMap<>(folds).values()).containsOnly(0, 1, 2, 3, 4);
  }

  @Test
  void aFoldColumnIsTakenAsItIs() throws Exception {
    String column = "folds: {count: 5, column: (id + 2) % 5}";
    Tables.folds(Tables.prepare(rows(COLUMNS), column))
        .forEach((id, fold) -> assertThat(fold).isEqualTo((id.intValue() + 2) % 5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"double(id % 5)", "cast(id % 5 AS decimal(10, 2))", "id % 2 = 0"})
  void aFoldColumnOfWholeNumbersIsTaken(String column) throws Exception {
    String folds = "folds: {count: 5, column: '%s'}".formatted(column);
    Tables.folds(Tables.prepare(rows(COLUMNS), folds))
        .forEach(
            (id, fold) ->
                assertThat(fold)
                    .isEqualTo(column.contains("=") ? 1 - (int) (id % 2) : (int) (id % 5)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id % 5 / 2 + 0.5 | 0.5",
        "if(id = 7, -0.5D, 0D) | -0.5",
        "if(id = 7, 0.9999999999D, 0D) | 0.9999999999",
        "if(id = 7, double(''NaN''), 0D) | NaN",
        "if(id = 7, double(''Infinity''), 0D) | Infinity",
        "if(id = 7, 4294967296, 0) | 4294967296",
      })
  void aFoldThatIsNotAWholeNumberIsRefused(String column, String value) throws Exception {
    TrainingTable table =
        Tables.prepare(rows(COLUMNS), "folds: {count: 5, column: '%s'}".formatted(column));
    assertThatThrownBy(() -> table.rows().collectAsList())
        .hasMessageContaining(
            "the fold column " + column.replace("''", "'") + " has the value " + value)
        .hasMessageContaining("; folds are whole numbers from 0");
  }

  @Test
  void aSampleIsSpreadOverTheRowsOfPositiveWeight() throws Exception {
    String data =
        "data: {sql: \"SELECT id, id AS x, if(id < 50, 0, 1) AS w FROM range(1000)\", label: id,"
            + " numeric: [x], weight: w}";
    List<Double> sample = labels(TrainingRows.sample(Tables.prepare(data, FIVE).rows(), 1, 100));
    assertThat(sample).hasSize(100).doesNotHaveDuplicates().allMatch(id -> id >= 50);
    assertThat(sample.stream().mapToDouble(id -> id).average().orElseThrow())
        .isBetween(400.0, 650.0);
    assertThat(
            labels(TrainingRows.sample(Tables.prepare(data, FIVE).rows().repartition(7), 1, 100)))
        .containsExactlyElementsOf(sample);
    assertThat(labels(TrainingRows.sample(Tables.prepare(data, FIVE).rows(), 2, 100)))
        .isNotEqualTo(sample);
  }

  private static List<Double> labels(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(row -> row.<Double>getAs(TrainingRows.LABEL)).toList();
  }
}
