package ridgeline.config.linear;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which point of the cross-validation curve is chosen. */
public enum SelectionRule {
  /** The largest regParam at the least mean error. */
  @JsonProperty("min")
  MIN,
  /** The largest regParam within one standard error of the least mean error. */
  @JsonProperty("1se")
  ONE_SE
}
