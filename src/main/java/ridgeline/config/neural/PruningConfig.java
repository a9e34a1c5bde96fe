package ridgeline.config.neural;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import ridgeline.config.Limits;

/** Which trials of a sweep end early, as others do better. */
public record PruningConfig(
    @JsonPropertyDescription(
            "none; median, which prunes a trial whose best epoch is worse than the median of the"
                + " others' means; asha, which keeps the best share at rungs of epochs; or auto,"
                + " which is none up to a dozen settings, else asha.")
        @JsonProperty(defaultValue = "auto")
        Method method,
    @JsonPropertyDescription(
            "Epochs before which nothing is pruned, and the first rung of asha; 0 for a quarter of"
                + " the epochs, and at least 2.")
        @JsonProperty(defaultValue = "0")
        @Limits(min = 0)
        int minEpochs,
    @JsonPropertyDescription(
            "asha keeps one of so many trials at a rung, and the next rung is at so many times the"
                + " epochs.")
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
