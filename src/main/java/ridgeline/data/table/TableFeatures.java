package ridgeline.data.table;

import java.util.List;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.SQLTransformer;
import ridgeline.data.feature.FeatureDescription;
import ridgeline.data.feature.Features;

/**
 * How the features of a table's rows are built, for a saved model.
 *
 * @param features the stages that build the vector
 * @param description the same, so that our jobs can rebuild it without loading those stages
 */
public record TableFeatures(Features features, FeatureDescription description) {
  /** Stages that follow the regression and remove the columns that the feature stages added. */
  public List<Transformer> cleanUp() {
    if (features.scratch().isEmpty()) {
      return List.of();
    }
    String scratch = String.join(", ", features.scratch());
    return List.of(
        new SQLTransformer().setStatement("SELECT * EXCEPT (%s) FROM __THIS__".formatted(scratch)));
  }
}
