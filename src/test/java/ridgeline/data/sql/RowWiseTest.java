package ridgeline.data.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.Problem;
import ridgeline.data.table.Tables;

/** Expressions whose value depends only on their row, and others. */
@Tag("spark")
class RowWiseTest {
  private static final String QUERY =
      """
      SELECT id AS x, row_number() OVER (ORDER BY id) AS n, timestamp_seconds(id) AS ts, rand() AS r,
        (SELECT 1) AS s, 'today' AS word
      FROM range(3)
      """;

  private final Dataset<Row> rows = Tables.query(QUERY);
  private final List<Problem> problems = new ArrayList<>();
  private final Expressions expressions = new Expressions(rows, problems);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x + 1",
        "n * r + s",
        "hour(ts)",
        "word = 'today'",
        "if(word = 'now', 1, 2)",
        "cast(word AS timestamp)",
        "timestamp'2020-01-01 00:00:00'",
        "to_date('2020-02-02')",
        "cast('epoch' AS date)",
        "from_unixtime(x)",
        "unix_timestamp(ts)",
        "aggregate(transform(array(x, n), v -> v + 1), 0, (a, b) -> int(a + b))",
        "xxhash64(x, n)",
        "concat('now', word)",
      })
  void valuesOfTheRowAlone(String expression) {
    expressions.learnTypes(List.of(expression, "x"));
    assertThat(expressions.typeOf("key", expression)).isNotEqualTo(DataTypes.NullType);
    assertThat(problems).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "rand() | changes each time it is read because of rand; write",
        "x + randn(3) | changes each time it is read because of randn; write",
        "uuid() | changes each time it is read because of uuid; write",
        "shuffle(array(x, n)) | changes each time it is read because of shuffle; write",
        "transform(array(x), v -> v + rand())[0] | changes each time it is read because of rand;",
        "input_file_name() | changes each time it is read because of input_file_name; write",
        "spark_partition_id() | changes each time it is read because of spark_partition_id;"
            + " write",
        "monotonically_increasing_id() | changes each time it is read because of monotonically_",
        "java_method('java.lang.Math', 'random') | changes each time it is read because of",
        "unix_micros(current_timestamp()) | depends on when and where it is read because of current_timestamp;",
        "datediff(current_date, ts) | depends on when and where it is read because of current_date; write",
        "now() | depends on when and where it is read because of now; write",
        "unix_timestamp() | depends on when and where it is read because of current_timestamp; write",
        "localtimestamp() | depends on when and where it is read because of localtimestamp; write",
        "current_time() | depends on when and where it is read because of current_time; write",
        "current_user() | depends on when and where it is read because of current_user; write",
        "current_timezone() | depends on when and where it is read because of current_timezone; write",
        "timestamp'now' > ts | depends on when and where it is read because of ",
        "ts > date \"today\" | depends on when and where it is read because of ",
        "cast('now' AS timestamp) | depends on when and where it is read because of cast; write",
        "to_timestamp(' Now UTC') | depends on when and where it is read because of to_timestamp; write",
        "to_date(concat('to', 'day')) | depends on when and where it is read because of ",
        "date('yesterday') < ts | depends on when and where it is read because of cast; write",
        "row_number() OVER (ORDER BY x) | reads other rows through a window; do that in",
        "x - lag(x) OVER (ORDER BY n) | reads other rows through a window; do that in",
        "sum(x) OVER () | reads other rows through a window; do that in data.sql",
        "(SELECT max(id) FROM range(9)) | has a subquery; do that in data.sql",
        "x IN (SELECT id FROM range(9)) | has a subquery; do that in data.sql",
        "EXISTS (SELECT * FROM range(9)) | has a subquery; do that in data.sql",
        "avg(x) | is an aggregate of many rows; do that in data.sql",
        "x - avg(x) | is an aggregate of many rows; do that in data.sql",
        "count(*) | is an aggregate of many rows; do that in data.sql",
        "explode(array(x, n)) | generates rows with explode; do that in data.sql",
        "stack(2, x, x) | generates rows with stack; do that in data.sql",
        "* | is not a single value; use one column, or an expression",
      })
  void others(String expression, String reason) {
    expressions.learnTypes(List.of("x", expression));
    assertThat(expressions.typeOf("key", expression)).isEqualTo(DataTypes.NullType);
    assertThat(problems)
        .singleElement()
        .asString()
        .contains("'%s' %s".formatted(expression, reason));
  }

  /** Each key that takes an expression. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data.label | label: now_of_all, numeric: [x] |",
        "data.weight | label: x, weight: now_of_all, numeric: [n] |",
        "data.where | label: x, where: now_of_all > 0, numeric: [n] |",
        "data.numeric[1] | label: x, numeric: [n, now_of_all] |",
        "data.categorical[0] | label: x, categorical: [now_of_all] |",
        "folds.by[0] | label: x, numeric: [n] | by: [now_of_all]",
        "folds.column | label: x, numeric: [n] | column: now_of_all",
      })
  void inEveryKey(String key, String data, String folds) {
    String job =
        "data: {sql: 'SELECT id AS x, id AS n FROM range(9)', %s}\nfolds: {%s}"
            .formatted(data, folds == null ? "" : folds)
            .replace("now_of_all", "unix_micros(now())");
    assertThatThrownBy(() -> Tables.prepare(job))
        .hasMessageStartingWith(key + ": 'unix_micros(now())")
        .hasMessageContaining(" depends on when and where it is read because of now; write");
  }

  @Test
  void aWindowInTheQueryIsNotPartOfTheExpression() {
    assertThat(RowWise.fault(rows, rows.selectExpr("*", "x + n"))).isEmpty();
  }
}
