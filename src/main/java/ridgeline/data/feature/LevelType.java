package ridgeline.data.feature;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.function.Function;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.jspecify.annotations.Nullable;

/**
 * What the levels of a category are, and so which texts of values are the same level. Values come
 * as the text to which Spark casts them.
 */
public enum LevelType {
  @JsonProperty("text")
  TEXT,
  /** Numbers of any type, that are the same level if they are the same number. */
  @JsonProperty("number")
  NUMBER,
  /** The same, cast to a double. */
  @JsonProperty("double")
  DOUBLE,
  /** The same, cast to a float: that of 0.1 is the same as those of doubles next to it. */
  @JsonProperty("float")
  FLOAT,
  @JsonProperty("boolean")
  BOOLEAN,
  /** Dates and times of the day in the time zone of the training; a date is its midnight. */
  @JsonProperty("time")
  TIME;

  private static final String MIDNIGHT = " 00:00:00";

  public static LevelType of(DataType type) {
    if (type instanceof FloatType) {
      return FLOAT;
    } else if (type instanceof DoubleType) {
      return DOUBLE;
    } else if (type instanceof NumericType) {
      return NUMBER;
    } else if (type instanceof BooleanType) {
      return BOOLEAN;
    } else if (type instanceof StringType) {
      return TEXT;
    }
    return type instanceof DateType || type.typeName().startsWith("timestamp") ? TIME : TEXT;
  }

  /** What is equal for texts of the same level; null for no level at all. */
  @Nullable Object key(String text) {
    return switch (this) {
      case TEXT -> text;
      case NUMBER -> number(text.strip());
      case DOUBLE -> cast(text, BigDecimal::doubleValue);
      case FLOAT -> cast(text, number -> (float) number.doubleValue());
      case BOOLEAN -> text.strip().toLowerCase(Locale.ROOT);
      case TIME ->
          text.endsWith(MIDNIGHT) ? text.substring(0, text.length() - MIDNIGHT.length()) : text;
    };
  }

  private static @Nullable Object cast(String text, Function<BigDecimal, Object> cast) {
    Object number = number(text.strip());
    return number instanceof BigDecimal decimal ? cast.apply(decimal) : number;
  }

  /** A number without trailing zeros; other text as it is; null for NaN and infinity. */
  private static @Nullable Object number(String text) {
    if (text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity")) {
      return null;
    }
    try {
      BigDecimal number = new BigDecimal(text);
      return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    } catch (NumberFormatException e) {
      return text;
    }
  }
}
