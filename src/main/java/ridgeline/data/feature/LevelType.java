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
 * The type of a category's levels, which decides which texts are the same level. Values are given
 * as the text to which Spark casts them.
 */
public enum LevelType {
  @JsonProperty("text")
  TEXT,
  /** Numbers of any type; equal numbers are the same level. */
  @JsonProperty("number")
  NUMBER,
  /** Numbers cast to doubles. */
  @JsonProperty("double")
  DOUBLE,
  /** Numbers cast to floats, so that doubles near 0.1 are the same level as 0.1. */
  @JsonProperty("float")
  FLOAT,
  @JsonProperty("boolean")
  BOOLEAN,
  /** Dates and timestamps in the time zone of training; a date equals its midnight. */
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

  /** A key that is equal for texts of the same level; null if the text is not a level. */
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

  /** A number without trailing zeros; other text unchanged; null for NaN and infinity. */
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
