package ridgeline.config.data;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ridgeline.config.Limits;

/**
 * How rows are assigned to the cross-validation folds: by a hash of the columns {@code by} (label,
 * weight and features if there are none), or by {@code column}.
 */
public record FoldsConfig(
    @JsonPropertyDescription("Number of folds.")
        @JsonProperty(defaultValue = "10")
        @Limits(min = 2, max = Limits.MAX_FOLDS)
        int count,
    @JsonPropertyDescription(
            "Columns whose equal values stay in one fold; label, weight and features when empty.")
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<String> by,
    @JsonPropertyDescription("Seed of the hash that assigns rows to folds.")
        @JsonProperty(defaultValue = "42")
        long seed,
    @JsonPropertyDescription("An existing column with the fold of a row, counted from 0.")
        @Nullable String column) {

  public FoldsConfig {
    by = List.copyOf(by);
  }
}
