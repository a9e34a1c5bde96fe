package ridgeline.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import ridgeline.stats.Moments;
import ridgeline.stats.Quantiles;
import ridgeline.store.leaf.Leaf;
import ridgeline.store.leaf.Variables;

/**
 * What is known of each variable: weighted mean, population deviation, correlation with the label,
 * and quantiles, which levels and products do not have.
 *
 * @param rows one for each feature and, last, the label
 */
record VariableSummary(List<Row> rows) {
  static final StructType SCHEMA = schema();

  /** Positions among {@link Quantiles#POINTS} quantiles: about 5, 25, 50, 75 and 95 %. */
  private static final int[] RANKS = {4, 24, 49, 74, 94};

  private static StructType schema() {
    StructType schema =
        new StructType()
            .add("term", DataTypes.StringType, false)
            .add("mean", DataTypes.DoubleType, false)
            .add("deviation", DataTypes.DoubleType, false)
            .add("correlation", DataTypes.DoubleType);
    for (String quantile : List.of("p5", "p25", "median", "p75", "p95")) {
      schema = schema.add(quantile, DataTypes.DoubleType);
    }
    return schema;
  }

  static VariableSummary of(Leaf leaf, Variables variables, String labelName) {
    List<Integer> positions = variables.positions();
    int label = positions.get(positions.size() - 1);
    List<double[]> quantiles = quantiles(leaf);
    Moments total = leaf.total();
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < positions.size(); k++) {
      int position = positions.get(k);
      List<@Nullable Object> values = new ArrayList<>();
      values.add(k < variables.names().size() ? variables.names().get(k) : labelName);
      values.add(total.mean(position));
      values.add(deviation(total, position));
      values.add(correlation(total, position, label));
      double[] own = quantiles.get(position);
      IntStream.of(RANKS).forEach(rank -> values.add(own.length == 0 ? null : own[rank]));
      rows.add(RowFactory.create(values.toArray()));
    }
    return new VariableSummary(rows);
  }

  /** The quantiles of each variable of the moments, none for most of them. */
  private static List<double[]> quantiles(Leaf leaf) {
    List<double[]> ofTerms =
        leaf.quantiles().isEmpty() ? List.of() : Quantiles.merged(leaf.quantiles()).columns();
    List<double[]> quantiles = new ArrayList<>();
    for (int term = 0; term <= leaf.features().terms().size(); term++) {
      int size =
          term == leaf.features().terms().size()
              ? 1
              : leaf.features().terms().get(term).size(leaf.features().levels());
      double[] own = ofTerms.isEmpty() ? new double[0] : ofTerms.get(term);
      IntStream.range(0, size).forEach(k -> quantiles.add(own));
    }
    return quantiles;
  }

  private static double deviation(Moments moments, int position) {
    return Math.sqrt(moments.crossProducts().get(position, position) / moments.weight());
  }

  private static @Nullable Double correlation(Moments moments, int position, int label) {
    double scale =
        Math.sqrt(moments.crossProducts().get(position, position))
            * Math.sqrt(moments.crossProducts().get(label, label));
    return scale > 0 ? moments.crossProducts().get(position, label) / scale : null;
  }

  Dataset<Row> table(SparkSession spark) {
    return spark.createDataFrame(rows, SCHEMA);
  }
}
