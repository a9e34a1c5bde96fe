package ridgeline.job.work;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import ridgeline.config.ConfigException;
import ridgeline.config.data.DataConfig;
import ridgeline.config.neural.TrainConfig;
import ridgeline.data.network.DataSplit;
import ridgeline.data.network.NetworkTable;
import ridgeline.data.score.ScoringInput;
import ridgeline.data.sql.ColumnNames;
import ridgeline.model.LabelInverse;
import ridgeline.model.LabelTransform;
import ridgeline.model.LinearModel;
import ridgeline.neural.model.NetworkModel;
import ridgeline.neural.model.Prediction;
import ridgeline.stats.residual.ResidualSummary;

/** Inverts a network's predictions of a label to the quantity of which the label is a function. */
final class NetworkInverse {
  private NetworkInverse() {}

  /**
   * Which function of the quantity the label of a job is; null if it is the quantity itself or has
   * no inverse.
   *
   * @param note receives the reason if the label itself is predicted although it is an expression
   */
  static @Nullable LabelTransform transform(
      TrainConfig config, NetworkTable table, Consumer<String> note) {
    return config.classes().isEmpty()
            && config.data() instanceof DataConfig data
            && data.label() != null
        ? LabelUnit.of(data.label(), table::hasNegative, note)
        : null;
  }

  /** The inverse for the residuals of the validation rows; empty if there are none. */
  static Optional<LabelInverse> of(LabelTransform transform, NetworkModel model, NetworkTable table)
      throws ConfigException {
    Dataset<Row> validation =
        table
            .rows()
            .filter(col(NetworkTable.SPLIT).equalTo(DataSplit.VALIDATION.name()))
            .select(NetworkTable.INPUT, NetworkTable.LABEL, NetworkTable.WEIGHT);
    Dataset<Row> predicted =
        Prediction.add(validation, model, NetworkTable.INPUT)
            .select(Prediction.PREDICTION, NetworkTable.LABEL, NetworkTable.WEIGHT)
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Row deviation = predicted.agg(deviation()).head();
      return deviation.isNullAt(0)
          ? Optional.empty()
          : Optional.of(
              LabelInverse.of(transform, summary(predicted, deviation.getDouble(0), transform)));
    } finally {
      predicted.unpersist();
    }
  }

  private static Column deviation() {
    Column error = col(NetworkTable.LABEL).minus(col(Prediction.PREDICTION));
    Column weight = col(NetworkTable.WEIGHT);
    return sqrt(sum(weight.multiply(error).multiply(error)).divide(sum(weight)));
  }

  private static ResidualSummary summary(
      Dataset<Row> predicted, double deviation, LabelTransform transform) {
    ResidualSummary none =
        new ResidualSummary(Math.max(deviation, Double.MIN_NORMAL), transform.rate());
    MapPartitionsFunction<Row, ResidualSummary> summarise =
        rows -> {
          ResidualSummary part = none.fresh();
          rows.forEachRemaining(
              row -> part.add(row.getDouble(0), row.getDouble(1), row.getDouble(2)));
          return List.of(part).iterator();
        };
    ResidualSummary all = none.fresh();
    predicted
        .mapPartitions(summarise, Encoders.javaSerialization(ResidualSummary.class))
        .collectAsList()
        .forEach(all::addAll);
    return all;
  }

  /**
   * Rows with predictions of the quantity beside those of the label.
   *
   * @throws ConfigException if the rows already have a column of that name
   */
  static Dataset<Row> add(Dataset<Row> predicted, LabelInverse inverse) throws ConfigException {
    ScoringInput.requireFree(predicted, LinearModel.TRANSFORMED);
    List<String> columns = new ArrayList<>(Arrays.asList(predicted.columns()));
    columns.remove(Prediction.PREDICTION);
    List<Column> result = new ArrayList<>();
    columns.forEach(name -> result.add(ColumnNames.quoted(name)));
    result.add(expr(inverse.predict(Prediction.PREDICTION)).as(Prediction.PREDICTION));
    result.add(col(Prediction.PREDICTION).as(LinearModel.TRANSFORMED));
    return predicted.select(result.toArray(Column[]::new));
  }
}
