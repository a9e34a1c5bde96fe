package ridgeline.config.linear;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the chosen cell is fitted to all the data. */
public enum RefitChoice {
  /** By MLlib's LinearRegression, on few rows that have the sweep's statistics. */
  @JsonProperty("mllib")
  MLLIB,
  /** By MLlib's LinearRegression, on the rows. */
  @JsonProperty("mllib-rows")
  MLLIB_ROWS,
  /** By the sweep itself. */
  @JsonProperty("statistics")
  STATISTICS
}
