package ridgeline.neural;

import java.io.Serializable;

/**
 * Centres inputs and divides them by their deviation over the training rows.
 *
 * @param mean of each channel, or of each feature
 * @param deviation likewise; 1 where it would be 0
 * @param repeat how many values of a row share them: the pixels of a channel, or 1
 */
@SuppressWarnings("ArrayRecordComponent")
record Scaling(float[] mean, float[] deviation, int repeat) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Scales one row in place. */
  void apply(float[] values, int at) {
    for (int c = 0; c < mean.length; c++) {
      float shift = mean[c];
      float factor = 1 / deviation[c];
      int from = at + c * repeat;
      for (int k = from; k < from + repeat; k++) {
        values[k] = (values[k] - shift) * factor;
      }
    }
  }
}
