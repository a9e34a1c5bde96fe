package ridgeline.config.linear;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import ridgeline.config.Limits;
import ridgeline.config.data.DataConfig;
import ridgeline.config.data.FoldsConfig;

/**
 * A comparison of ways to regularise: some at given strengths on all rows, some tuned on one part
 * of the rows and measured on another. {@link CompareConfigReader} reads and checks it.
 */
public record CompareConfig(
    @JsonPropertyDescription("Name of the job, used for its output folder and its Spark job group.")
        @JsonProperty(required = true)
        @Limits(pattern = "[a-z0-9][a-z0-9._-]{0,63}")
        String name,
    @JsonPropertyDescription("The rows, the label and the features.") @JsonProperty(required = true)
        DataConfig data,
    @JsonPropertyDescription("Fits of all rows at given strengths, each beside the plain fit.")
        List<FixedFitConfig> fits,
    @JsonPropertyDescription("What those fits minimise; methods have an intercept and standardise.")
        ObjectiveConfig objective,
    @JsonPropertyDescription(
            "Ways of regularising to tune on a part of the rows and test on the rest.")
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<MethodChoice> methods,
    @JsonPropertyDescription("How rows are dealt to the folds of the cross-validation.")
        FoldsConfig folds,
    @JsonPropertyDescription("Further folds, of the same size, that are kept for the test.")
        @JsonProperty(defaultValue = "2")
        @Limits(min = 1)
        int testFolds,
    @JsonPropertyDescription(
            "How often the training part is halved for the learning curves; fewer where memory is"
                + " short.")
        @JsonProperty(defaultValue = "6")
        @Limits(min = 0, max = MAX_HALVINGS)
        int halvings,
    @JsonPropertyDescription(
            "Gradient descent ends after so many numbers of iterations, of some 100 that grow"
                + " geometrically, without a smaller error.")
        @JsonProperty(defaultValue = "10")
        @Limits(min = 1)
        int patience) {

  /** What the fit without a penalty, which stands beside those of {@code fits}, is called. */
  public static final String PLAIN = "plain";

  static final int MAX_HALVINGS = 10;

  public CompareConfig {
    fits = List.copyOf(fits);
    methods = List.copyOf(methods);
  }
}
