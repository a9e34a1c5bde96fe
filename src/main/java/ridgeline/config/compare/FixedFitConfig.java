package ridgeline.config.compare;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import ridgeline.config.Limits;

/** A fit to all rows with a given regParam. */
public record FixedFitConfig(
    @JsonPropertyDescription("Name of the fit in the report.") @JsonProperty(required = true)
        String name,
    @JsonPropertyDescription("Share of the L1 penalty: 0 is ridge, 1 is lasso.")
        @JsonProperty(required = true)
        @Limits(min = 0, max = 1)
        double elasticNetParam,
    @JsonPropertyDescription("Strength of the penalty.")
        @JsonProperty(required = true)
        @Limits(min = 0)
        double regParam) {}
