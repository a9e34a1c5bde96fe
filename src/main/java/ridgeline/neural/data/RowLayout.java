package ridgeline.neural.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.jspecify.annotations.Nullable;
import ridgeline.data.DataException;
import ridgeline.data.feature.FeatureNames;
import ridgeline.data.network.EncodedImage;
import ridgeline.neural.network.LayerShape;

/** Turns rows of a table into inputs, labels and weights of a network. */
public sealed interface RowLayout extends Serializable {
  /** The number of input values of a row. */
  int width();

  /**
   * Starts a block.
   *
   * @param names of the features, for messages
   */
  Inputs inputs(int rows, FeatureNames names);

  /** The label that the network is trained to predict. */
  float label(double label);

  /** What is wrong with a label; null if nothing. */
  @Nullable String refuseLabel(@Nullable Double label);

  float weight(double weight);

  /** The number of classes of the label; 0 for numbers. */
  int classes();

  /** A problem with a row, with advice unless it already contains some. */
  static String withAdvice(String problem) {
    return problem.contains("; ") ? problem : problem + "; fix the data, or leave out such rows";
  }

  /** What is wrong with a label that should be a class number; null if nothing. */
  private static @Nullable String refuseClass(@Nullable Double label, int classes) {
    boolean fits = label != null && label >= 0 && label < classes && label == Math.rint(label);
    return fits
        ? null
        : "a label is %s, but must be a whole number from 0 to %d, because the network ends with %d values"
            .formatted(label, classes - 1, classes);
  }

  /** Inputs of a block that is being filled. */
  interface Inputs {
    /**
     * Adds a row.
     *
     * @param input a value of the table
     * @return what is wrong with it; null if nothing
     */
    @Nullable String put(int row, @Nullable Object input);

    /** The name of the feature that overflowed in the last row; null if none. */
    default @Nullable String refused() {
      return null;
    }

    /** The block's inputs. */
    RowBlock.Inputs take(int rows);
  }

  /**
   * Images.
   *
   * @param shape channels, height and width
   * @param classes number of classes; labels are less than that
   */
  record Images(List<Integer> shape, int classes) implements RowLayout {
    private static final long serialVersionUID = 1L;

    @Override
    public int width() {
      return shape.stream().reduce(1, Math::multiplyExact);
    }

    @Override
    public Inputs inputs(int rows, FeatureNames names) {
      return new PixelInputs(rows, this);
    }

    @Override
    public float label(double label) {
      return (float) label;
    }

    @Override
    public @Nullable String refuseLabel(@Nullable Double label) {
      return refuseClass(label, classes);
    }

    @Override
    public float weight(double weight) {
      return (float) weight;
    }
  }

  /** Pixels of a block that is being filled. */
  final class PixelInputs implements Inputs {
    private final byte[] values;
    private final int width;
    private final String size;
    private final List<Integer> shape;

    PixelInputs(int rows, Images layout) {
      shape = layout.shape();
      width = layout.width();
      values = new byte[Math.multiplyExact(rows, width)];
      size = LayerShape.text(layout.shape());
    }

    @Override
    public @Nullable String put(int row, @Nullable Object input) {
      if (input instanceof byte[] bytes) {
        if (EncodedImage.isOf(bytes, width)) {
          return putEncoded(row, bytes);
        } else if (bytes.length != width) {
          return wrongSize(bytes.length);
        }
        System.arraycopy(bytes, 0, values, row * width, width);
        return null;
      } else if (input instanceof scala.collection.Seq<?> numbers) {
        return putNumbers(row, numbers);
      }
      return "an image is null";
    }

    private @Nullable String putEncoded(int row, byte[] content) {
      try {
        byte[] pixels = EncodedImage.pixels(content, "an image", shape);
        System.arraycopy(pixels, 0, values, row * width, width);
        return null;
      } catch (DataException e) {
        return e.getMessage();
      }
    }

    private @Nullable String putNumbers(int row, scala.collection.Seq<?> numbers) {
      if (numbers.length() != width) {
        return wrongSize(numbers.length());
      }
      for (int k = 0; k < width; k++) {
        Object number = numbers.apply(k);
        if (!(number instanceof Double value
            && value >= 0
            && value <= 255
            && value == Math.rint(value))) {
          return "a pixel of an image is %s, but must be a whole number from 0 to 255; multiply values from 0 to 1 by 255"
              .formatted(number);
        }
        values[row * width + k] = (byte) value.intValue();
      }
      return null;
    }

    private String wrongSize(int found) {
      return "an image has %d values, but images of %s have %d".formatted(found, size, width);
    }

    @Override
    public RowBlock.Inputs take(int rows) {
      return new RowBlock.Pixels(Arrays.copyOf(values, rows * width), width);
    }
  }

  /**
   * Features of a table.
   *
   * @param vector the column of the features in the output of the feature stages
   * @param mean of each feature over the training rows
   * @param deviation likewise; 1 where it is 0
   * @param labelMean of the label over the training rows
   * @param labelDeviation likewise; 1 where it is 0
   * @param meanWeight of the training rows
   * @param classes number of classes, whose labels are not standardised; 0 for numbers
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Features(
      String vector,
      double[] mean,
      double[] deviation,
      double labelMean,
      double labelDeviation,
      double meanWeight,
      int classes)
      implements RowLayout {
    private static final long serialVersionUID = 1L;

    @Override
    public int width() {
      return mean.length;
    }

    @Override
    public Inputs inputs(int rows, FeatureNames names) {
      return new FeatureInputs(rows, this, names);
    }

    @Override
    public float label(double label) {
      return (float) ((label - labelMean) / labelDeviation);
    }

    @Override
    public @Nullable String refuseLabel(@Nullable Double label) {
      if (classes > 0) {
        return refuseClass(label, classes);
      }
      if (label == null || !Double.isFinite(label)) {
        return "a label is " + label;
      }
      return Float.isFinite(label(label))
          ? null
          : "a label is %s, which is too far from the training rows' labels (mean %s, deviation %s) for a network"
              .formatted(label, labelMean, labelDeviation);
    }

    @Override
    public float weight(double weight) {
      return (float) (weight / meanWeight);
    }
  }

  /** Standardised features of a block that is being filled. */
  final class FeatureInputs implements Inputs {
    private final Features layout;
    private final FeatureNames names;
    private final float[] values;
    private @Nullable String refused;

    FeatureInputs(int rows, Features layout, FeatureNames names) {
      this.layout = layout;
      this.names = names;
      values = new float[Math.multiplyExact(rows, layout.width())];
    }

    @Override
    public @Nullable String put(int row, @Nullable Object input) {
      refused = null;
      int width = layout.width();
      if (!(input instanceof Vector vector) || vector.size() != width) {
        return "a row's features are not a vector of %d values".formatted(width);
      }
      double[] features = vector.toArray();
      for (int j = 0; j < width; j++) {
        if (!Double.isFinite(features[j])) {
          return "%s is %s".formatted(names.of(j), features[j]);
        }
        float value = (float) ((features[j] - layout.mean[j]) / layout.deviation[j]);
        if (!Float.isFinite(value)) {
          refused = names.of(j);
          return "%s is %s, which is too far from the training rows' values (mean %s, deviation %s) for a network"
              .formatted(refused, features[j], layout.mean[j], layout.deviation[j]);
        }
        values[row * width + j] = value;
      }
      return null;
    }

    @Override
    public @Nullable String refused() {
      return refused;
    }

    @Override
    public RowBlock.Inputs take(int rows) {
      return new RowBlock.Features(Arrays.copyOf(values, rows * layout.width()), layout.width());
    }
  }
}
