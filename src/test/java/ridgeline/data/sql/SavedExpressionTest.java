package ridgeline.data.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.config.Limits;

/** Expressions that a model may have. */
@Tag("plain")
class SavedExpressionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "carat",
        "`a b`.c",
        "t.x[0]",
        "ln(carat) / 2 + 1",
        "hour(listed)",
        "CAST(a AS DOUBLE)",
        "TRY_CAST(a AS INT)",
        "a IS NULL AND NOT b <=> 3",
        "CASE WHEN a > 1 THEN 'x' ELSE upper(b) END",
        "a IN (1, 2) OR b LIKE 'x%'",
        "b RLIKE '^${x}'",
        "extract(YEAR FROM d)",
        "date_trunc('month', ts)",
        "aggregate(xs, 0, (sum, x) -> sum + x)",
        "map('a', 1)['a']",
        "a BETWEEN 1 AND 2",
        "DATE '2020-01-01' - d",
        "coalesce(a, 0) % 3",
        "trim(BOTH ' ' FROM b)",
        "substring(b FROM 2 FOR 3)",
        "-a"
      })
  void functionsOfTheRow(String text) {
    assertThat(SavedExpression.parse(text)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "size cm",
        "hour(t) + CASE WHEN_",
        "java_method('java.lang.System', 'exit', 0)",
        "JAVA_METHOD('java.lang.System', 'load', '/path/evil.so')",
        "reflect('java.lang.System', 'getenv', 'HOME')",
        "try_reflect('java.lang.System', 'getenv', 'HOME')",
        "from_xml(a, 'x INT', map('rowValidationXSDPath', 'http://127.0.0.1:9/x.xsd')).x",
        "a + length(`reflect`('java.lang.System', 'getenv', 'HOME'))",
        "identifier('re' || 'flect')('java.lang.System', 'getenv', 'HOME')",
        "builtin.reflect('java.lang.System', 'getenv', 'HOME')",
        "system.builtin.reflect('java.lang.System', 'getenv', 'HOME')",
        "aggregate(xs, 0, (s, x) -> s + length(reflect('a.B', 'c')))",
        "from_protobuf(a, 'M', '/etc/passwd')",
        "my_udf(a)",
        "(SELECT max(x) FROM parquet.`/etc/x`)",
        "a IN (SELECT x FROM t)",
        "EXISTS (SELECT 1 FROM t)",
        "row_number() OVER (ORDER BY a)",
        "sum(DISTINCT a)",
        "count(a) FILTER (WHERE a > 1)",
        "*",
        "current_timestamp()",
        "now()",
        "current_user()",
        "rand()",
        "uuid()",
        "input_file_name()",
        "a; DROP TABLE t",
        "a AS b, java_method('a.B', 'c')",
        "SELECT 1",
        "DROP TABLE t",
        ""
      })
  void allElse(String text) {
    assertThatThrownBy(() -> SavedExpression.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the expression '");
  }

  @Test
  void asLongAsInAJobFile() {
    String text = "coalesce(" + "a, ".repeat(6_600) + "a)";
    assertThat(text.length()).isBetween(19_000, Limits.MAX_EXPRESSION_CHARACTERS);
    assertThat(SavedExpression.parse(text)).isNotNull();
  }

  @Test
  void whatIsQuotedIsNotNested() {
    String brackets = "([{".repeat(Limits.MAX_EXPRESSION_DEPTH) + " case";
    assertThat(SavedExpression.parse("replace(a, '%s', '')".formatted(brackets))).isNotNull();
    assertThat(SavedExpression.parse("`%s` + 1".formatted(brackets))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"(a + ", "1-CASE WHEN a THEN ", "x[1 + ", "'(' || ("})
  void asDeepAsInAJobFile(String opens) {
    String closes = opens.contains("CASE") ? " END" : opens.contains("[") ? "]" : ")";
    int maxDepth = Limits.MAX_EXPRESSION_DEPTH;
    assertThat(SavedExpression.parse(opens.repeat(maxDepth) + "b" + closes.repeat(maxDepth)))
        .isNotNull();
    String deeper = opens.repeat(maxDepth + 1) + "b" + closes.repeat(maxDepth + 1);
    assertThatThrownBy(() -> SavedExpression.parse(deeper))
        .hasMessageEndingWith("is nested more than %d levels deep".formatted(maxDepth));
  }

  @Test
  void longOrDeepExpressionsAreRefused() {
    for (String text :
        new String[] {
          "(".repeat(5000) + "a" + ")".repeat(5000),
          "- ".repeat(2000) + "a",
          "a" + " + a".repeat(2000),
          "a".repeat(1_000_000),
          "NOT ".repeat(2000) + "a",
          "CASE WHEN a THEN ".repeat(500) + "1" + " END".repeat(500)
        }) {
      assertThatThrownBy(() -> SavedExpression.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the expression '");
    }
  }
}
