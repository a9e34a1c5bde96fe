package ridgeline.config.retrain;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import ridgeline.config.ConfigWriter;
import ridgeline.config.Limits;
import ridgeline.config.data.DataConfig;
import ridgeline.config.data.FoldsConfig;
import ridgeline.config.linear.EarlyStoppingConfig;
import ridgeline.config.linear.EngineChoice;
import ridgeline.config.linear.GridConfig;
import ridgeline.config.linear.RefitChoice;
import ridgeline.config.linear.ReportConfig;
import ridgeline.config.linear.SelectConfig;
import ridgeline.config.linear.SolverConfig;
import ridgeline.config.linear.SweepConfig;

/**
 * A retraining: a table in partitions, a store of their statistics, and what becomes of the model
 * that is swept from them. {@link RetrainConfigReader} reads and checks it.
 */
public record RetrainConfig(
    @JsonPropertyDescription("Name of the model, under which its versions are in the store.")
        @JsonProperty(required = true)
        @Limits(pattern = "[a-z0-9][a-z0-9._-]{0,63}")
        String name,
    @JsonPropertyDescription(
            "A directory on any Hadoop file system in which statistics, versions and aliases live.")
        @JsonProperty(required = true)
        String store,
    @JsonPropertyDescription("The rows, the label and the features.") @JsonProperty(required = true)
        DataConfig data,
    @JsonPropertyDescription("What the partitions of the table are.") PartitionConfig partition,
    @JsonPropertyDescription("How the rows of each partition are divided.") BucketsConfig buckets,
    @JsonPropertyDescription("Which partitions a model is trained on.") WindowConfig window,
    @JsonPropertyDescription("How the penalty is chosen.") ValidationConfig validation,
    @JsonPropertyDescription("What a candidate has to fulfil.") GateConfig gate,
    @JsonPropertyDescription("What of the past is kept.") KeepConfig keep,
    @JsonPropertyDescription("The regularisation surface and its objective.") GridConfig grid,
    @JsonPropertyDescription("When a path stops before its smallest regParam.")
        EarlyStoppingConfig earlyStopping,
    @JsonPropertyDescription("How one cell of the surface is chosen.") SelectConfig select,
    @JsonPropertyDescription(
            "What fits the cells: gram, which is auto, solves them from the statistics; mllib fits"
                + " MLlib's LinearRegression in each cell and fold.")
        @JsonProperty(defaultValue = "auto")
        EngineChoice engine,
    @JsonPropertyDescription(
            "How the chosen cell is fitted: mllib by MLlib's LinearRegression from the statistics,"
                + " statistics by the sweep itself.")
        @JsonProperty(defaultValue = "mllib")
        RefitChoice refit,
    @JsonPropertyDescription("When the solver of one cell stops.") SolverConfig solver,
    @JsonPropertyDescription("The MLflow server to which versions are logged.")
        MlflowConfig mlflow) {

  /** Hash of the job; where its versions are logged makes no difference. */
  public String hash() {
    return ConfigWriter.hashWithout("mlflow", this);
  }

  /** The sweep that chooses the penalty. */
  public SweepConfig sweep() {
    int folds =
        validation.kind() == ValidationConfig.Kind.FOLDS
            ? validation.count()
            : validation.origins();
    return new SweepConfig(
        name,
        data,
        new FoldsConfig(folds, List.of(), 0, null),
        grid,
        earlyStopping,
        select,
        engine,
        refit,
        solver,
        new ReportConfig(false));
  }
}
