package ridgeline.data.feature;

import java.util.List;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Fitted stages of MLlib that build the feature vector of a table's rows.
 *
 * @param stages the stages in order; none for a table that already has the vector
 * @param saved the stages saved with a model for scoring with plain Spark
 * @param names names of the features; empty if the vector's own attributes name them
 * @param column name of the vector column
 * @param scratch columns that the stages add, including the vector
 */
public record Features(
    List<Transformer> stages,
    List<Transformer> saved,
    List<String> names,
    String column,
    List<String> scratch) {

  /** Stages that are saved unchanged. */
  public Features(
      List<Transformer> stages, List<String> names, String column, List<String> scratch) {
    this(stages, stages, names, column, scratch);
  }

  public Dataset<Row> transform(Dataset<Row> rows) {
    return transform(rows, 0, stages.size());
  }

  /** Applies the stages {@code from} (inclusive) to {@code to} (exclusive). */
  public Dataset<Row> transform(Dataset<Row> rows, int from, int to) {
    Dataset<Row> result = rows;
    for (Transformer stage : stages.subList(from, to)) {
      result = stage.transform(result, ParamMap.empty());
    }
    return result;
  }
}
