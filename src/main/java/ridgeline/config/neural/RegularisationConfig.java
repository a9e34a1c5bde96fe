package ridgeline.config.neural;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.io.Serializable;
import ridgeline.config.Limits;

/** What keeps a network from learning its training rows by heart. */
public record RegularisationConfig(
    @JsonPropertyDescription(
            "Share of the values that dropout layers without one of their own zero.")
        @JsonProperty(defaultValue = "0")
        @Limits(min = 0, max = 0.99)
        double dropout,
    @JsonPropertyDescription("Whether batchNorm layers are there.")
        @JsonProperty(defaultValue = "true")
        boolean batchNorm,
    @JsonPropertyDescription(
            "Share of each weight that a step takes away, times the learning rate; no part of the"
                + " loss.")
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
    @JsonPropertyDescription("Both penalties as a sweep has them, instead of l1 and l2.")
        ElasticNet elasticNet,
    @JsonPropertyDescription("Random changes of the training images.") Augmentation augmentation,
    @JsonPropertyDescription("Share of a label that is spread evenly over all classes.")
        @JsonProperty(defaultValue = "0")
        @Limits(min = 0, max = 0.99)
        double labelSmoothing,
    @JsonPropertyDescription("Greatest norm of a step's gradient; 0 for any.")
        @JsonProperty(defaultValue = "0")
        @Limits(min = 0)
        double gradientClipping,
    @JsonPropertyDescription("When training ends before its last epoch.") Stopping earlyStopping) {

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

  /** Random changes of training images; each image is changed anew in every epoch. */
  public record Augmentation(
      @JsonPropertyDescription("Whether half of the images are mirrored, left to right.")
          @JsonProperty(defaultValue = "false")
          boolean horizontalFlip,
      @JsonPropertyDescription("Zeros around an image, of which a part of its size is cut.")
          @JsonProperty(defaultValue = "0")
          @Limits(min = 0)
          int cropPadding,
      @JsonPropertyDescription("Greatest rotation either way, in degrees.")
          @JsonProperty(defaultValue = "0")
          @Limits(min = 0, max = 180)
          double rotation,
      @JsonPropertyDescription("Standard deviation of noise, where white is 1.")
          @JsonProperty(defaultValue = "0")
          @Limits(min = 0)
          double noise,
      @JsonPropertyDescription("Share of the images of which a rectangle is erased.")
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
   * Training ends when a metric of the validation rows has not improved on its best for a while.
   */
  public record Stopping(
      @JsonPropertyDescription("Whether training may stop early.")
          @JsonProperty(defaultValue = "false")
          boolean enabled,
      @JsonPropertyDescription("What has to improve on the validation rows.")
          @JsonProperty(defaultValue = "loss")
          Metric metric,
      @JsonPropertyDescription("Number of epochs without improvement after which training stops.")
          @JsonProperty(defaultValue = "5")
          @Limits(min = 1)
          int patience,
      @JsonPropertyDescription("Least improvement on the best epoch that counts.")
          @JsonProperty(defaultValue = "0")
          @Limits(min = 0)
          double minImprovement) {}

  /** What is measured on the validation rows. */
  public enum Metric {
    @JsonProperty("loss")
    LOSS,
    @JsonProperty("accuracy")
    ACCURACY
  }
}
