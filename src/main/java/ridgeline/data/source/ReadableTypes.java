package ridgeline.data.source;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/**
 * The types that Spark reads from a file as another type of the table without changing a value, by
 * format. For Parquet files, they are what both the vectorized reader and the other one read. The
 * reader of ORC files converts almost any type to any other, but often to null or to a rounded
 * value, which does not count. Integers may be read as doubles even if they have more than 53 bits,
 * because every numeric feature is a double. Numbers are never read as times, nor times as numbers.
 */
final class ReadableTypes {
  private static final Map<DataType, Integer> DIGITS =
      Map.of(
          DataTypes.BooleanType, 1,
          DataTypes.ByteType, 3,
          DataTypes.ShortType, 5,
          DataTypes.IntegerType, 10,
          DataTypes.LongType, 19);

  private static final Set<DataType> INTEGERS =
      Set.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);

  /** Digits that a decimal needs for integers of four bytes, which Parquet has for smaller ones. */
  private static final int OF_FOUR_BYTES = 10;

  /** Digits that a decimal needs for integers of eight bytes, one more than they can have. */
  private static final int OF_EIGHT_BYTES = 20;

  /** Decimal digits that a double keeps. */
  private static final int OF_DOUBLE = 15;

  /** Decimal digits that a float keeps. */
  private static final int OF_FLOAT = 6;

  private static final Map<DataType, Set<DataType>> IN_AVRO =
      Map.of(
          DataTypes.IntegerType, Set.of(DataTypes.LongType, DataTypes.DoubleType),
          DataTypes.FloatType, Set.of(DataTypes.DoubleType));

  private static final Map<DataType, Set<DataType>> IN_PARQUET =
      Map.of(
          DataTypes.FloatType, Set.of(DataTypes.DoubleType),
          DataTypes.StringType, Set.of(DataTypes.BinaryType),
          DataTypes.BinaryType, Set.of(DataTypes.StringType),
          DataTypes.DateType, Set.of(DataTypes.TimestampNTZType));

  private static final Map<DataType, Set<DataType>> IN_ORC =
      Map.of(
          DataTypes.FloatType, Set.of(DataTypes.DoubleType),
          DataTypes.DoubleType, Set.of(DataTypes.StringType),
          DataTypes.DateType, Set.of(DataTypes.StringType),
          DataTypes.StringType, Set.of(DataTypes.BinaryType));

  private ReadableTypes() {}

  /**
   * Whether values of one type can be read as those of another one, neither of which has fields or
   * elements.
   *
   * @param format {@code parquet}, {@code orc} or {@code avro}
   */
  static boolean fit(String format, DataType file, DataType wanted) {
    return DataType.equalsIgnoreCaseAndNullability(file, wanted)
        || switch (format) {
          case "parquet" -> fitInParquet(file, wanted);
          case "orc" -> fitInOrc(file, wanted);
          default -> IN_AVRO.getOrDefault(file, Set.of()).contains(wanted);
        };
  }

  private static boolean fitInParquet(DataType file, DataType wanted) {
    if (IN_PARQUET.getOrDefault(file, Set.of()).contains(wanted)) {
      return true;
    }
    boolean isLong = file.equals(DataTypes.LongType);
    if (INTEGERS.contains(file)) {
      return wanted instanceof DecimalType decimal
          ? digits(decimal) >= (isLong ? OF_EIGHT_BYTES : OF_FOUR_BYTES)
          : isWiderInteger(digits(file), wanted)
              || (!isLong && wanted.equals(DataTypes.DoubleType));
    }
    return file instanceof DecimalType narrow && fitInParquet(narrow, wanted);
  }

  /** Decimals of at most nine digits are stored as four bytes, of at most eighteen as eight. */
  private static boolean fitInParquet(DecimalType file, DataType wanted) {
    if (wanted instanceof DecimalType wide) {
      return isWider(file, wide);
    }
    int digits = file.precision();
    return file.scale() == 0
        && ((digits < OF_FOUR_BYTES
                && List.of(DataTypes.IntegerType, DataTypes.DoubleType).contains(wanted))
            || (digits < digits(DataTypes.LongType) && wanted.equals(DataTypes.LongType)));
  }

  private static boolean fitInOrc(DataType file, DataType wanted) {
    if (IN_ORC.getOrDefault(file, Set.of()).contains(wanted)) {
      return true;
    }
    if (!DIGITS.containsKey(file) && !(file instanceof DecimalType)) {
      return false;
    }
    int digits = digits(file);
    int scale = file instanceof DecimalType decimal ? decimal.scale() : 0;
    if (wanted instanceof DecimalType wide) {
      return wide.scale() >= scale && digits(wide) >= digits;
    }
    if (wanted.equals(DataTypes.DoubleType)) {
      return INTEGERS.contains(file) || digits + scale <= OF_DOUBLE;
    }
    if (wanted.equals(DataTypes.FloatType)) {
      return digits + scale <= OF_FLOAT;
    }
    boolean isText = wanted.equals(DataTypes.StringType) && !file.equals(DataTypes.BooleanType);
    return scale == 0 && (isText || isWiderInteger(digits, wanted));
  }

  private static boolean isWiderInteger(int digits, DataType wanted) {
    return INTEGERS.contains(wanted) && digits < digits(wanted);
  }

  private static boolean isWider(DecimalType file, DecimalType wanted) {
    return wanted.scale() >= file.scale() && digits(wanted) >= digits(file);
  }

  /** The digits before the decimal point. */
  private static int digits(DataType type) {
    return type instanceof DecimalType decimal
        ? decimal.precision() - decimal.scale()
        : DIGITS.getOrDefault(type, 0);
  }
}
