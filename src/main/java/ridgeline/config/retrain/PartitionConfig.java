package ridgeline.config.retrain;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import ridgeline.config.Limits;

/** What the partitions of the table are, of each of which statistics are kept. */
public record PartitionConfig(
    @JsonPropertyDescription(
            "The columns of its directories, such as day=2001-06-07, or expressions over the columns"
                + " of its rows, such as date(time): the first one is a date, or the first ones are"
                + " year, month and, if there is one, day, as columns or functions.")
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        @JsonProperty(defaultValue = "[day]")
        @Limits(entries = 1, maxEntries = 10)
        List<String> by) {

  public PartitionConfig {
    by = List.copyOf(by);
  }
}
