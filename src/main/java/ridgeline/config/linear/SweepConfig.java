package ridgeline.config.linear;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import ridgeline.config.ConfigWriter;
import ridgeline.config.Limits;
import ridgeline.config.data.DataConfig;
import ridgeline.config.data.FoldsConfig;

/**
 * A sweep: the data, the folds, the grid of regParam x elasticNetParam, and what is done with the
 * result. {@link SweepConfigReader} reads and checks it, {@link ConfigWriter} writes it.
 */
public record SweepConfig(
    @JsonPropertyDescription("Name of the job, used for its output folder and its Spark job group.")
        @JsonProperty(required = true)
        @Limits(pattern = "[a-z0-9][a-z0-9._-]{0,63}")
        String name,
    @JsonPropertyDescription("The rows, the label and the features.") @JsonProperty(required = true)
        DataConfig data,
    @JsonPropertyDescription("How rows are assigned to the cross-validation folds.")
        FoldsConfig folds,
    @JsonPropertyDescription("The regularisation surface and its objective.") GridConfig grid,
    @JsonPropertyDescription("When a path stops before its smallest regParam.")
        EarlyStoppingConfig earlyStopping,
    @JsonPropertyDescription("How one cell of the surface is chosen.") SelectConfig select,
    @JsonPropertyDescription(
            "What fits the cells: gram solves them from one pass over the data; mllib fits MLlib's"
                + " LinearRegression in each cell and fold, from the same pass, and mllib-rows on"
                + " the rows; auto is gram if it fits in memory, otherwise mllib-rows.")
        @JsonProperty(defaultValue = "auto")
        EngineChoice engine,
    @JsonPropertyDescription(
            "How the chosen cell is fitted to all the data: mllib by MLlib's LinearRegression from"
                + " the statistics of the sweep, mllib-rows from the rows, statistics by the sweep"
                + " itself.")
        @JsonProperty(defaultValue = "mllib")
        RefitChoice refit,
    @JsonPropertyDescription("When the solver of one cell stops.") SolverConfig solver,
    @JsonPropertyDescription("What the report shows.") ReportConfig report) {}
