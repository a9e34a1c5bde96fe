package ridgeline.neural.step;

import ridgeline.neural.data.RowSet;
import ridgeline.neural.train.Networks;

/** Rows as src/test/golden/elastic-net.py makes them: scattered, and standardised. */
final class GoldenRows {
  static final int ROWS = 40;
  static final int FEATURES = 5;

  private static final double[] TRUTH = {1, -0.5, 0.1, 0, 0};

  private GoldenRows() {}

  /** Rows whose labels are standardised numbers. */
  static RowSet numbers() {
    double[] labels = labels();
    standardise(labels, 0, 1);
    return Networks.rows(inputs(), floats(labels));
  }

  /** Rows of three classes. */
  static RowSet classes() {
    double[] inputs = scattered(ROWS * FEATURES, 1);
    double[] numbers = labels();
    double[] labels = new double[ROWS];
    for (int i = 0; i < ROWS; i++) {
      boolean isFirst = inputs[i * FEATURES] + 0.3 * numbers[i] > -0.4;
      labels[i] = isFirst ? 0 : inputs[i * FEATURES + 1] > 0 ? 1 : 2;
    }
    return Networks.rows(inputs(), floats(labels));
  }

  private static double[] labels() {
    double[] inputs = scattered(ROWS * FEATURES, 1);
    double[] noise = scattered(ROWS, 2);
    double[] labels = new double[ROWS];
    for (int i = 0; i < ROWS; i++) {
      labels[i] = 0.3 * noise[i];
      for (int j = 0; j < FEATURES; j++) {
        labels[i] += TRUTH[j] * inputs[i * FEATURES + j];
      }
    }
    return labels;
  }

  private static float[] inputs() {
    double[] inputs = scattered(ROWS * FEATURES, 1);
    for (int j = 0; j < FEATURES; j++) {
      standardise(inputs, j, FEATURES);
    }
    return floats(inputs);
  }

  private static double[] scattered(int count, int seed) {
    double[] values = new double[count];
    for (int k = 0; k < count; k++) {
      double x = Math.sin((k + 1) * 12.9898 + seed * 78.233) * 43758.5453;
      values[k] = 2 * (x - Math.floor(x)) - 1;
    }
    return values;
  }

  private static void standardise(double[] values, int first, int stride) {
    double mean = 0;
    for (int k = first; k < values.length; k += stride) {
      mean += values[k] / ROWS;
    }
    double variance = 0;
    for (int k = first; k < values.length; k += stride) {
      variance += (values[k] - mean) * (values[k] - mean) / ROWS;
    }
    for (int k = first; k < values.length; k += stride) {
      values[k] = (values[k] - mean) / Math.sqrt(variance);
    }
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int k = 0; k < values.length; k++) {
      floats[k] = (float) values[k];
    }
    return floats;
  }
}
