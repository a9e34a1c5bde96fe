package ridgeline.data.sql;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedExtractValue;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.classic.ExpressionUtils;
import ridgeline.config.Limits;
import ridgeline.config.data.ExpressionRules;
import ridgeline.config.text.Printable;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Expressions of a model, which may be untrusted. They are parsed without a session, so no variable
 * is substituted, and each part must depend only on its row and reach nothing else: literals,
 * columns, operators, and Spark's built-in functions except those that call methods by name or read
 * the environment.
 */
public final class SavedExpression {
  /** Maximum nesting of operators and functions. */
  static final int MAX_DEPTH = 500;

  /** The package of the expressions in Spark's grammar. */
  private static final String EXPRESSIONS = "org.apache.spark.sql.catalyst.expressions";

  /** Functions of Spark that run other code, or depend on more than the row. */
  private static final Set<String> REFUSED =
      Set.of(
          "reflect",
          "java_method",
          "try_reflect",
          "from_avro",
          "to_avro",
          "schema_of_avro",
          "from_protobuf",
          "to_protobuf",
          "from_xml",
          "to_xml",
          "schema_of_xml",
          "curdate",
          "current_catalog",
          "current_database",
          "current_date",
          "current_schema",
          "current_time",
          "current_timestamp",
          "current_timezone",
          "current_user",
          "localtimestamp",
          "now",
          "session_user",
          "user",
          "version",
          "input_file_name",
          "input_file_block_start",
          "input_file_block_length",
          "monotonically_increasing_id",
          "spark_partition_id",
          "rand",
          "random",
          "randn",
          "randstr",
          "shuffle",
          "uniform",
          "uuid");

  private SavedExpression() {}

  /**
   * An expression as a column.
   *
   * @throws IllegalArgumentException if it is not such an expression
   */
  public static Column parse(String text) {
    requireShort(text);
    Expression parsed;
    try {
      parsed = CatalystSqlParser$.MODULE$.parseExpression(text);
    } catch (Exception e) { // the parser's is checked, but not declared in Scala
      throw refused(text, "is not an expression: " + SparkMessage.firstLine(e));
    } catch (StackOverflowError e) {
      throw refused(text, "is nested too deeply");
    }
    if (parsed instanceof Alias) {
      throw refused(text, "gives a name to a value, which a model has no use for; remove it");
    }
    require(text, parsed, 1);
    return ExpressionUtils.column(parsed);
  }

  /**
   * An expression as a column of doubles. The cast is SQL, so that Spark names the expression if a
   * value is not a number.
   *
   * @throws IllegalArgumentException if it is not such an expression
   */
  public static Column parseDouble(String text) {
    parse(text);
    try {
      return ExpressionUtils.column(
          CatalystSqlParser$.MODULE$.parseExpression("CAST((%s\n) AS DOUBLE)".formatted(text)));
    } catch (Exception e) { // the parser's is checked, but not declared in Scala
      throw refused(text, "is not an expression: " + SparkMessage.firstLine(e));
    }
  }

  private static void requireShort(String text) {
    if (text.length() > Limits.MAX_EXPRESSION_CHARACTERS) {
      throw refused(
          text,
          "has %,d characters; the limit is %,d"
              .formatted(text.length(), Limits.MAX_EXPRESSION_CHARACTERS));
    }
    if (ExpressionRules.depth(text) > Limits.MAX_EXPRESSION_DEPTH) {
      throw refused(
          text, "is nested more than %d levels deep".formatted(Limits.MAX_EXPRESSION_DEPTH));
    }
  }

  private static void require(String text, Expression part, int depth) {
    if (depth > MAX_DEPTH) {
      throw refused(text, "is nested more than %d levels deep".formatted(MAX_DEPTH));
    }
    if (part instanceof UnresolvedFunction function) {
      requireFunction(text, function);
    } else if (!(part instanceof UnresolvedAttribute || part instanceof UnresolvedExtractValue)) {
      boolean plain =
          part.getClass().getPackageName().equals(EXPRESSIONS)
              && !(part instanceof PlanExpression)
              && !part.getClass().getSimpleName().contains("Window")
              && !part.getClass().getSimpleName().startsWith("Current");
      if (!plain) {
        throw refused(text, "contains a %s, which a model cannot keep".formatted(kind(part)));
      }
    }
    for (Expression child : CollectionConverters.asJava(part.children())) {
      require(text, child, depth + 1);
    }
  }

  private static void requireFunction(String text, UnresolvedFunction function) {
    List<String> parts = CollectionConverters.asJava(function.nameParts());
    String name = String.join(".", parts).toLowerCase(Locale.ROOT);
    boolean builtIn =
        parts.size() == 1
            && FunctionRegistry.builtin()
                .functionExists(new FunctionIdentifier(name, Option.empty(), Option.empty()));
    if (!builtIn || REFUSED.contains(name)) {
      throw refused(
          text,
          "calls %s, but a model can keep only built-in functions of Spark that depend on the row alone"
              .formatted(name));
    }
    if (function.isDistinct() || function.filter().isDefined()) {
      throw refused(text, "contains an aggregate, which a model cannot keep");
    }
  }

  private static String kind(Expression part) {
    return part.getClass().getSimpleName();
  }

  private static IllegalArgumentException refused(String text, String reason) {
    String shown = Printable.cut(text, 200);
    return new IllegalArgumentException("the expression '%s' %s".formatted(shown, reason));
  }
}
