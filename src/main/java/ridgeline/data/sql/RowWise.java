package ridgeline.data.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Generator;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.trees.TreePattern;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DatetimeType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Checks in Spark's resolved plan that the value of an expression depends only on its row, so that
 * it is the same in every pass, in every partition, and when a model scores.
 */
public final class RowWise {
  /** Text that Spark replaces with the current time. */
  private static final Pattern CLOCK =
      Pattern.compile("(?i)\\s*(now|today|yesterday|tomorrow)(\\s+\\S+)?\\s*");

  /** What to do about an expression of other rows. */
  static final String OTHER_ROWS = "; do that in data.sql";

  private static final String OTHER_VALUES = "; write it to a table first, or use a constant";

  private RowWise() {}

  /**
   * What is wrong with expressions that were selected beside all columns of a table, as the end of
   * a sentence that starts with one of them. Empty if nothing is wrong.
   *
   * @param rows the table, whose own query may have windows and the like
   */
  public static Optional<String> fault(Dataset<Row> rows, Dataset<Row> selected) {
    List<String> faults = faults(selected.queryExecution().analyzed());
    // The plan of the table is rebuilt, so its nodes cannot be found by identity.
    int ofTable = faults(rows.queryExecution().analyzed()).size();
    return faults.size() > ofTable ? Optional.of(faults.get(0)) : Optional.empty();
  }

  static String aggregate() {
    return "is an aggregate of many rows" + OTHER_ROWS;
  }

  /** The faults of a plan, from its last operator to its sources. */
  private static List<String> faults(LogicalPlan plan) {
    List<String> faults = new ArrayList<>();
    collect(plan, faults);
    return faults;
  }

  private static void collect(LogicalPlan plan, List<String> faults) {
    CollectionConverters.asJava(plan.expressions()).forEach(part -> collect(part, faults));
    CollectionConverters.asJava(plan.children()).forEach(child -> collect(child, faults));
  }

  private static void collect(Expression expression, List<String> faults) {
    if (expression instanceof WindowExpression) {
      faults.add("reads other rows through a window" + OTHER_ROWS);
      return;
    }
    List<Expression> parts = CollectionConverters.asJava(expression.children());
    if (expression instanceof SubqueryExpression) {
      faults.add("has a subquery" + OTHER_ROWS);
    } else if (expression instanceof AggregateExpression) {
      faults.add(aggregate());
    } else if (expression instanceof Generator) {
      faults.add("generates rows with %s%s".formatted(nameOf(expression), OTHER_ROWS));
    } else if (isOfTheMoment(expression, parts)) {
      faults.add(
          "depends on when and where it is read because of %s%s"
              .formatted(nameOf(expression), OTHER_VALUES));
    } else if (!expression.deterministic() && parts.stream().allMatch(Expression::deterministic)) {
      faults.add(
          "changes each time it is read because of %s%s"
              .formatted(nameOf(expression), OTHER_VALUES));
    }
    parts.forEach(part -> collect(part, faults));
  }

  private static String nameOf(Expression expression) {
    return expression.prettyName().toLowerCase(Locale.ROOT);
  }

  /** Whether the value itself, not one of its parts, comes from the clock or the session. */
  private static boolean isOfTheMoment(Expression expression, List<Expression> parts) {
    if (expression.containsPattern(TreePattern.CURRENT_LIKE())) {
      return parts.stream().noneMatch(part -> part.containsPattern(TreePattern.CURRENT_LIKE()));
    }
    boolean clock =
        expression instanceof Literal
            ? isClock(quoted(expression))
            : parts.stream().anyMatch(RowWise::isClockText);
    return clock && expression.dataType() instanceof DatetimeType;
  }

  private static boolean isClockText(Expression part) {
    return part.foldable()
        && part.dataType().equals(DataTypes.StringType)
        && isClock(String.valueOf(part.eval(null)));
  }

  private static boolean isClock(String text) {
    return CLOCK.matcher(text).matches();
  }

  /** The text between the quotes of a literal such as {@code timestamp'now'}. */
  private static String quoted(Expression literal) {
    var origin = literal.origin();
    if (origin.sqlText().isEmpty() || origin.startIndex().isEmpty()) {
      return "";
    }
    int start = (int) origin.startIndex().get();
    int stop = (int) origin.stopIndex().get();
    String text = origin.sqlText().get().substring(start, stop + 1);
    return text.replaceFirst("^[^'\"]*['\"]", "").replaceFirst("['\"]$", "");
  }
}
