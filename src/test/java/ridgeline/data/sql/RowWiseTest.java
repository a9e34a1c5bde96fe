package ridgeline.data.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.Problem;
import ridgeline.data.table.Tables;

/** Expressions whose value follows from their row alone, and those whose value does not. */
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
        "rand() | gives other values each time it is read, by rand; write",
        "x + randn(3) | gives other values each time it is read, by randn; write",
        "uuid() | gives other values each time it is read, by uuid; write",
        "shuffle(array(x, n)) | gives other values each time it is read, by shuffle; write",
        "transform(array(x), v -> v + rand())[0] | gives other values each time it is read, by"
            + " rand;",
        "input_file_name() | gives other values each time it is read, by input_file_name; write",
        "spark_partition_id() | gives other values each time it is read, by spark_partition_id;"
            + " write",
        "monotonically_increasing_id() | gives other values each time it is read, by"
            + " monotonically_",
        "java_method('java.lang.Math', 'random') | gives other values each time it is read, by",
        "unix_micros(current_timestamp()) | depends on when and where it is read, by"
            + " current_timestamp;",
        "datediff(current_date, ts) | depends on when and where it is read, by current_date; write",
        "now() | depends on when and where it is read, by now; write",
        "unix_timestamp() | depends on when and where it is read, by current_timestamp; write",
        "localtimestamp() | depends on when and where it is read, by localtimestamp; write",
        "current_time() | depends on when and where it is read, by current_time; write",
        "current_user() | depends on when and where it is read, by current_user; write",
        "current_timezone() | depends on when and where it is read, by current_timezone; write",
        "timestamp'now' > ts | depends on when and where it is read, by ",
        "ts > date \"today\" | depends on when and where it is read, by ",
        "cast('now' AS timestamp) | depends on when and where it is read, by cast; write",
        "to_timestamp(' Now UTC') | depends on when and where it is read, by to_timestamp; write",
        "to_date(concat('to', 'day')) | depends on when and where it is read, by ",
        "date('yesterday') < ts | depends on when and where it is read, by cast; write",
        "row_number() OVER (ORDER BY x) | looks at other rows through a window; data.sql is the",
        "x - lag(x) OVER (ORDER BY n) | looks at other rows through a window; data.sql is the",
        "sum(x) OVER () | looks at other rows through a window; data.sql is the place for it",
        "(SELECT max(id) FROM range(9)) | has a subquery; data.sql is the place for it",
        "x IN (SELECT id FROM range(9)) | has a subquery; data.sql is the place for it",
        "EXISTS (SELECT * FROM range(9)) | has a subquery; data.sql is the place for it",
        "avg(x) | takes an aggregate of many rows; data.sql is the place for it",
        "x - avg(x) | takes an aggregate of many rows; data.sql is the place for it",
        "count(*) | takes an aggregate of many rows; data.sql is the place for it",
        "explode(array(x, n)) | makes rows, by explode; data.sql is the place for it",
        "stack(2, x, x) | makes rows, by stack; data.sql is the place for it",
        "* | is no single value; name one column, or an expression",
      })
  void others(String expression, String reason) {
    expressions.learnTypes(List.of("x", expression));
    assertThat(expressions.typeOf("key", expression)).isEqualTo(DataTypes.NullType);
    assertThat(problems)
        .singleElement()
        .asString()
        .contains("'%s' %s".formatted(expression, reason));
  }

  /** One key after another takes an expression. */
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
        .hasMessageContaining(" depends on when and where it is read, by now; write");
  }

  @Test
  void aWindowOfTheQueryIsNoneOfTheExpression() {
    assertThat(RowWise.fault(rows, rows.selectExpr("*", "x + n"))).isEmpty();
  }
}
