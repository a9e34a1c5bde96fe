package ridgeline.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the chosen cell is fitted to all the data. */
public enum RefitChoice {
  /** By MLlib's LinearRegression. */
  @JsonProperty("mllib")
  MLLIB,
  /** From the statistics of the sweep, without another pass. */
  @JsonProperty("statistics")
  STATISTICS
}
