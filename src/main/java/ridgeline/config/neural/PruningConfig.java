package ridgeline.config.neural;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import ridgeline.config.Limits;

/** Which trials of a sweep are pruned because others do better. */
public record PruningConfig(
    @JsonPropertyDescription(
            "none; median, which prunes a trial whose best epoch is worse than the median of the"
                + " others' means; asha, which keeps the best share of the trials at each rung;"
                + " or auto, which is none for up to a dozen settings and asha for more.")
        @JsonProperty(defaultValue = "auto")
        Method method,
    @JsonPropertyDescription(
            "Number of epochs before any trial is pruned, and the first rung of asha; 0 for a"
                + " quarter of the epochs, but at least 2.")
        @JsonProperty(defaultValue = "0")
        @Limits(min = 0)
        int minEpochs,
    @JsonPropertyDescription(
            "asha keeps one in this many trials at a rung, and the next rung is at this many"
                + " times the epochs.")
        @JsonProperty(defaultValue = "3")
        @Limits(min = 2, max = 100)
        int reduction) {

  /** A rule by which trials are pruned. */
  public enum Method {
    @JsonProperty("auto")
    AUTO,
    @JsonProperty("none")
    NONE,
    @JsonProperty("median")
    MEDIAN,
    @JsonProperty("asha")
    ASHA
  }
}
