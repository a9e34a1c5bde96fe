package ridgeline.data.sql;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.RuntimeReplaceable;
import org.apache.spark.sql.catalyst.expressions.TimeZoneAwareExpression;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Finds out from Spark's resolved plan whether the values of expressions depend on the time zone.
 */
public final class ZoneDependence {
  private ZoneDependence() {}

  /** Whether any of the selected expressions does. */
  public static boolean of(Dataset<Row> selected) {
    return CollectionConverters.asJava(selected.queryExecution().analyzed().expressions()).stream()
        .anyMatch(ZoneDependence::depends);
  }

  private static boolean depends(Expression expression) {
    if (expression instanceof RuntimeReplaceable replaced) {
      return depends(replaced.replacement());
    }
    List<Expression> parts = CollectionConverters.asJava(expression.children());
    boolean itself =
        expression instanceof Cast cast
            ? cast.needsTimeZone()
            : expression instanceof TimeZoneAwareExpression
                && !isOfLocalTime(expression.dataType(), parts);
    return itself
        || (expression instanceof Literal && isInstant(expression.dataType()))
        || parts.stream().anyMatch(ZoneDependence::depends);
  }

  /**
   * Whether the inputs include times without a zone, and neither inputs nor output have one with a
   * zone.
   */
  private static boolean isOfLocalTime(DataType type, List<Expression> parts) {
    List<DataType> in = parts.stream().map(Expression::dataType).toList();
    return in.contains(DataTypes.TimestampNTZType)
        && in.stream().noneMatch(ZoneDependence::isInstant)
        && !isInstant(type);
  }

  private static boolean isInstant(DataType type) {
    return type.equals(DataTypes.TimestampType);
  }
}
