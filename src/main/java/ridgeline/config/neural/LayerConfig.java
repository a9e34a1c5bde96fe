package ridgeline.config.neural;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import ridgeline.config.Limits;

/**
 * A layer of a network, identified by its first key; a bare word is a layer without further keys.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
@JsonSubTypes({
  @JsonSubTypes.Type(LayerConfig.Conv.class),
  @JsonSubTypes.Type(LayerConfig.BatchNorm.class),
  @JsonSubTypes.Type(LayerConfig.Relu.class),
  @JsonSubTypes.Type(LayerConfig.MaxPool.class),
  @JsonSubTypes.Type(LayerConfig.Flatten.class),
  @JsonSubTypes.Type(LayerConfig.Dense.class),
  @JsonSubTypes.Type(LayerConfig.Dropout.class)
})
public sealed interface LayerConfig extends Serializable {

  /** An operation with one case for each kind of layer. */
  interface Visitor<R> {
    R conv(Conv layer);

    R batchNorm(BatchNorm layer);

    R relu(Relu layer);

    R maxPool(MaxPool layer);

    R flatten(Flatten layer);

    R dense(Dense layer);

    R dropout(Dropout layer);
  }

  /** Calls the method of the layer's kind. */
  <R> R accept(Visitor<R> visitor);

  /** A convolution of images with a bias. */
  record Conv(
      @JsonPropertyDescription("Number of filters, which are the channels of the output.")
          @JsonProperty(required = true)
          @Limits(min = 1)
          int conv,
      @JsonPropertyDescription("Height and width of a filter.")
          @JsonProperty(defaultValue = "3")
          @Limits(min = 1)
          int kernel,
      @JsonPropertyDescription("Pixels from one position of a filter to the next.")
          @JsonProperty(defaultValue = "1")
          @Limits(min = 1)
          int stride,
      @JsonPropertyDescription("Width of the border of zeros around the image, in pixels.")
          @JsonProperty(defaultValue = "0")
          @Limits(min = 0)
          int padding)
      implements LayerConfig {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.conv(this);
    }
  }

  /** Batch normalisation of each channel, or of each value. */
  record BatchNorm(
      @JsonPropertyDescription("Whether the layer is used.") @JsonProperty(defaultValue = "true")
          boolean batchNorm)
      implements LayerConfig {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.batchNorm(this);
    }
  }

  /** The maximum of a value and 0. */
  record Relu(
      @JsonPropertyDescription("Whether the layer is used.") @JsonProperty(defaultValue = "true")
          boolean relu)
      implements LayerConfig {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.relu(this);
    }
  }

  /** The maximum of each square of pixels. */
  record MaxPool(
      @JsonPropertyDescription("Height and width of the squares, which do not overlap.")
          @JsonProperty(required = true)
          @Limits(min = 1)
          int maxPool)
      implements LayerConfig {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.maxPool(this);
    }
  }

  /** An image as a row of values. */
  record Flatten(
      @JsonPropertyDescription("Whether the layer is used.") @JsonProperty(defaultValue = "true")
          boolean flatten)
      implements LayerConfig {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.flatten(this);
    }
  }

  /** Weighted sums of all values, with a bias. */
  record Dense(
      @JsonPropertyDescription("Number of outputs.") @JsonProperty(required = true) @Limits(min = 1)
          int dense)
      implements LayerConfig {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.dense(this);
    }
  }

  /** Sets random values to 0 during training. */
  record Dropout(
      @JsonPropertyDescription(
              "Share of the values that is set to 0; regularisation.dropout when empty.")
          @Limits(min = 0, max = 0.99)
          @Nullable Double dropout)
      implements LayerConfig {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.dropout(this);
    }
  }
}
