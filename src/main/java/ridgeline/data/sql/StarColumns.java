package ridgeline.data.sql;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;

/**
 * The columns that {@code data.numeric: ["*"]} stands for.
 *
 * @param rows the rows that the job uses, with all columns of the table
 * @param numeric columns that the star makes numeric features
 * @param leftOut columns that nothing in the job file reads
 */
public record StarColumns(Dataset<Row> rows, List<StructField> numeric, List<StructField> leftOut) {
  public StarColumns {
    numeric = List.copyOf(numeric);
    leftOut = List.copyOf(leftOut);
  }
}
