package ridgeline.config.linear;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import ridgeline.select.SelectionRule;

/** How one cell of the surface is chosen. */
public record SelectConfig(
    @JsonPropertyDescription(
            "The largest regParam with the minimum mean error (min), or within one standard"
                + " error of it (1se).")
        @JsonProperty(defaultValue = "min")
        SelectionRule rule) {}
