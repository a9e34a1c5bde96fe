package ridgeline.data.fold;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Column;
import ridgeline.data.DataException;
import ridgeline.data.sql.SparkMessage;

/** Folds given by a column of the table. */
public final class FoldColumn {
  private static final String FAULT = "the fold column %s has the value ";

  private FoldColumn() {}

  /**
   * The fold of each row.
   *
   * @param name name of the column, for the error if a value is not a whole number
   */
  public static Column of(Column value, String name) {
    Column number = value.cast("double");
    Column whole = number.equalTo(rint(number)).and(abs(number).leq(lit(Integer.MAX_VALUE)));
    Column fault =
        concat(
            lit(FAULT.formatted(name)),
            value.cast("string"),
            lit("; folds are whole numbers from 0"));
    return when(value.isNull().or(whole), number.cast("int")).otherwise(raise_error(fault));
  }

  /** Throws a DataException if Spark failed because a fold was not a whole number. */
  public static void throwFault(Throwable failure, String name) {
    for (Throwable cause : SparkMessage.causes(failure)) {
      if (cause instanceof SparkThrowable raised) {
        String message = raised.getMessageParameters().getOrDefault("errorMessage", "");
        if (message.startsWith(FAULT.formatted(name))) {
          throw new DataException(message);
        }
      }
    }
  }
}
