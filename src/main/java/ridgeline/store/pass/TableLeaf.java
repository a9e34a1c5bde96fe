package ridgeline.store.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import ridgeline.config.ConfigException;
import ridgeline.config.Problem;
import ridgeline.config.data.DataConfig;
import ridgeline.config.retrain.BucketsConfig;
import ridgeline.data.design.Design;
import ridgeline.data.design.DesignResolver;
import ridgeline.data.table.TrainingTable;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.leaf.LeafSpecification;

/** The statistics of all rows of a DataFrame. */
public record TableLeaf(LeafSpecification specification, Leaf leaf) {
  /**
   * Reads the rows, once; and once before if there are categories, or rows may be dropped.
   *
   * @param data with label and features, but no source, and without imputation, vector and formula
   * @param beforeReading gets the number of features once it is known
   * @throws ConfigException if expressions do not fit the rows
   * @throws ridgeline.data.DataException if rows cannot be used
   */
  public static TableLeaf of(
      Dataset<Row> rows, DataConfig data, BucketsConfig buckets, IntConsumer beforeReading)
      throws ConfigException {
    List<Problem> problems = new ArrayList<>();
    Design design =
        DesignResolver.ofTable(rows, data, buckets.by(), "bucketsBy[%d]"::formatted, problems)
            .resolve();
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    LeafSpecification specification =
        JobDesign.specification(rows, data, List.of(), buckets, design, List.of());
    LeafPass pass = new LeafPass(specification);
    TrainingTable table =
        TrainingTable.prepare(
            rows, data.with(data.where(), specification.numeric()), pass.folds("0", 1), false);
    beforeReading.accept(table.names().size());
    return new TableLeaf(specification, pass.leaves(table, 1).get(0));
  }
}
