package ridgeline.config.retrain;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import ridgeline.config.Limits;

/** How the rows of each partition are divided, so that folds can be dealt from the parts. */
public record BucketsConfig(
    @JsonPropertyDescription("Number of buckets of each partition.")
        @JsonProperty(defaultValue = "20")
        @Limits(min = 2, max = 1000)
        int count,
    @JsonPropertyDescription(
            "Columns whose equal values stay in one bucket; label, weight and features when empty.")
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<String> by) {

  public BucketsConfig {
    by = List.copyOf(by);
  }
}
