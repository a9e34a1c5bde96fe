package ridgeline.config.linear;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ridgeline.config.Limits;
import ridgeline.path.L2Scale;

/** The regularisation surface and its objective. */
public record GridConfig(
    @JsonPropertyDescription("Shares of the L1 penalty: 0 is ridge, 1 is lasso.")
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        @JsonProperty(defaultValue = "[0, 0.1, 0.5, 0.9, 1]")
        @Limits(min = 0, max = 1, entries = 1, maxEntries = Limits.MAX_REG_PARAMS)
        List<Double> elasticNetParam,
    @JsonPropertyDescription("Strengths of the penalty, or how many of them to generate.")
        RegParamConfig regParam,
    @JsonPropertyDescription("Whether features are scaled to unit standard deviation.")
        @JsonProperty(defaultValue = "true")
        boolean standardization,
    @JsonPropertyDescription("Whether there is an intercept, which is never penalised.")
        @JsonProperty(defaultValue = "true")
        boolean fitIntercept,
    @JsonPropertyDescription(
            "Scale of the L2 penalty: mllib divides it by the label's standard deviation, as glmnet"
                + " does; plain does not.")
        @JsonProperty(defaultValue = "mllib")
        L2Scale l2Scale,
    @JsonPropertyDescription("Penalty factors by feature name; 1 for features not listed.")
        @Limits(min = 0)
        Map<String, Double> penaltyFactor) {

  public GridConfig {
    elasticNetParam = List.copyOf(elasticNetParam);
    penaltyFactor = Collections.unmodifiableMap(new LinkedHashMap<>(penaltyFactor));
  }
}
