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

/** The strengths of the penalty. */
@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION, defaultImpl = RegParamConfig.Explicit.class)
@JsonSubTypes(@JsonSubTypes.Type(RegParamConfig.Generated.class))
public sealed interface RegParamConfig {

  /** Log-spaced from the least strength at which every coefficient is 0. */
  record Generated(
      @JsonPropertyDescription("Number of strengths.")
          @JsonProperty(defaultValue = "100")
          @Limits(min = 1, max = Limits.MAX_REG_PARAMS)
          int count,
      @JsonPropertyDescription(
              "Least strength as a share of the greatest. When empty 1e-4, or 1e-2 with fewer rows"
                  + " than features, and a path goes on while its error falls there, for at most as"
                  + " many strengths again.")
          @Limits(min = 0, max = 1, open = true)
          @Nullable Double minRatio)
      implements RegParamConfig {}

  /** The values themselves, in any order; a path is walked from the largest. */
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
