package ridgeline.config.linear;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;
import ridgeline.config.Limits;

/** The values of regParam, the strength of the penalty. */
@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION, defaultImpl = RegParamConfig.Explicit.class)
@JsonSubTypes(@JsonSubTypes.Type(RegParamConfig.Generated.class))
public sealed interface RegParamConfig {

  /** Log-spaced, starting at the smallest regParam at which every coefficient is 0. */
  record Generated(
      @JsonPropertyDescription("Number of values.")
          @JsonProperty(defaultValue = "100")
          @Limits(min = 1, max = Limits.MAX_REG_PARAMS)
          int count,
      @JsonPropertyDescription(
              "Smallest value as a share of the largest. When empty, it is 1e-4, or 1e-2 with"
                  + " fewer rows than features, and a path whose error is still falling there"
                  + " is extended by up to count more values.")
          @Limits(min = 0, max = 1, open = true)
          @Nullable Double minRatio)
      implements RegParamConfig {}

  /** The values themselves, in any order; a path starts at the largest. */
  record Explicit(
      @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          @Limits(min = 0, entries = 1, maxEntries = Limits.MAX_REG_PARAMS)
          @JsonValue
          List<Double> values)
      implements RegParamConfig {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Explicit {
      values = List.copyOf(values);
    }
  }
}
