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
                + " of its rows, such as date(time). One of them is a day, or a month such as"
                + " 2001-06; or they have year, month and, if there is one, day, as columns or"
                + " functions; or year is the only one.")
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        @JsonProperty(defaultValue = "[day]")
        @Limits(entries = 1, maxEntries = 10)
        List<String> by) {

  public PartitionConfig {
    by = List.copyOf(by);
  }
}
