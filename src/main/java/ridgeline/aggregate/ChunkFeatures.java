package ridgeline.aggregate;

import java.util.Arrays;
import java.util.List;
import ridgeline.data.columns.ColumnChunk;

/**
 * The features of one chunk at a time, by terms. The value of a term is the product of its numeric
 * factors; it belongs to the single feature of a numeric term, or to the feature of the row's level
 * for a one-hot term.
 */
final class ChunkFeatures {
  private final FeatureLayout layout;
  private final int terms;

  /** The product of the numeric factors of each term. */
  private final double[][] products;

  /** For each one-hot term and row, the feature that is not 0; -1 if there is none. */
  private final int[][] active;

  private double[] ones = {};

  ChunkFeatures(FeatureLayout layout) {
    this.layout = layout;
    terms = layout.terms().size();
    products = new double[terms][0];
    active = new int[terms][0];
  }

  /**
   * Reads the next chunk, and replaces its invalid values in columns for which the layout has a
   * replacement.
   */
  void read(ColumnChunk chunk) {
    reserve(chunk.capacity());
    replaceInvalid(chunk);
    for (int t = 0; t < terms; t++) {
      products[t] = product(t, chunk);
      if (layout.isOneHot(t)) {
        layout.fillActive(t, chunk.codes(), chunk.rows(), active[t]);
      }
    }
  }

  private void reserve(int capacity) {
    if (ones.length >= capacity) {
      return;
    }
    ones = new double[capacity];
    Arrays.fill(ones, 1);
    for (int t = 0; t < terms; t++) {
      if (layout.terms().get(t).numeric().size() > 1) {
        products[t] = new double[capacity];
      }
      if (layout.isOneHot(t)) {
        active[t] = new int[capacity];
      }
    }
  }

  private void replaceInvalid(ColumnChunk chunk) {
    for (int j = 0; j < layout.replacements().length; j++) {
      if (chunk.isFinite(j)) {
        continue;
      }
      double[] column = chunk.numeric(j);
      for (int i = 0; i < chunk.rows(); i++) {
        column[i] = Double.isFinite(column[i]) ? column[i] : layout.replacements()[j];
      }
    }
  }

  private double[] product(int term, ColumnChunk chunk) {
    List<Integer> factors = layout.terms().get(term).numeric();
    if (factors.isEmpty()) {
      return ones;
    }
    double[] first = chunk.numeric(factors.get(0));
    if (factors.size() == 1) {
      return first;
    }
    double[] product = products[term];
    System.arraycopy(first, 0, product, 0, chunk.rows());
    for (int column : factors.subList(1, factors.size())) {
      double[] factor = chunk.numeric(column);
      for (int i = 0; i < chunk.rows(); i++) {
        product[i] *= factor[i];
      }
    }
    return product;
  }

  /** The feature of a term that is not 0 in a row; -1 if there is none. */
  int feature(int term, int row) {
    return active[term].length == 0 ? layout.starts()[term] : active[term][row];
  }

  /** The value of that feature. */
  double value(int term, int row) {
    return products[term][row];
  }

  /**
   * The values of a term, in an array that may be longer than the number of rows; must not be
   * modified.
   */
  double[] values(int term) {
    return products[term];
  }

  /** Whether the values of a term are finite in all rows of the chunk. */
  boolean isFinite(int term, ColumnChunk chunk) {
    List<Integer> factors = layout.terms().get(term).numeric();
    return factors.isEmpty()
        || (factors.size() == 1 && chunk.isFinite(factors.get(0)))
        || ColumnChunk.allFinite(products[term], chunk.rows());
  }
}
