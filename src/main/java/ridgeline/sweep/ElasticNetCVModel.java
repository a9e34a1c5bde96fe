package ridgeline.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import ridgeline.select.CvCell;

/** The refitted regression, with the cross-validated surface it was selected from. */
public final class ElasticNetCVModel extends Model<ElasticNetCVModel> implements MLWritable {
  private static final long serialVersionUID = 1L;
  private static final String REGRESSION = "regression";
  private static final String RESULT = "result";

  private final String uid;
  private final LinearRegressionModel regression;
  private final transient SweepResult result;

  ElasticNetCVModel(String uid, LinearRegressionModel regression, SweepResult result) {
    this.uid = uid;
    this.regression = regression;
    this.result = result;
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
    return regression;
  }

  /** The curves, the paths, the selected cells and how they were found. */
  public SweepResult result() {
    return result;
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public String toString() {
    String text =
        "ElasticNetCVModel: uid=%s, numFeatures=%d".formatted(uid, regression.numFeatures());
    if (result == null) { // on an executor
      return text;
    }
    CvCell selected = result.selected();
    return text
        + ", elasticNetParam=%s, regParam=%s, rmse=%s"
            .formatted(selected.elasticNetParam(), selected.regParam(), selected.rmse());
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    return regression.transform(dataset);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return regression.transformSchema(schema);
  }

  @Override
  public ElasticNetCVModel copy(ParamMap extra) {
    ElasticNetCVModel copy = new ElasticNetCVModel(uid, regression.copy(extra), result);
    return copy.setParent(parent());
  }

  @Override
  public MLWriter write() {
    return new Writer(this);
  }

  private static final class Writer extends MLWriter {
    private final ElasticNetCVModel model;

    Writer(ElasticNetCVModel model) {
      this.model = model;
    }

    @Override
    public void saveImpl(String path) {
      DefaultParamsWriter.saveMetadata(model, path, sparkSession());
      try {
        model.regression.save(new Path(path, REGRESSION).toString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      ResultStore.save(model.result, new Path(path, RESULT).toString(), sparkSession());
    }
  }

  private static final class Reader extends MLReader<ElasticNetCVModel> {
    @Override
    public ElasticNetCVModel load(String path) {
      String uid = DefaultParamsReader.loadMetadata(path, sparkSession()).uid();
      return new ElasticNetCVModel(
          uid,
          LinearRegressionModel.load(new Path(path, REGRESSION).toString()),
          ResultStore.load(new Path(path, RESULT).toString(), sparkSession()));
    }
  }
}
