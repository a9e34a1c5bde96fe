package ridgeline.data.sql;

import static org.apache.spark.sql.functions.col;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;

/** Columns by their exact names, which may need backticks in expressions. */
public final class ColumnNames {
  /** Functions that Spark calls without brackets if there is no column of the name. */
  private static final Set<String> FUNCTIONS =
      Set.of(
          "current_date",
          "current_time",
          "current_timestamp",
          "current_user",
          "grouping__id",
          "localtimestamp",
          "session_user",
          "user");

  private ColumnNames() {}

  /** A column by its exact name, including dots. */
  public static Column quoted(String name) {
    return col(quotedName(name));
  }

  /** An expression of a column, in backticks unless its name always means the column. */
  public static String expression(String name) {
    return isPlain(name) ? name : quotedName(name);
  }

  private static boolean isPlain(String name) {
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")
        || FUNCTIONS.contains(name.toLowerCase(Locale.ROOT))) {
      return false;
    }
    try {
      return CatalystSqlParser$.MODULE$.parseExpression(name) instanceof UnresolvedAttribute column
          && column.nameParts().size() == 1;
    } catch (Exception e) { // the parser's is checked, but not declared in Scala
      return false;
    }
  }

  /** A column's exact name as an expression. */
  public static String quotedName(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /** Columns by their exact names. */
  public static List<Column> quoted(String... names) {
    return Arrays.stream(names).map(ColumnNames::quoted).toList();
  }
}
