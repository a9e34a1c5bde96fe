package ridgeline.config.data;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of a row with a null, NaN or infinite value. */
public enum InvalidValuePolicy {
  /** The job stops. */
  @JsonProperty("fail")
  FAIL,
  /** The row is left out. */
  @JsonProperty("drop")
  DROP,
  /** The value is replaced by one that is learnt from the other rows. */
  @JsonProperty("impute")
  IMPUTE
}
