package ridgeline.data.feature;

import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.NumericType;
import ridgeline.config.data.InvalidValuePolicy;

/** SQL expressions for the text of a category's level; null for null, NaN and infinite values. */
public final class LevelText {
  private static final String INFINITY = "CAST('Infinity' AS DOUBLE)";

  private LevelText() {}

  /** The expression for values of a known type. */
  public static String of(String expression, DataType type) {
    String value = "(%s\n)".formatted(expression);
    if (type instanceof DoubleType || type instanceof FloatType) {
      // -0 plus 0 is 0.
      return "CAST(IF(ABS(%1$s) < %2$s, %1$s + CAST(0 AS %3$s), NULL) AS STRING)"
          .formatted(value, INFINITY, type.sql());
    }
    return "CAST(%s AS STRING)".formatted(value);
  }

  /**
   * The expression for values whose type may differ from training, for a model that plain Spark
   * scores with: the same text for the same number or time.
   *
   * @param type the type in training
   */
  public static String ofAnyType(String expression, DataType type) {
    String value = "(%s\n)".formatted(expression);
    if (type instanceof DoubleType || type instanceof FloatType) {
      return finite(
          value,
          "CAST(TRY_CAST(%1$s AS %2$s) + CAST(0 AS %2$s) AS STRING)".formatted(value, type.sql()));
    } else if (type instanceof NumericType) {
      String own = type instanceof DecimalType ? type.sql() : "BIGINT";
      return finite(value, ifEqual(value, own));
    } else if (type instanceof DateType) {
      return ifEqual(value, type.sql());
    } else if (LevelType.of(type) == LevelType.TIME) {
      return "CAST(TRY_CAST(%s AS %s) AS STRING)".formatted(value, type.sql());
    }
    String text = "CAST(%s AS STRING)".formatted(value);
    return type instanceof BooleanType ? "LOWER(TRIM(%s))".formatted(text) : text;
  }

  /** The text of a value after a cast to a type, if the cast does not change the value. */
  private static String ifEqual(String value, String type) {
    return "IF(TRY_CAST(%1$s AS %2$s) = %1$s, CAST(TRY_CAST(%1$s AS %2$s) AS STRING), CAST(%1$s AS STRING))"
        .formatted(value, type);
  }

  private static String finite(String value, String text) {
    return "IF(ABS(TRY_CAST(%s AS DOUBLE)) < %s, %s, NULL)".formatted(value, INFINITY, text);
  }

  /** The text; an error instead of null if null is refused. */
  public static String refusingNull(String expression, String text, InvalidValuePolicy invalid) {
    if (invalid != InvalidValuePolicy.FAIL) {
      return text;
    }
    String message =
        "a value of %s is null, NaN or infinite; fix it, or leave out such rows"
            .formatted(expression)
            .replace("\\", "\\\\")
            .replace("'", "\\'");
    return "COALESCE(%s, RAISE_ERROR('%s'))".formatted(text, message);
  }
}
