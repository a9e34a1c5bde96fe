package ridgeline.config.linear;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What the report of a sweep shows. */
public record ReportConfig(
    @JsonPropertyDescription(
            "Whether one more pass over the data counts held-out rows by what was observed and what"
                + " was predicted.")
        @JsonProperty(defaultValue = "true")
        boolean heldOut) {}
