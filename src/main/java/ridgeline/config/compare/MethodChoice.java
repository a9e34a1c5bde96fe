package ridgeline.config.compare;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A way of regularising that a comparison tunes. */
public enum MethodChoice {
  /** Ordinary least squares. */
  @JsonProperty("none")
  NONE,
  /** The lasso. */
  @JsonProperty("l1")
  L1,
  /** Ridge. */
  @JsonProperty("l2")
  L2,
  /** A mixture of the two. */
  @JsonProperty("elasticNet")
  ELASTIC_NET,
  /** Gradient descent that is stopped early. */
  @JsonProperty("earlyStopping")
  EARLY_STOPPING,
  /** Inputs that are set to 0 at random. */
  @JsonProperty("dropout")
  DROPOUT,
  /** Noise added to the inputs. */
  @JsonProperty("noise")
  NOISE
}
