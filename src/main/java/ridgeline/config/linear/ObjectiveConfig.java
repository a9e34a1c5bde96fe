package ridgeline.config.linear;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import ridgeline.path.L2Scale;

/** What the fits with a given regParam minimise. */
public record ObjectiveConfig(
    @JsonPropertyDescription("Whether features are scaled to unit standard deviation.")
        @JsonProperty(defaultValue = "true")
        boolean standardization,
    @JsonPropertyDescription("Whether there is an intercept, which is never penalised.")
        @JsonProperty(defaultValue = "true")
        boolean fitIntercept,
    @JsonPropertyDescription(
            "Scale of the L2 penalty: plain, or mllib, which divides it by the label's standard"
                + " deviation.")
        @JsonProperty(defaultValue = "plain")
        L2Scale l2Scale) {}
