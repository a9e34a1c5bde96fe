package ridgeline.config.linear;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What the report of a sweep shows. */
public record ReportConfig(
    @JsonPropertyDescription(
            "Whether another pass over the data counts held-out rows by observed and predicted"
                + " value.")
        @JsonProperty(defaultValue = "true")
        boolean heldOut) {}
