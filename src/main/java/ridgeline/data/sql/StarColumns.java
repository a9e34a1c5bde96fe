package ridgeline.data.sql;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;

/**
 * The columns that {@code data.numeric: ["*"]} stands for.
 *
 * @param rows the rows that the job uses, with all columns of the table
 * @param taken columns that the star makes numeric features
 * @param left columns that nothing in the job file reads
 */
public record StarColumns(Dataset<Row> rows, List<StructField> taken, List<StructField> left) {
  public StarColumns {
    taken = List.copyOf(taken);
    left = List.copyOf(left);
  }
}
