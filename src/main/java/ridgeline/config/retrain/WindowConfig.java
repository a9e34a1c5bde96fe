package ridgeline.config.retrain;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;
import ridgeline.config.Limits;

/** Which partitions a model is trained on, and how much each of them weighs. */
public record WindowConfig(
    @JsonPropertyDescription(
            "How far back the partitions reach, the logical date included, such as 90 days; all"
                + " the way when empty.")
        @Limits(pattern = Span.POSITIVE, example = "90 days", range = Span.RANGE)
        @Nullable String last,
    @JsonPropertyDescription("Whether the partitions reach all the way back, as without last.")
        @JsonProperty(defaultValue = "false")
        boolean all,
    @JsonPropertyDescription(
            "The age at which a partition weighs half as much, such as 30 days; all partitions"
                + " weigh the same when empty.")
        @Limits(pattern = Span.POSITIVE, example = "90 days", range = Span.RANGE)
        @Nullable String halfLife) {}
