package ridgeline.config.data;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A data set that comes with Ridgeline. */
public enum BundledDataset {
  /** Prices and measurements of 53,940 diamonds. */
  @JsonProperty("diamonds")
  DIAMONDS,
  /** Disease progression of 442 diabetes patients. */
  @JsonProperty("diabetes")
  DIABETES,
  /** A noisy line, y over x. */
  @JsonProperty("article-line")
  ARTICLE_LINE
}
