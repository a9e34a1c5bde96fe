package ridgeline.config.linear;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the squared part of the penalty is scaled. */
public enum L2Scale {
  /** Divided by the label's standard deviation, as MLlib and glmnet do. */
  @JsonProperty("mllib")
  MLLIB,
  /** Not scaled. */
  @JsonProperty("plain")
  PLAIN
}
