package ridgeline.data.sql;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.CallMethodViaReflection;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.QueryPlan;
import org.apache.spark.sql.catalyst.plans.logical.ScriptTransformation;
import org.apache.spark.sql.execution.QueryExecution;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A query of a job file. Spark executes commands as soon as it is given their text, so only text
 * that its parser recognises as a query is passed on.
 */
public final class Query {
  /** What may follow a query: semicolons and a comment. */
  private static final Pattern END = Pattern.compile(";[;\\s]*(--[^\n]*\\s*)*$");

  private final String key;

  private Query(String key) {
    this.key = key;
  }

  /**
   * Opens the rows of a query; only the schema is read.
   *
   * @param spark a session from {@link TableSession}
   * @param key where the text was given, for messages
   * @throws ConfigException if the text is not a query, or starts processes or calls methods
   */
  public static Dataset<Row> open(SparkSession spark, String sql, String key)
      throws ConfigException {
    return new Query(key).open(spark, sql);
  }

  private Dataset<Row> open(SparkSession spark, String sql) throws ConfigException {
    Dataset<Row> rows = spark.sql(parsed(spark, sql));
    QueryExecution execution = rows.queryExecution();
    requireReading(execution.analyzed());
    return rows;
  }

  private String parsed(SparkSession spark, String sql) throws ConfigException {
    ParserInterface parser =
        ((org.apache.spark.sql.classic.SparkSession) spark).sessionState().sqlParser();
    String query = END.matcher(sql).replaceFirst("");
    try {
      parser.parsePlan(sql);
    } catch (Exception e) { // checked, but not declared in Scala
      throw refused(e, "is not SQL: " + SparkMessage.firstLine(e));
    }
    for (String text : List.of(sql, query)) {
      try {
        parser.parseQuery(text);
        return text;
      } catch (Exception e) {
        requireParserError(e);
      }
    }
    String verb = sql.strip().split("\\W", 2)[0].toUpperCase(Locale.ROOT);
    throw refused("must be a query that only reads data, got a statement that starts with " + verb);
  }

  private static void requireParserError(Exception error) {
    if (!(error instanceof AnalysisException)) {
      throw new IllegalStateException(error);
    }
  }

  private ConfigException refused(Exception error, String message) {
    requireParserError(error);
    return refused(message);
  }

  private ConfigException refused(String message) {
    return new ConfigException(
        List.of(new Problem(key, message + "; write a SELECT, and run anything else beforehand")));
  }

  /** Refuses processes (TRANSFORM ... USING) and methods (java_method, reflect). */
  private void requireReading(QueryPlan<?> plan) throws ConfigException {
    if (plan instanceof ScriptTransformation) {
      throw refused("must not start a process, as TRANSFORM does");
    }
    for (Expression expression : CollectionConverters.asJava(plan.expressions())) {
      requireReading(expression);
    }
    for (Object child : CollectionConverters.asJava(plan.children())) {
      requireReading((QueryPlan<?>) child);
    }
    for (Object child : CollectionConverters.asJava(plan.innerChildren())) {
      if (child instanceof QueryPlan<?> inner) {
        requireReading(inner);
      }
    }
  }

  private void requireReading(Expression expression) throws ConfigException {
    if (expression instanceof CallMethodViaReflection) {
      throw refused("must not call Java methods, as " + expression.prettyName() + " does");
    }
    if (expression instanceof SubqueryExpression subquery) {
      requireReading(subquery.plan());
    }
    for (Expression part : CollectionConverters.asJava(expression.children())) {
      requireReading(part);
    }
  }
}
