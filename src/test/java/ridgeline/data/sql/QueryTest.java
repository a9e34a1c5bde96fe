package ridgeline.data.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.ConfigException;
import ridgeline.data.table.Tables;
import ridgeline.data.table.TrainingTable;
import ridgeline.spark.LocalSpark;

/** Text that is a query is read; any other text is not executed. */
@Tag("spark")
class QueryTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id FROM range(3)",
        "(SELECT id FROM range(3))",
        "WITH a AS (SELECT id FROM range(3)) SELECT * FROM a",
        "VALUES (1), (2), (3)",
        "FROM range(3) SELECT id",
        "FROM range(3) |> WHERE id >= 0",
        "SELECT id FROM range(3); ",
        "SELECT id FROM range(3) ; -- three of them",
        "-- three of them\nSELECT id, ';--' AS `a;b` FROM range(3)",
        "SELECT id, row_number() OVER (ORDER BY id) AS n FROM range(3)",
        "SELECT max(id) FROM range(3) GROUP BY id",
        "SELECT id, explode(array(1)) FROM range(3) WHERE id IN (SELECT id FROM range(3))",
      })
  void aQueryIsRead(String sql) throws Exception {
    assertThat(open(sql).count()).isEqualTo(3);
  }

  @Test
  void filesCanBeNamedInAQuery(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("t.csv"), "1\n2\n3\n");
    assertThat(open("SELECT * FROM csv.`%s`".formatted(file)).count()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE evil (x int) USING parquet",
        "CREATE TABLE evil USING parquet AS SELECT 1 AS x",
        "CREATE OR REPLACE TEMP VIEW evil AS SELECT 1",
        "  create database evil;",
        "-- harmless\nDROP TABLE IF EXISTS evil",
        "INSERT INTO kept VALUES (1)",
        "FROM kept INSERT INTO kept SELECT *",
        "WITH a AS (SELECT 1) INSERT INTO kept SELECT * FROM a",
        "INSERT OVERWRITE DIRECTORY '/tmp/evil' USING csv SELECT 1",
        "DELETE FROM kept",
        "MERGE INTO kept USING kept AS b ON kept.x = b.x WHEN MATCHED THEN DELETE",
        "TRUNCATE TABLE kept",
        "SET spark.sql.ansi.enabled=false",
        "SET VAR x = 1",
        "DECLARE x INT",
        "USE default",
        "SHOW TABLES",
        "DESCRIBE kept",
        "EXPLAIN SELECT 1",
        "CACHE TABLE kept",
        "REFRESH TABLE kept",
        "ADD JAR '/tmp/evil.jar'",
        "EXECUTE IMMEDIATE 'SELECT 1'",
        "BEGIN SELECT 1; END",
        "SELECT 1; DROP TABLE kept",
        "WITH a AS (INSERT INTO kept VALUES (1)) SELECT 1",
        "SELECT TRANSFORM(id) USING 'cat' FROM range(3)",
        "WITH a AS (SELECT TRANSFORM(id) USING 'cat' AS (x) FROM range(3)) SELECT * FROM a",
        "SELECT java_method('java.lang.System', 'getenv', 'HOME')",
        "SELECT id FROM range(3) WHERE id IN (SELECT reflect('java.lang.Math', 'abs', 1))",
        "SELECT try_reflect('java.lang.Math', 'random')",
        "SELEC 1",
        "SELECT (",
        ";",
      })
  void anythingElseIsRefusedAndNotExecuted(String sql) throws IOException {
    LocalSpark.session().sql("CREATE OR REPLACE TEMP VIEW kept AS SELECT 1 AS x");
    assertThatThrownBy(() -> open(sql))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("data.sql: ")
        .hasMessageEndingWith("; write a SELECT, and run anything else beforehand");
    assertThat(LocalSpark.session().catalog().tableExists("evil")).isFalse();
    assertThat(LocalSpark.session().catalog().databaseExists("evil")).isFalse();
    assertThat(LocalSpark.session().conf().get("spark.sql.ansi.enabled")).isEqualTo("true");
    assertThat(Path.of("/tmp/evil")).doesNotExist();
  }

  /** The pom sets the variable for tests. */
  @ParameterizedTest
  @ValueSource(
      strings = {"${env:COLUMN_SEPARATOR}", "${system:java.version}", "${spark.app.name}", "${x}"})
  void nothingIsSubstituted(String text) throws Exception {
    assertThat(open("SELECT '%s' AS x".formatted(text)).first().getString(0)).isEqualTo(text);
    assertThat(Tables.query("SELECT '${spark.app.name}'").first().getString(0))
        .as("in the session of others")
        .isEqualTo(LocalSpark.session().sparkContext().appName());
    TrainingTable table =
        Tables.prepare(
            """
            data:
              sql: SELECT id AS y, id AS x FROM range(3)
              label: y
              numeric: [x]
              categorical: ["'%s'"]
            """
                .formatted(text));
    assertThat(Tables.terms(table)).contains("'%1$s'=%1$s".formatted(text));
  }

  private static Dataset<Row> open(String sql) throws ConfigException {
    return Query.open(TableSession.of(LocalSpark.session(), null), sql, "data.sql");
  }
}
