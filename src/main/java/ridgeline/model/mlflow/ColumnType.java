package ridgeline.model.mlflow;

import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * The type of a column in MLflow's schemas.
 *
 * <p>MLflow converts what it is given to the type of the schema before the model sees it. So a type
 * without an equal one is {@code any}, which converts nothing: as MLflow's {@code datetime}, a date
 * would become a timestamp, and as a {@code double}, a decimal would lose digits, and neither would
 * be the level of a category that it was in training.
 */
final class ColumnType {
  static final String ANY = "any";
  static final String BOOLEAN = "boolean";
  static final String DATETIME = "datetime";

  /** The type of a column of MLlib's vectors. */
  static final String VECTOR = "sparkml_vector";

  private static final String INTEGER = "integer";
  private static final String LONG = "long";
  private static final String FLOAT = "float";
  private static final String DOUBLE = "double";

  /** Those whose values are integers. */
  static final Set<String> INTEGERS = Set.of(INTEGER, LONG);

  /** Those whose values are numbers. */
  static final Set<String> NUMBERS = Set.of(INTEGER, LONG, FLOAT, DOUBLE);

  private ColumnType() {}

  /**
   * The keys that describe a type in a schema.
   *
   * @param sql a type as Spark writes it
   */
  static Map<String, Object> of(String sql) {
    DataType type;
    try {
      type = DataType.fromDDL(sql);
    } catch (Exception e) { // the parser's is checked, but not declared in Scala
      return Map.of("type", ANY); // of a user-defined type, for instance
    }
    if (type instanceof ArrayType array) {
      String items = scalar(array.elementType());
      return items == null
          ? Map.of("type", ANY)
          : Map.of("type", "array", "items", Map.of("type", items));
    }
    String scalar = scalar(type);
    return Map.of("type", scalar == null ? ANY : scalar);
  }

  private static @Nullable String scalar(DataType type) {
    if (type instanceof BooleanType) {
      return BOOLEAN;
    } else if (type instanceof ByteType
        || type instanceof ShortType
        || type instanceof IntegerType) {
      return INTEGER;
    } else if (type instanceof LongType) {
      return LONG;
    } else if (type instanceof FloatType) {
      return FLOAT;
    } else if (type instanceof DoubleType) {
      return DOUBLE;
    } else if (type instanceof StringType) {
      return "string";
    } else if (type instanceof BinaryType) {
      return "binary";
    }
    return type instanceof TimestampType || type instanceof TimestampNTZType ? DATETIME : null;
  }
}
