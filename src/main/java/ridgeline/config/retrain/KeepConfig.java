package ridgeline.config.retrain;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import ridgeline.config.Limits;

/** What of the past is kept. */
public record KeepConfig(
    @JsonPropertyDescription(
            "Number of versions whose files are kept; those with an alias are kept in any case.")
        @JsonProperty(defaultValue = "30")
        @Limits(min = 1)
        int versions) {}
