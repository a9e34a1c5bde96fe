package ridgeline.config.neural;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.io.Serializable;
import ridgeline.config.Limits;

/** How the weights of a network are updated from their gradients. */
public record OptimiserConfig(
    @JsonPropertyDescription("sgd, adam, or adamw, which is adam with decoupled weight decay.")
        @JsonProperty(defaultValue = "sgd")
        Method method,
    @JsonPropertyDescription("Learning rate, before warm-up and schedule change it.")
        @JsonProperty(defaultValue = "0.001")
        @Limits(min = 0, open = true)
        double learningRate,
    @JsonPropertyDescription("Share of the last step that is added to the next; sgd only.")
        @JsonProperty(defaultValue = "0")
        @Limits(min = 0, max = 0.999)
        double momentum,
    @JsonPropertyDescription(
            "Whether momentum is Nesterov's, with the gradient at the point it leads to; sgd only.")
        @JsonProperty(defaultValue = "false")
        boolean nesterov,
    @JsonPropertyDescription("How the learning rate changes.") Schedule schedule) {

  /** An optimisation method. */
  public enum Method {
    @JsonProperty("sgd")
    SGD,
    @JsonProperty("adam")
    ADAM,
    @JsonProperty("adamw")
    ADAMW
  }

  /** How the learning rate changes from epoch to epoch. */
  public record Schedule(
      @JsonPropertyDescription(
              "constant; step, which multiplies the rate by factor at regular intervals"
                  + " (every); or cosine, which falls to 0 over all epochs.")
          @JsonProperty(defaultValue = "constant")
          Kind kind,
      @JsonPropertyDescription("Number of epochs between steps.")
          @JsonProperty(defaultValue = "10")
          @Limits(min = 1)
          int every,
      @JsonPropertyDescription("Factor by which a step multiplies the learning rate.")
          @JsonProperty(defaultValue = "0.1")
          @Limits(min = 0, max = 1, open = true)
          double factor,
      @JsonPropertyDescription("Epochs over which the learning rate rises from 0 at the start.")
          @JsonProperty(defaultValue = "0")
          @Limits(min = 0)
          int warmUp)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** The shape of a schedule. */
  public enum Kind {
    @JsonProperty("constant")
    CONSTANT,
    @JsonProperty("step")
    STEP,
    @JsonProperty("cosine")
    COSINE
  }
}
