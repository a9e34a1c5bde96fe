package ridgeline.config.linear;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What fits the cells of the sweep. */
public enum EngineChoice {
  /** {@link #GRAM} where it applies, else {@link #MLLIB_ROWS}. */
  @JsonProperty("auto")
  AUTO,
  /** Every cell from the folds' statistics, which take one pass over the data. */
  @JsonProperty("gram")
  GRAM,
  /** One MLlib fit for each cell and fold, to few rows that have the fold's statistics. */
  @JsonProperty("mllib")
  MLLIB,
  /** One MLlib fit for each cell and fold, to the rows. */
  @JsonProperty("mllib-rows")
  MLLIB_ROWS
}
