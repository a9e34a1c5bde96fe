package ridgeline.data.fold;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;

/** Folds given by a column of the table. */
public final class FoldColumn {
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
            lit("the fold column %s has the value ".formatted(name)),
            value.cast("string"),
            lit("; folds are whole numbers from 0"));
    return when(value.isNull().or(whole), number.cast("int")).otherwise(raise_error(fault));
  }
}
