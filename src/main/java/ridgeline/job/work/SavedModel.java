package ridgeline.job.work;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.package$;
import org.jspecify.annotations.Nullable;
import ridgeline.data.TrainingRows;
import ridgeline.data.feature.FeatureDescription;
import ridgeline.data.table.TableFeatures;
import ridgeline.job.output.ModelFiles;
import ridgeline.job.output.OutputDirectory;
import ridgeline.model.LabelInverse;
import ridgeline.model.LinearModel;
import ridgeline.model.ModelDirectory;
import ridgeline.model.ModelManifest;
import ridgeline.model.mlflow.MlflowFiles;
import ridgeline.sweep.ElasticNetCVModel;
import ridgeline.sweep.SweepResult;

/**
 * A linear model as it is saved.
 *
 * @param name of the job
 * @param inverse of the label; null if the model predicts the label itself
 */
record SavedModel(
    String name, TableFeatures features, ElasticNetCVModel model, @Nullable LabelInverse inverse) {

  /** Writes the directory of the model. */
  void write(OutputDirectory out, Configuration configuration) throws IOException {
    LinearRegressionModel regression = model.regression();
    regression.setFeaturesCol(features.features().column());
    regression.setPredictionCol(
        inverse == null ? TrainingRows.PREDICTION : LinearModel.TRANSFORMED);
    List<Transformer> stages = new ArrayList<>(features.features().saved());
    stages.add(regression);
    if (inverse != null) {
      stages.add(
          new SQLTransformer()
              .setStatement(
                  "SELECT *, %s AS %s FROM __THIS__"
                      .formatted(
                          inverse.predict(LinearModel.TRANSFORMED), TrainingRows.PREDICTION)));
    }
    stages.addAll(features.cleanUp());
    new PipelineModel("ridgeline-" + name, stages).save(out.directory(ModelDirectory.IN_RUN));
    LinearModel saved =
        LinearModel.of(
            regression.intercept(),
            model.result().features().names(),
            Arrays.stream(regression.coefficients().toArray()).boxed().toList(),
            inverse);
    out.write(
        ModelFiles.inRun(FeatureDescription.FILE),
        writer -> writer.write(features.description().text()));
    out.write(ModelFiles.inRun(LinearModel.FILE), writer -> writer.write(saved.text()));
    for (Map.Entry<String, String> file : mlflow().entrySet()) {
      out.write(ModelFiles.inRun(file.getKey()), writer -> writer.write(file.getValue()));
    }
    ModelFiles.finish(out, ModelManifest.Kind.LINEAR, configuration);
  }

  private Map<String, String> mlflow() throws IOException {
    SweepResult.Features fitted = model.result().features();
    Map<String, Double> means = new LinkedHashMap<>();
    for (int i = 0; i < fitted.names().size(); i++) {
      means.put(fitted.names().get(i), fitted.means()[i]);
    }
    return MlflowFiles.of(features.description(), means, package$.MODULE$.SPARK_VERSION());
  }
}
