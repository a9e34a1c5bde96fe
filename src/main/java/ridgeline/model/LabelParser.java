package ridgeline.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Add;
import org.apache.spark.sql.catalyst.expressions.Divide;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Multiply;
import org.apache.spark.sql.catalyst.expressions.Subtract;
import org.apache.spark.sql.catalyst.expressions.UnaryMinus;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.types.NumericType;
import org.jspecify.annotations.Nullable;
import ridgeline.config.Redaction;
import ridgeline.model.LabelTransform.Kind;
import ridgeline.model.LabelTransform.Step;
import scala.jdk.javaapi.CollectionConverters;

/** Takes the functions off a label from outside, as far as each has an inverse. */
final class LabelParser {
  private static final double CUBE_ROOT = 1.0 / 3;

  private LabelParser() {}

  /** A step, and the expression within it. */
  private record Taken(Step step, Expression of) {}

  static @Nullable LabelTransform parse(String label) {
    Expression inner;
    try {
      inner = CatalystSqlParser$.MODULE$.parseExpression(label);
    } catch (Exception e) { // the parser's is checked, and thrown undeclared
      return null;
    }
    List<Step> steps = new ArrayList<>();
    for (Taken taken = take(inner); taken != null; taken = take(inner)) {
      steps.add(taken.step());
      inner = taken.of();
    }
    return steps.stream().allMatch(step -> step.kind() == Kind.LINEAR)
        ? null
        : new LabelTransform(Redaction.sql(inner.sql()), steps);
  }

  private static @Nullable Taken take(Expression expression) {
    if (expression instanceof UnresolvedFunction function && function.nameParts().size() == 1) {
      return ofFunction(
          function.nameParts().head().toLowerCase(Locale.ROOT),
          CollectionConverters.asJava(function.arguments()));
    } else if (expression instanceof UnaryMinus minus) {
      return new Taken(new Step(Kind.LINEAR, -1, 0), minus.child());
    } else if (expression instanceof Add add) {
      return withConstant(add.left(), add.right(), false);
    } else if (expression instanceof Subtract subtract) {
      return difference(subtract);
    } else if (expression instanceof Multiply product) {
      return withConstant(product.left(), product.right(), true);
    } else if (expression instanceof Divide quotient) {
      Double by = constant(quotient.right());
      return by == null || by == 0
          ? null
          : new Taken(new Step(Kind.LINEAR, 1 / by, 0), quotient.left());
    }
    return null;
  }

  private static @Nullable Taken difference(Subtract subtract) {
    Double left = constant(subtract.left());
    if (left != null) {
      return new Taken(new Step(Kind.LINEAR, -1, left), subtract.right());
    }
    Double right = constant(subtract.right());
    return right == null ? null : new Taken(new Step(Kind.LINEAR, 1, -right), subtract.left());
  }

  /** A product or sum with a constant. */
  private static @Nullable Taken withConstant(Expression left, Expression right, boolean product) {
    Double ofLeft = constant(left);
    Double value = ofLeft == null ? constant(right) : ofLeft;
    if (value == null || (product && value == 0)) {
      return null;
    }
    Step step = product ? new Step(Kind.LINEAR, value, 0) : new Step(Kind.LINEAR, 1, value);
    return new Taken(step, ofLeft == null ? left : right);
  }

  private static @Nullable Taken ofFunction(String name, List<Expression> arguments) {
    Expression last = arguments.isEmpty() ? null : arguments.get(arguments.size() - 1);
    if (last == null) {
      return null;
    }
    if (arguments.size() == 1) {
      Step step =
          switch (name) {
            case "ln", "log" -> new Step(Kind.LOG, Math.E, 0);
            case "log2" -> new Step(Kind.LOG, 2, 0);
            case "log10" -> new Step(Kind.LOG, 10, 0);
            case "log1p" -> new Step(Kind.LOG1P, 1, 0);
            case "sqrt" -> new Step(Kind.POWER, 0.5, 0);
            case "cbrt" -> new Step(Kind.POWER, CUBE_ROOT, 0);
            default -> null;
          };
      return step == null ? null : new Taken(step, last);
    }
    if (arguments.size() != 2) {
      return null;
    }
    if (name.equals("log")) {
      Double base = constant(arguments.get(0));
      return base == null || !(base > 0) || base == 1
          ? null
          : new Taken(new Step(Kind.LOG, base, 0), last);
    }
    Double exponent = constant(last);
    boolean power = name.equals("pow") || name.equals("power");
    return !power || exponent == null || !(exponent > 0)
        ? null
        : new Taken(new Step(Kind.POWER, exponent, 0), arguments.get(0));
  }

  private static @Nullable Double constant(@Nullable Expression expression) {
    if (expression instanceof UnaryMinus minus) {
      Double value = constant(minus.child());
      return value == null ? null : -value;
    } else if (expression instanceof Divide quotient) {
      Double above = constant(quotient.left());
      Double below = constant(quotient.right());
      return above == null || below == null || below == 0 ? null : above / below;
    }
    Object value =
        expression instanceof Literal literal && literal.dataType() instanceof NumericType
            ? literal.value()
            : null;
    return value == null ? null : Double.valueOf(value.toString());
  }
}
