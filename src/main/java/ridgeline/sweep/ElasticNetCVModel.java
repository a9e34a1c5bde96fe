package ridgeline.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.ml.util.ReadWriteUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import ridgeline.config.linear.RefitChoice;
import ridgeline.data.DataException;
import ridgeline.data.source.SavedPart;
import ridgeline.data.sql.AmbiguousColumns;
import ridgeline.select.CvCell;
import scala.Option;

/**
 * The refitted regression, with the cross-validated surface it was selected from.
 *
 * <p>{@code transform} adds predictions. If {@link #resultTable()} is set, it gives that table
 * instead and does not read the rows, because a client of Spark Connect can ask a model of a class
 * that Spark does not know for nothing but a transformation. The tables have the columns of the csv
 * files of a sweep: {@code cv} has a row for each solved cell, and marks those that {@code min} and
 * {@code 1se} select, and that of the refit; {@code path} has the intercept and the nonzero
 * coefficients of each cell; {@code coefficients} has those of the refit, raw and in label
 * deviations per deviation of their feature. {@code report} is the HTML page of all that.
 */
public final class ElasticNetCVModel extends Model<ElasticNetCVModel> implements MLWritable {
  private static final long serialVersionUID = 1L;
  private static final String REGRESSION = "regression";
  private static final String RESULT = "result";
  private static final String NO_TABLE = "";

  private final String uid;
  private final @Nullable LinearRegressionModel regression;
  private final transient @Nullable SweepResult result;
  private final Param<String> featuresCol;
  private final Param<String> predictionCol;
  private final Param<String> resultTable;

  /** A model of nothing, which Spark Connect makes when it looks for the class. */
  public ElasticNetCVModel() {
    this("elasticNetCV", null, null);
  }

  ElasticNetCVModel(
      String uid, @Nullable LinearRegressionModel regression, @Nullable SweepResult result) {
    this.uid = uid;
    this.regression = regression;
    this.result = result;
    featuresCol = new Param<>(uid, "featuresCol", "name of the vector column", String.class);
    predictionCol =
        new Param<>(uid, "predictionCol", "name of the column that the model adds", String.class);
    resultTable =
        ElasticNetCVParams.choice(
            uid,
            "resultTable",
            "the table of results that transform gives: %s; empty for predictions"
                .formatted(
                    Arrays.stream(ResultTable.values())
                        .map(ResultTable::toString)
                        .collect(Collectors.joining(", "))),
            Stream.concat(
                    Stream.of(NO_TABLE),
                    Arrays.stream(ResultTable.values()).map(ResultTable::toString))
                .toList());
    setDefault(resultTable, NO_TABLE);
    setDefault(featuresCol, regression == null ? "features" : regression.getFeaturesCol());
    setDefault(predictionCol, regression == null ? "prediction" : regression.getPredictionCol());
  }

  /** Reads a saved model. */
  public static MLReader<ElasticNetCVModel> read() {
    return new Reader();
  }

  /** Loads a model that was saved at {@code path}. */
  public static ElasticNetCVModel load(String path) {
    return read().load(path);
  }

  /** The standard MLlib model used for scoring. */
  public LinearRegressionModel regression() {
    return Objects.requireNonNull(regression);
  }

  /** The curves, the paths, the selected cells and how they were found. */
  public SweepResult result() {
    return Objects.requireNonNull(result);
  }

  public Param<String> featuresCol() {
    return featuresCol;
  }

  public String getFeaturesCol() {
    return getOrDefault(featuresCol);
  }

  public ElasticNetCVModel setFeaturesCol(String value) {
    set(featuresCol, value);
    return this;
  }

  public Param<String> predictionCol() {
    return predictionCol;
  }

  public String getPredictionCol() {
    return getOrDefault(predictionCol);
  }

  public ElasticNetCVModel setPredictionCol(String value) {
    set(predictionCol, value);
    return this;
  }

  public Param<String> resultTable() {
    return resultTable;
  }

  public String getResultTable() {
    return getOrDefault(resultTable);
  }

  public ElasticNetCVModel setResultTable(String value) {
    set(resultTable, value);
    return this;
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public String toString() {
    if (regression == null || result == null) { // of nothing, or on an executor
      return "ElasticNetCVModel: uid=%s".formatted(uid);
    }
    CvCell selected = result.selected();
    return "ElasticNetCVModel: uid=%s, numFeatures=%d, elasticNetParam=%s, regParam=%s, rmse=%s"
        .formatted(
            uid,
            regression.numFeatures(),
            selected.elasticNetParam(),
            selected.regParam(),
            selected.rmse());
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    return table()
        .map(table -> table.of(this, dataset.sparkSession()))
        .orElseGet(() -> predicted(dataset));
  }

  private Dataset<Row> predicted(Dataset<?> dataset) {
    try {
      return configured().transform(dataset);
    } catch (Exception e) { // Spark's is checked, but not declared in Scala
      AmbiguousColumns.require(dataset, featuresCol().name(), getFeaturesCol());
      throw e;
    }
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return table().map(ResultTable::schema).orElseGet(() -> configured().transformSchema(schema));
  }

  private Optional<ResultTable> table() {
    return getResultTable().equals(NO_TABLE)
        ? Optional.empty()
        : Optional.of(ElasticNetCVParams.chosen(ResultTable.class, getResultTable()));
  }

  /** The regression with the columns of this model. */
  private LinearRegressionModel configured() {
    LinearRegressionModel configured = regression().copy(ParamMap.empty());
    configured.set(configured.featuresCol(), getFeaturesCol());
    configured.set(configured.predictionCol(), getPredictionCol());
    return configured;
  }

  @Override
  public ElasticNetCVModel copy(ParamMap extra) {
    ElasticNetCVModel copy = new ElasticNetCVModel(uid, regression().copy(extra), result);
    return copyValues(copy, extra).setParent(parent());
  }

  @Override
  public MLWriter write() {
    return new Writer(this);
  }

  /** Writes to a local folder, too, where Spark Connect keeps models that are not in use. */
  private static final class Writer extends MLWriter {
    private final ElasticNetCVModel model;

    Writer(ElasticNetCVModel model) {
      this.model = model;
    }

    @Override
    public void saveImpl(String path) {
      DefaultParamsWriter.saveMetadata(model, path, sparkSession());
      MLWriter regression = model.regression().write();
      String to = new Path(path, REGRESSION).toString();
      try {
        if (isLocal()) {
          regression.saveToLocal(to);
        } else {
          regression.save(to);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      ReadWriteUtils.saveText(
          new Path(path, RESULT).toString(), ResultStore.write(model.result()), sparkSession());
    }
  }

  private static final class Reader extends MLReader<ElasticNetCVModel> {
    @Override
    public ElasticNetCVModel load(String path) {
      String described = new Path(path, "metadata").toString();
      DefaultParamsReader.Metadata metadata =
          SavedPart.read(
              described,
              () ->
                  DefaultParamsReader.loadMetadata(
                      path, sparkSession(), ElasticNetCVModel.class.getName()));
      MLReader<LinearRegressionModel> reader = LinearRegressionModel.read();
      String regression = new Path(path, REGRESSION).toString();
      String result = new Path(path, RESULT).toString();
      ElasticNetCVModel model =
          new ElasticNetCVModel(
              metadata.uid(),
              SavedPart.read(
                  regression,
                  () -> isLocal() ? reader.loadFromLocal(regression) : reader.load(regression)),
              ResultStore.read(result, () -> ReadWriteUtils.loadText(result, sparkSession())));
      if (!isTheRefit(model.regression(), model.result())) {
        throw new DataException(
            "%s: the regression is not that of the result; %s".formatted(path, SavedPart.MEND));
      }
      return SavedPart.read(
          described,
          () -> {
            metadata.getAndSetParams(model, Option.empty());
            return model;
          });
    }

    /** Whether coefficients differ from the sweep's own fit by no more than they did when saved. */
    private static boolean isTheRefit(LinearRegressionModel regression, SweepResult result) {
      SweepResult.Features features = result.features();
      double[] coefficients = regression.coefficients().toArray();
      if (coefficients.length != features.names().size()) {
        return false;
      }
      SweepResult.Refitted refit = result.refit();
      double allowed =
          refit.by() == RefitChoice.STATISTICS
              ? Refit.TOLERANCE
              : Math.max(Refit.TOLERANCE, refit.difference());
      return Refit.difference(
              coefficients,
              result.selected().fit(),
              features.deviations(),
              result.label().deviation())
          <= allowed;
    }
  }

  private static boolean isLocal() {
    return (Boolean) ReadWriteUtils.localSavingModeState().get();
  }
}
