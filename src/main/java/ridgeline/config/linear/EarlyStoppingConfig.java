package ridgeline.config.linear;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import ridgeline.config.Limits;

/** When a path, computed from strong to weak regularisation, stops before its smallest regParam. */
public record EarlyStoppingConfig(
    @JsonPropertyDescription("Whether a path may stop early.") @JsonProperty(defaultValue = "true")
        boolean enabled,
    @JsonPropertyDescription("Number of steps without improvement after which a path stops.")
        @JsonProperty(defaultValue = "5")
        @Limits(min = 1)
        int patience,
    @JsonPropertyDescription("Minimum improvement that counts, as a share of the best mean error.")
        @JsonProperty(defaultValue = "1e-4")
        @Limits(min = 0)
        double minImprovement,
    @JsonPropertyDescription("Number of steps that are always taken.")
        @JsonProperty(defaultValue = "10")
        @Limits(min = 1)
        int minLambdas) {}
