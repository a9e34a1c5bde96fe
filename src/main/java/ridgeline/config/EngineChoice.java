package ridgeline.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What fits the cells of the sweep. */
public enum EngineChoice {
  /** {@link #GRAM} where it applies, else {@link #MLLIB}. */
  @JsonProperty("auto")
  AUTO,
  /** Every cell from the folds' statistics, which take one pass over the data. */
  @JsonProperty("gram")
  GRAM,
  /** One MLlib fit for each cell and fold. */
  @JsonProperty("mllib")
  MLLIB
}
