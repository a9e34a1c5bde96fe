package ridgeline.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Add;
import org.apache.spark.sql.catalyst.expressions.Divide;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Multiply;
import org.apache.spark.sql.catalyst.expressions.Subtract;
import org.apache.spark.sql.catalyst.expressions.UnaryMinus;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.jspecify.annotations.Nullable;
import ridgeline.config.secret.Redaction;
import ridgeline.model.LabelTransform.Kind;
import ridgeline.model.LabelTransform.Step;
import scala.jdk.javaapi.CollectionConverters;

/** Strips the functions from a label, outermost first, as long as each has an inverse. */
final class LabelParser {
  private static final double CUBE_ROOT = 1.0 / 3;

  private LabelParser() {}

  /** A step, and its argument. */
  private record Stripped(Step step, Expression of) {}

  static LabelExpression parse(String label) {
    Expression inner;
    try {
      inner = CatalystSqlParser$.MODULE$.parseExpression(label);
    } catch (Exception e) { // the parser's is checked, but not declared in Scala
      return new LabelExpression(null, List.of(), false);
    }
    List<Step> steps = new ArrayList<>();
    List<String> squared = new ArrayList<>();
    for (Stripped stripped = strip(inner); stripped != null; stripped = strip(inner)) {
      steps.add(stripped.step());
      inner = stripped.of();
      if (stripped.step().kind() == Kind.POWER && stripped.step().parameter() % 2 == 0) {
        squared.add(inner.sql());
      }
    }
    boolean linear = steps.stream().allMatch(step -> step.kind() == Kind.LINEAR);
    return new LabelExpression(
        linear || !LabelTransform.isBounded(steps)
            ? null
            : new LabelTransform(Redaction.sql(inner.sql()), steps),
        squared,
        linear && Constants.withoutCasts(inner) instanceof UnresolvedAttribute);
  }

  private static @Nullable Stripped strip(Expression of) {
    Expression expression = Constants.withoutCasts(of);
    if (expression instanceof UnresolvedFunction function && function.nameParts().size() == 1) {
      return ofFunction(
          function.nameParts().head().toLowerCase(Locale.ROOT),
          CollectionConverters.asJava(function.arguments()));
    } else if (expression instanceof UnaryMinus minus) {
      return stripped(Kind.LINEAR, -1, 0, minus.child());
    } else if (expression instanceof Add add) {
      return withConstant(add.left(), add.right(), false);
    } else if (expression instanceof Subtract subtract) {
      return difference(subtract);
    } else if (expression instanceof Multiply product) {
      return withConstant(product.left(), product.right(), true);
    } else if (expression instanceof Divide quotient) {
      Double by = constant(quotient.right());
      return by == null ? null : stripped(Kind.LINEAR, 1 / by, 0, quotient.left());
    }
    return null;
  }

  /** Null if the step has no inverse in doubles, such as the reciprocal of 1e-310. */
  private static @Nullable Stripped stripped(
      Kind kind, double parameter, double shift, Expression expression) {
    return Step.isInvertible(kind, parameter, shift)
        ? new Stripped(new Step(kind, parameter, shift), expression)
        : null;
  }

  private static @Nullable Stripped difference(Subtract subtract) {
    Double left = constant(subtract.left());
    if (left != null) {
      return stripped(Kind.LINEAR, -1, left, subtract.right());
    }
    Double right = constant(subtract.right());
    return right == null ? null : stripped(Kind.LINEAR, 1, -right, subtract.left());
  }

  /** A product or sum with a constant. */
  private static @Nullable Stripped withConstant(
      Expression left, Expression right, boolean product) {
    Double ofLeft = constant(left);
    Double value = ofLeft == null ? constant(right) : ofLeft;
    if (value == null) {
      return null;
    }
    Expression other = ofLeft == null ? left : right;
    return product
        ? stripped(Kind.LINEAR, value, 0, other)
        : stripped(Kind.LINEAR, 1, value, other);
  }

  private static @Nullable Stripped ofFunction(String name, List<Expression> arguments) {
    Expression last = arguments.isEmpty() ? null : arguments.get(arguments.size() - 1);
    if (last == null) {
      return null;
    }
    if (arguments.size() == 1) {
      return switch (name) {
        case "ln", "log" -> stripped(Kind.LOG, Math.E, 0, last);
        case "log2" -> stripped(Kind.LOG, 2, 0, last);
        case "log10" -> stripped(Kind.LOG, 10, 0, last);
        case "log1p" -> stripped(Kind.LOG1P, 1, 0, last);
        case "sqrt" -> stripped(Kind.POWER, 0.5, 0, last);
        case "cbrt" -> stripped(Kind.SIGNED_POWER, CUBE_ROOT, 0, last);
        default -> null;
      };
    }
    if (arguments.size() != 2) {
      return null;
    }
    if (name.equals("log")) {
      Double base = constant(arguments.get(0));
      return base == null ? null : stripped(Kind.LOG, base, 0, last);
    }
    Double exponent = constant(last);
    boolean power = name.equals("pow") || name.equals("power");
    if (!power || exponent == null) {
      return null;
    }
    Kind kind = Math.abs(exponent % 2) == 1 ? Kind.SIGNED_POWER : Kind.POWER;
    return stripped(kind, exponent, 0, arguments.get(0));
  }

  private static @Nullable Double constant(Expression expression) {
    return Constants.valueOf(expression);
  }
}
