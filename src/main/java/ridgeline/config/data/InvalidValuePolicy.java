package ridgeline.config.data;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens to a row with a null, NaN or infinite value. */
public enum InvalidValuePolicy {
  /** The job stops. */
  @JsonProperty("fail")
  FAIL,
  /** The row is left out. */
  @JsonProperty("drop")
  DROP,
  /** The value is replaced by one computed from the other rows. */
  @JsonProperty("impute")
  IMPUTE
}
