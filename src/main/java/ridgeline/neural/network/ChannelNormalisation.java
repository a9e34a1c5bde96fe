package ridgeline.neural.network;

import java.io.Serializable;

/**
 * Centres the pixels of a channel and divides them by their deviation over the training images.
 *
 * @param mean of each channel, where white is 1
 * @param deviation likewise; 1 where it would be 0
 */
@SuppressWarnings("ArrayRecordComponent")
public record ChannelNormalisation(float[] mean, float[] deviation) implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final double WHITE = 255;

  /**
   * The normalisation of training images.
   *
   * @param channels how often the pixels of each channel have each of the 256 values
   */
  public static ChannelNormalisation of(long[][] channels) {
    float[] means = new float[channels.length];
    float[] deviations = new float[channels.length];
    for (int c = 0; c < channels.length; c++) {
      double count = 0;
      double sum = 0;
      for (int value = 0; value < channels[c].length; value++) {
        count += channels[c][value];
        sum += (double) value * channels[c][value];
      }
      double mean = sum / count;
      double squares = 0;
      for (int value = 0; value < channels[c].length; value++) {
        squares += (value - mean) * (value - mean) * channels[c][value];
      }
      double deviation = Math.sqrt(squares / count) / WHITE;
      means[c] = (float) (mean / WHITE);
      deviations[c] = deviation == 0 ? 1 : (float) deviation;
    }
    return new ChannelNormalisation(means, deviations);
  }

  /** Scales one image in place. */
  public void apply(float[] image) {
    int pixels = image.length / mean.length;
    for (int c = 0; c < mean.length; c++) {
      float shift = mean[c];
      float factor = 1 / deviation[c];
      for (int k = c * pixels; k < (c + 1) * pixels; k++) {
        image[k] = (image[k] - shift) * factor;
      }
    }
  }
}
