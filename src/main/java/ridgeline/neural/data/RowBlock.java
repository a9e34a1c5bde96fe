package ridgeline.neural.data;

import java.io.Serializable;
import ridgeline.data.network.DataSplit;

/**
 * Some rows of one split: their inputs, row by row, their labels and weights. Not a record, because
 * Kryo cannot write records.
 */
public final class RowBlock implements Serializable {
  private static final long serialVersionUID = 1L;

  private final DataSplit split;
  private final Inputs inputs;
  private final float[] labels;
  private final float[] weights;

  /**
   * Keeps the arrays without copying them.
   *
   * @param labels the number of the class, or the standardised label
   * @param weights of the rows, {@code > 0}
   */
  public RowBlock(DataSplit split, Inputs inputs, float[] labels, float[] weights) {
    this.split = split;
    this.inputs = inputs;
    this.labels = labels;
    this.weights = weights;
  }

  public DataSplit split() {
    return split;
  }

  public int count() {
    return labels.length;
  }

  public float label(int row) {
    return labels[row];
  }

  public float weight(int row) {
    return weights[row];
  }

  /** Copies the inputs of a row; pixels are scaled to 0 to 1. */
  public void copyInputs(int row, float[] into, int at) {
    inputs.copy(row, into, at);
  }

  /** Counts how often the pixels of each channel have each of the 256 values. */
  void countPixels(long[][] channels) {
    if (inputs instanceof Pixels pixels) {
      pixels.count(channels);
    }
  }

  /** The inputs of the network. */
  public sealed interface Inputs extends Serializable {
    void copy(int row, float[] into, int at);
  }

  /** Images: channels, then rows of pixels, then pixels. */
  public static final class Pixels implements Inputs {
    private static final long serialVersionUID = 1L;

    private static final float[] SHARES = new float[256];

    static {
      for (int value = 0; value < SHARES.length; value++) {
        SHARES[value] = value / 255f;
      }
    }

    private final byte[] values;
    private final int width;

    /**
     * Keeps the array without copying it.
     *
     * @param values 0 to 255 as unsigned bytes
     * @param width number of values of an image
     */
    public Pixels(byte[] values, int width) {
      this.values = values;
      this.width = width;
    }

    private void count(long[][] channels) {
      int size = width / channels.length;
      for (int k = 0; k < values.length; k++) {
        channels[k % width / size][values[k] & 0xFF]++;
      }
    }

    @Override
    public void copy(int row, float[] into, int at) {
      int from = row * width;
      for (int k = 0; k < width; k++) {
        into[at + k] = SHARES[values[from + k] & 0xFF];
      }
    }
  }

  /** Standardised features of a table. */
  public static final class Features implements Inputs {
    private static final long serialVersionUID = 1L;

    private final float[] values;
    private final int width;

    /**
     * Keeps the array without copying it.
     *
     * @param width number of features of a row
     */
    public Features(float[] values, int width) {
      this.values = values;
      this.width = width;
    }

    @Override
    public void copy(int row, float[] into, int at) {
      System.arraycopy(values, row * width, into, at, width);
    }
  }
}
