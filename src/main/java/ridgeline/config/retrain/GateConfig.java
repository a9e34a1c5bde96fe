package ridgeline.config.retrain;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ridgeline.config.Limits;

/** What a candidate has to fulfil before it becomes the champion. */
public record GateConfig(
    @JsonPropertyDescription(
            "The partitions on which candidate and champion are scored, which neither has seen:"
                + " the last days before the logical date, and that day.")
        @JsonProperty(defaultValue = "7 days")
        @Limits(pattern = Span.POSITIVE, example = "90 days", range = Span.RANGE)
        String newest,
    @JsonPropertyDescription("The error that is compared.") @JsonProperty(defaultValue = "rmse")
        Metric metric,
    @JsonPropertyDescription(
            "What the errors of both are paired by: buckets, so that the confidence is for more rows"
                + " of the same partitions; or partitions, so that it is for other partitions.")
        @JsonProperty(defaultValue = "buckets")
        Pairs pairs,
    @JsonPropertyDescription(
            "By what share of the champion's error the candidate's has to be smaller; negative if"
                + " it may be so much larger.")
        @JsonProperty(defaultValue = "0")
        @Limits(min = -1000, max = 1)
        double minImprovement,
    @JsonPropertyDescription(
            "How certain that improvement has to be: the confidence of its one-sided lower bound.")
        @JsonProperty(defaultValue = "0.95")
        @Limits(min = 0.5, max = 1, open = true)
        double confidence,
    @JsonPropertyDescription("How many rows the newest partitions have at least.")
        @JsonProperty(defaultValue = "1000")
        @Limits(min = 2)
        long minRows,
    @JsonPropertyDescription(
            "By how much the distribution of a feature or of the label may differ from that of the"
                + " champion's training, as a population stability index; any when empty.")
        @Limits(min = 0, open = true)
        @Nullable Double maxDrift,
    @JsonPropertyDescription("How much of the label's variance is explained at least.")
        @Limits(max = 1)
        @Nullable Double minR2,
    @JsonPropertyDescription(
            "Categorical features on each level of which the candidate must not be worse than the"
                + " champion. Statistics of each level are kept, too, so all jobs of a store must"
                + " name the same.")
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<String> slices,
    @JsonPropertyDescription(
            "By what share the candidate's error on a level may be larger; more is refused if it is"
                + " shown with the confidence, which is for all levels together.")
        @JsonProperty(defaultValue = "0")
        @Limits(min = 0, max = 1000)
        double maxSliceLoss) {
  public GateConfig {
    slices = List.copyOf(slices);
  }

  /** The groups of rows on each of which both models have an error. */
  public enum Pairs {
    @JsonProperty("buckets")
    BUCKETS,
    @JsonProperty("partitions")
    PARTITIONS
  }

  /** An error of predictions. */
  public enum Metric {
    @JsonProperty("rmse")
    RMSE,
    @JsonProperty("mse")
    MSE;

    /** The error in its unit. */
    public double of(double meanSquaredError) {
      return this == RMSE ? Math.sqrt(meanSquaredError) : meanSquaredError;
    }
  }
}
