package ridgeline.config.compare;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import ridgeline.config.Limits;
import ridgeline.config.data.DataConfig;
import ridgeline.config.data.FoldsConfig;
import ridgeline.config.linear.ObjectiveConfig;

/**
 * A comparison of ways to regularise: some fitted to all rows with a given regParam, others tuned
 * on one part of the rows and tested on the rest. {@link CompareConfigReader} reads and checks it.
 */
public record CompareConfig(
    @JsonPropertyDescription("Name of the job, used for its output folder and its Spark job group.")
        @JsonProperty(required = true)
        @Limits(pattern = "[a-z0-9][a-z0-9._-]{0,63}")
        String name,
    @JsonPropertyDescription("The rows, the label and the features.") @JsonProperty(required = true)
        DataConfig data,
    @JsonPropertyDescription(
            "Fits to all rows with a given regParam, each shown beside the plain fit.")
        List<FixedFitConfig> fits,
    @JsonPropertyDescription(
            "What those fits minimise; methods always have an intercept and standardise.")
        ObjectiveConfig objective,
    @JsonPropertyDescription(
            "Ways of regularising to tune on a part of the rows and test on the rest.")
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<MethodChoice> methods,
    @JsonPropertyDescription("How rows are assigned to the cross-validation folds.")
        FoldsConfig folds,
    @JsonPropertyDescription(
            "Number of further folds, of the same size, that are held out for the test.")
        @JsonProperty(defaultValue = "2")
        @Limits(min = 1)
        int testFolds,
    @JsonPropertyDescription(
            "How many times the training part is halved for the learning curves; fewer if"
                + " memory is short.")
        @JsonProperty(defaultValue = "6")
        @Limits(min = 0, max = MAX_HALVINGS)
        int halvings,
    @JsonPropertyDescription(
            "Gradient descent is evaluated at about 100 geometrically spaced numbers of"
                + " iterations, and stops after this many of them without a smaller error.")
        @JsonProperty(defaultValue = "10")
        @Limits(min = 1)
        int patience) {

  /** Name of the fit without a penalty, which is shown beside {@code fits}. */
  public static final String PLAIN = "plain";

  static final int MAX_HALVINGS = 10;

  public CompareConfig {
    fits = List.copyOf(fits);
    methods = List.copyOf(methods);
  }
}
