package ridgeline.config.neural;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.io.Serializable;
import ridgeline.config.Limits;

/** What keeps a network from memorising its training rows. */
public record RegularisationConfig(
    @JsonPropertyDescription(
            "Share of the values that dropout layers set to 0, unless they have their own.")
        @JsonProperty(defaultValue = "0")
        @Limits(min = 0, max = 0.99)
        double dropout,
    @JsonPropertyDescription("Whether batchNorm layers are used.")
        @JsonProperty(defaultValue = "true")
        boolean batchNorm,
    @JsonPropertyDescription(
            "Share of each weight that a step subtracts, times the learning rate; not part of"
                + " the loss.")
        @JsonProperty(defaultValue = "0")
        @Limits(min = 0)
        double weightDecay,
    @JsonPropertyDescription("Strength of the penalty l2 / 2 * sum of squared weights in the loss.")
        @JsonProperty(defaultValue = "0")
        @Limits(min = 0, max = 1e9)
        double l2,
    @JsonPropertyDescription("Strength of the penalty l1 * sum of absolute weights in the loss.")
        @JsonProperty(defaultValue = "0")
        @Limits(min = 0, max = 1e9)
        double l1,
    @JsonPropertyDescription(
            "Both penalties, in the parameters of a linear sweep, instead of l1 and l2.")
        ElasticNet elasticNet,
    @JsonPropertyDescription("Random changes to the training images.") Augmentation augmentation,
    @JsonPropertyDescription("Share of a label that is spread evenly over all classes.")
        @JsonProperty(defaultValue = "0")
        @Limits(min = 0, max = 0.99)
        double labelSmoothing,
    @JsonPropertyDescription("Maximum norm of a step's gradient; 0 for no limit.")
        @JsonProperty(defaultValue = "0")
        @Limits(min = 0)
        double gradientClipping,
    @JsonPropertyDescription("When training stops before its last epoch.") Stopping earlyStopping) {

  /** regParam * (elasticNetParam * sum |w| + (1 - elasticNetParam) / 2 * sum w^2) in the loss. */
  public record ElasticNet(
      @JsonPropertyDescription("Strength of the penalty.")
          @JsonProperty(defaultValue = "0")
          @Limits(min = 0, max = 1e9)
          double regParam,
      @JsonPropertyDescription("Share of the L1 penalty: 0 is ridge, 1 is lasso.")
          @JsonProperty(defaultValue = "0.5")
          @Limits(min = 0, max = 1)
          double elasticNetParam) {}

  /** Random changes to training images, drawn again for each image in every epoch. */
  public record Augmentation(
      @JsonPropertyDescription("Whether half of the images are mirrored, left to right.")
          @JsonProperty(defaultValue = "false")
          boolean horizontalFlip,
      @JsonPropertyDescription(
              "Width of the border of zeros added to an image before it is cropped to its size"
                  + " at random, in pixels.")
          @JsonProperty(defaultValue = "0")
          @Limits(min = 0)
          int cropPadding,
      @JsonPropertyDescription("Maximum rotation in either direction, in degrees.")
          @JsonProperty(defaultValue = "0")
          @Limits(min = 0, max = 180)
          double rotation,
      @JsonPropertyDescription("Standard deviation of the noise, where white is 1.")
          @JsonProperty(defaultValue = "0")
          @Limits(min = 0)
          double noise,
      @JsonPropertyDescription("Share of the images in which a rectangle is erased.")
          @JsonProperty(defaultValue = "0")
          @Limits(min = 0, max = 1)
          double erasing)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Whether images are changed at all. */
    public boolean changesImages() {
      return horizontalFlip || cropPadding > 0 || rotation > 0 || noise > 0 || erasing > 0;
    }
  }

  /**
   * Stops training when a metric on the validation rows has not improved on its best for a while.
   */
  public record Stopping(
      @JsonPropertyDescription("Whether training may stop early.")
          @JsonProperty(defaultValue = "false")
          boolean enabled,
      @JsonPropertyDescription("The metric on the validation rows that has to improve.")
          @JsonProperty(defaultValue = "loss")
          Metric metric,
      @JsonPropertyDescription("Number of epochs without improvement after which training stops.")
          @JsonProperty(defaultValue = "5")
          @Limits(min = 1)
          int patience,
      @JsonPropertyDescription("Minimum improvement on the best epoch that counts.")
          @JsonProperty(defaultValue = "0")
          @Limits(min = 0)
          double minImprovement) {}

  /** A metric on the validation rows. */
  public enum Metric {
    @JsonProperty("loss")
    LOSS,
    @JsonProperty("accuracy")
    ACCURACY
  }
}
