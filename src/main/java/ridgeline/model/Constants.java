package ridgeline.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Add;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Divide;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Multiply;
import org.apache.spark.sql.catalyst.expressions.Subtract;
import org.apache.spark.sql.catalyst.expressions.UnaryMinus;
import org.apache.spark.sql.catalyst.expressions.UnaryPositive;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.NumericType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** Values of parsed expressions without columns. */
final class Constants {
  private Constants() {}

  /**
   * An expression without its casts to double or float, which preserve the number up to a float's
   * precision.
   */
  static Expression withoutCasts(Expression expression) {
    Expression inner = expression;
    while (isCast(inner)) {
      inner = operands(inner).get(0);
    }
    return inner;
  }

  /** Whether it is a cast to double or float, or the function of the same name. */
  private static boolean isCast(Expression expression) {
    if (expression instanceof Cast cast) {
      return cast.dataType() instanceof DoubleType || cast.dataType() instanceof FloatType;
    }
    String name = name(expression);
    return (name.equals("double") || name.equals("float")) && operands(expression).size() == 1;
  }

  /** The value of an expression; null if it consists of anything but numbers. */
  static @Nullable Double valueOf(Expression expression) {
    Expression inner = withoutCasts(expression);
    if (inner instanceof Literal literal) {
      Object value = literal.dataType() instanceof NumericType ? literal.value() : null;
      return value == null ? null : Double.valueOf(value.toString());
    }
    List<Double> values = new ArrayList<>();
    for (Expression operand : operands(inner)) {
      Double value = valueOf(operand);
      if (value == null) {
        return null;
      }
      values.add(value);
    }
    return switch (values.size()) {
      case 1 -> ofOne(inner, values.get(0));
      case 2 -> ofTwo(inner, values.get(0), values.get(1));
      default -> null;
    };
  }

  private static List<Expression> operands(Expression expression) {
    return CollectionConverters.asJava(
        expression instanceof UnresolvedFunction function
            ? function.arguments()
            : expression.children());
  }

  private static String name(Expression expression) {
    return expression instanceof UnresolvedFunction function && function.nameParts().size() == 1
        ? function.nameParts().head().toLowerCase(Locale.ROOT)
        : "";
  }

  private static @Nullable Double ofOne(Expression expression, double x) {
    if (expression instanceof UnaryMinus) {
      return -x;
    } else if (expression instanceof UnaryPositive) {
      return x;
    }
    return switch (name(expression)) {
      case "ln", "log" -> Math.log(x);
      case "log2" -> Math.log(x) / Math.log(2);
      case "log10" -> Math.log10(x);
      case "log1p" -> Math.log1p(x);
      case "exp" -> Math.exp(x);
      case "sqrt" -> Math.sqrt(x);
      case "cbrt" -> Math.cbrt(x);
      default -> null;
    };
  }

  private static @Nullable Double ofTwo(Expression expression, double x, double y) {
    if (expression instanceof Add) {
      return x + y;
    } else if (expression instanceof Subtract) {
      return x - y;
    } else if (expression instanceof Multiply) {
      return x * y;
    } else if (expression instanceof Divide) {
      return x / y;
    }
    return switch (name(expression)) {
      case "pow", "power" -> Math.pow(x, y);
      case "log" -> Math.log(y) / Math.log(x);
      default -> null;
    };
  }
}
