package ridgeline.config.retrain;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import ridgeline.config.Limits;

/** How the penalty is chosen: by predicting rows of other buckets, or later partitions. */
public record ValidationConfig(
    @JsonPropertyDescription(
            "folds, which are dealt from the buckets; or forward, which predicts the partitions"
                + " after an origin from those before it.")
        @JsonProperty(defaultValue = "folds")
        Kind kind,
    @JsonPropertyDescription("Number of folds; at most that of the buckets.")
        @JsonProperty(defaultValue = COUNT)
        @Limits(min = 2, max = 1000)
        int count,
    @JsonPropertyDescription("How much is predicted after each origin.")
        @JsonProperty(defaultValue = HORIZON)
        @Limits(pattern = Span.POSITIVE, example = "90 days", range = Span.RANGE)
        String horizon,
    @JsonPropertyDescription("How much is left out between the training rows and the horizon.")
        @JsonProperty(defaultValue = GAP)
        @Limits(pattern = Span.ANY, example = "2 days", range = Span.ANY_RANGE)
        String gap,
    @JsonPropertyDescription("Number of origins, one horizon apart.")
        @JsonProperty(defaultValue = ORIGINS)
        @Limits(min = 2, max = 1000)
        int origins) {

  static final String COUNT = "10";
  static final String HORIZON = "7 days";
  static final String GAP = "0 days";
  static final String ORIGINS = "8";

  /** What is predicted from what. */
  public enum Kind {
    @JsonProperty("folds")
    FOLDS,
    @JsonProperty("forward")
    FORWARD
  }
}
