package ridgeline.config.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import ridgeline.config.Limits;
import ridgeline.config.secret.Confidential;

/**
 * What a network is trained on: images, or the rows, label and features of a {@link DataConfig}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION, defaultImpl = DataConfig.class)
@JsonSubTypes({
  @JsonSubTypes.Type(NetworkData.Idx.class),
  @JsonSubTypes.Type(NetworkData.Images.class)
})
public sealed interface NetworkData permits NetworkData.Idx, NetworkData.Images, DataConfig {

  /** The four files of MNIST and of data sets in its format. */
  record Idx(
      @JsonPropertyDescription(
              "A directory with train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz and the"
                  + " same for t10k, on any Hadoop file system.")
          @JsonProperty(required = true)
          String idx)
      implements NetworkData {}

  /** A table with an image in each row. */
  record Images(
      @JsonPropertyDescription("The table with the images.") @JsonProperty(required = true)
          Table images)
      implements NetworkData {}

  /** A table with an image in each row. */
  record Table(
      @JsonPropertyDescription(
              "A file or directory on any Hadoop file system, where ${env:NAME} stands for an"
                  + " environment variable of the driver; or a directory with one subdirectory"
                  + " of images per class, path/CLASS/*.png.")
          @JsonProperty(required = true)
          String path,
      @JsonPropertyDescription("Spark data source of the path; guessed from its name when empty.")
          @Nullable String format,
      @JsonPropertyDescription(
              "Options of the Spark data source; ${env:NAME} stands for an environment variable"
                  + " of the driver.")
          @Confidential
          Map<String, String> options,
      @JsonPropertyDescription(
              "The image column: raw bytes, encoded image files, or arrays of numbers from 0 to"
                  + " 255.")
          @JsonProperty(defaultValue = "image")
          String column,
      @JsonPropertyDescription("The label column, whole numbers from 0.")
          @JsonProperty(defaultValue = "label")
          String label,
      @JsonPropertyDescription("Channels of an image, one plane after the other.")
          @JsonProperty(defaultValue = "1")
          @Limits(min = 1)
          int channels,
      @JsonPropertyDescription("Height of an image, in pixels.")
          @JsonProperty(required = true)
          @Limits(min = 1)
          int height,
      @JsonPropertyDescription("Width of an image, in pixels.")
          @JsonProperty(required = true)
          @Limits(min = 1)
          int width) {

    public Table {
      options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }
  }
}
