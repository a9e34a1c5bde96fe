package ridgeline.aggregate;

import java.util.Arrays;
import java.util.List;
import ridgeline.data.ColumnChunk;
import ridgeline.stats.FoldMomentsAccumulator;
import ridgeline.stats.Moments;
import ridgeline.stats.SparseFoldMomentsAccumulator;

/** Makes the features of chunks, with no vector for a row, and gathers them. */
final class ChunkAccumulators implements PartitionAccumulators<ColumnChunk> {
  private final FeatureLayout layout;
  private final int terms;
  private final RowTally tally;
  private final boolean isSparse;
  private final FoldMomentsAccumulator dense;
  private final SparseFoldMomentsAccumulator sparse;
  private final int folds;

  /** The product of the numeric factors of each term. */
  private final double[][] products;

  /** Which feature of each one-hot term is not 0 in each row; -1 if none is. */
  private final int[][] active;

  /** The features of the rows, where they are dense. */
  private final double[][] columns;

  private final int[] entryFeatures;
  private final double[] entryValues;
  private boolean[] usable = {};
  private int[] chosen = {};
  private double[] ones = {};

  ChunkAccumulators(FeatureLayout layout, int folds) {
    this.layout = layout;
    terms = layout.terms().size();
    tally = new RowTally(layout.features(), folds);
    isSparse = terms < FoldAccumulators.SPARSE_DENSITY * layout.features();
    dense = new FoldMomentsAccumulator(layout.features(), folds);
    sparse = new SparseFoldMomentsAccumulator(layout.features(), folds);
    this.folds = folds;
    products = new double[terms][0];
    active = new int[terms][0];
    columns = new double[isSparse ? 0 : layout.features()][0];
    entryFeatures = new int[terms];
    entryValues = new double[terms];
  }

  @Override
  public RowTally tally() {
    return tally;
  }

  @Override
  public List<Moments> toMoments() {
    return isSparse ? sparse.toMoments() : dense.toMoments();
  }

  @Override
  public void add(ColumnChunk chunk) {
    reserve(chunk.capacity());
    replaceInvalid(chunk);
    for (int t = 0; t < terms; t++) {
      products[t] = product(t, chunk);
      if (layout.isOneHot(t)) {
        layout.fillActive(t, chunk.codes(), chunk.rows(), active[t]);
      }
    }
    for (int i = 0; i < chunk.rows(); i++) {
      usable[i] = tally.accept(chunk.labels()[i], chunk.weights()[i], chunk.folds()[i]);
    }
    refuseInfinite(chunk);
    int[] foldEnds = sortByFold(chunk);
    if (isSparse) {
      addSparse(chunk, foldEnds);
    } else {
      fillColumns(chunk);
      dense.add(columns, chunk.labels(), chunk.weights(), chosen, foldEnds);
      clearColumns(chunk);
    }
  }

  private void reserve(int capacity) {
    if (usable.length >= capacity) {
      return;
    }
    usable = new boolean[capacity];
    chosen = new int[capacity];
    ones = new double[capacity];
    Arrays.fill(ones, 1);
    for (int t = 0; t < terms; t++) {
      if (layout.terms().get(t).numeric().size() > 1) {
        products[t] = new double[capacity];
      }
      if (layout.isOneHot(t)) {
        active[t] = new int[capacity];
      }
      for (int j = layout.starts()[t];
          layout.isOneHot(t) && !isSparse && j < layout.starts()[t + 1];
          j++) {
        columns[j] = new double[capacity];
      }
    }
  }

  /** The feature of a term that is not 0 in a row, if there is one; else -1. */
  private int feature(int term, int row) {
    return active[term].length == 0 ? layout.starts()[term] : active[term][row];
  }

  private void replaceInvalid(ColumnChunk chunk) {
    for (int j = 0; j < layout.replacements().length; j++) {
      double[] column = chunk.numeric(j);
      for (int i = 0; !chunk.isFinite(j) && i < chunk.rows(); i++) {
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

  private boolean hasFiniteProducts(int term, ColumnChunk chunk) {
    List<Integer> factors = layout.terms().get(term).numeric();
    return factors.isEmpty()
        || (factors.size() == 1 && chunk.isFinite(factors.get(0)))
        || ColumnChunk.allFinite(products[term], chunk.rows());
  }

  private void refuseInfinite(ColumnChunk chunk) {
    boolean[] accepted = usable.clone();
    for (int t = 0; t < terms; t++) {
      if (hasFiniteProducts(t, chunk)) {
        continue;
      }
      for (int i = 0; i < chunk.rows(); i++) {
        int feature = feature(t, i);
        if (accepted[i] && feature >= 0 && !Double.isFinite(products[t][i])) {
          tally.refuseFeature(feature);
          usable[i] = false;
        }
      }
    }
  }

  /** Chooses the usable rows of positive weight, fold by fold; where each fold ends. */
  private int[] sortByFold(ColumnChunk chunk) {
    int[] ends = new int[folds];
    for (int i = 0; i < chunk.rows(); i++) {
      if (usable[i] && chunk.weights()[i] == 0) {
        tally.acceptZeroWeight();
        usable[i] = false;
      }
      ends[chunk.folds()[i] >= 0 && usable[i] ? chunk.folds()[i] : 0] += usable[i] ? 1 : 0;
    }
    int[] next = new int[ends.length];
    for (int fold = 1; fold < ends.length; fold++) {
      next[fold] = ends[fold - 1];
      ends[fold] += ends[fold - 1];
    }
    for (int i = 0; i < chunk.rows(); i++) {
      if (usable[i]) {
        chosen[next[chunk.folds()[i]]++] = i;
      }
    }
    return ends;
  }

  private void fillColumns(ColumnChunk chunk) {
    for (int t = 0; t < terms; t++) {
      if (!layout.isOneHot(t)) {
        columns[layout.starts()[t]] = products[t];
        continue;
      }
      for (int i = 0; i < chunk.rows(); i++) {
        int feature = feature(t, i);
        if (feature >= 0) {
          columns[feature][i] = products[t][i];
        }
      }
    }
  }

  /** Sets what {@link #fillColumns} set to 0 again. */
  private void clearColumns(ColumnChunk chunk) {
    for (int t = 0; t < terms; t++) {
      for (int i = 0; layout.isOneHot(t) && i < chunk.rows(); i++) {
        int feature = feature(t, i);
        if (feature >= 0) {
          columns[feature][i] = 0;
        }
      }
    }
  }

  private void addSparse(ColumnChunk chunk, int[] foldEnds) {
    int c = 0;
    for (int fold = 0; fold < foldEnds.length; fold++) {
      for (; c < foldEnds[fold]; c++) {
        addSparse(chunk, chosen[c], fold);
      }
    }
  }

  private void addSparse(ColumnChunk chunk, int row, int fold) {
    int entries = 0;
    for (int t = 0; t < terms; t++) {
      int feature = feature(t, row);
      if (feature >= 0 && products[t][row] != 0) {
        entryFeatures[entries] = feature;
        entryValues[entries++] = products[t][row];
      }
    }
    sparse.add(
        fold, entryFeatures, entryValues, entries, chunk.labels()[row], chunk.weights()[row]);
  }
}
