package ridgeline.aggregate;

import java.util.List;
import org.jspecify.annotations.Nullable;
import ridgeline.aggregate.row.RowValidation;
import ridgeline.data.columns.ColumnChunk;
import ridgeline.stats.FoldMomentsAccumulator;
import ridgeline.stats.Kernel;
import ridgeline.stats.Moments;
import ridgeline.stats.Quantiles;
import ridgeline.stats.QuantilesAccumulator;
import ridgeline.stats.SparseFoldMomentsAccumulator;

/** Accumulates chunks of columns, without assembling a vector for each row. */
final class ChunkAccumulators implements PartitionAccumulators<ColumnChunk> {
  private final FeatureLayout layout;
  private final int terms;
  private final ChunkFeatures features;
  private final RowValidation validation;
  private final boolean isSparse;
  private final FoldMomentsAccumulator dense;
  private final SparseFoldMomentsAccumulator sparse;
  private final FoldGroups groups;
  private final QuantilesAccumulator quantiles;

  /** The numeric terms and the label of the rows, whose quantiles are wanted. */
  private final double[][] quantileColumns;

  /** The features of the rows, if they are dense. */
  private final double[][] columns;

  private final int[] entryFeatures;
  private final double[] entryValues;
  private boolean[] usable = {};
  private int[] chosen = {};

  ChunkAccumulators(FeatureLayout layout, FoldGroups groups, Kernel kernel) {
    this.layout = layout;
    terms = layout.terms().size();
    features = new ChunkFeatures(layout);
    validation = new RowValidation(layout.features(), groups.folds());
    isSparse = terms < FoldAccumulators.SPARSE_DENSITY * layout.features();
    dense = new FoldMomentsAccumulator(layout.features(), groups.total(), kernel);
    sparse = new SparseFoldMomentsAccumulator(layout.features(), groups.total());
    this.groups = groups;
    quantiles = new QuantilesAccumulator(terms + 1, groups.count());
    quantileColumns = new double[terms + 1][0];
    columns = new double[isSparse ? 0 : layout.features()][0];
    entryFeatures = new int[terms];
    entryValues = new double[terms];
  }

  @Override
  public RowValidation validation() {
    return validation;
  }

  @Override
  public List<Moments> toMoments() {
    return isSparse ? sparse.toMoments() : dense.toMoments();
  }

  @Override
  public List<@Nullable Quantiles> quantiles() {
    return quantiles.quantiles();
  }

  @Override
  public void add(ColumnChunk chunk) {
    reserve(chunk.capacity());
    features.read(chunk);
    for (int i = 0; i < chunk.rows(); i++) {
      usable[i] = validation.accept(chunk.labels()[i], chunk.weights()[i], chunk.folds()[i]);
    }
    refuseInfinite(chunk);
    if (!isSparse) {
      fillColumns(chunk);
    }
    int[] foldEnds = sortBy(chunk.folds(), chunk.rows());
    addQuantiles(chunk, foldEnds);
    addMoments(chunk, foldEnds);
    for (int slice = 0; slice < groups.slices().size(); slice++) {
      addMoments(chunk, sortBy(levels(chunk, slice), chunk.rows()));
    }
    if (!isSparse) {
      clearColumns(chunk);
    }
  }

  private void addMoments(ColumnChunk chunk, int[] ends) {
    if (isSparse) {
      addSparse(chunk, ends);
    } else {
      dense.add(columns, chunk.labels(), chunk.weights(), chosen, ends);
    }
  }

  /** For each row, the number of its level in its group; -1 if it has none. */
  private int[] levels(ColumnChunk chunk, int slice) {
    int start = groups.start(slice);
    int levels = groups.levels().get(slice);
    int[] codes = chunk.codes()[groups.slices().get(slice)];
    int[] numbers = new int[chunk.rows()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          usable[i] && codes[i] >= 0
              ? start + chunk.folds()[i] / groups.size() * levels + codes[i]
              : -1;
    }
    return numbers;
  }

  private void reserve(int capacity) {
    if (usable.length >= capacity) {
      return;
    }
    usable = new boolean[capacity];
    chosen = new int[capacity];
    for (int t = 0; t < terms && !isSparse; t++) {
      if (layout.isOneHot(t)) {
        for (int j = layout.starts()[t]; j < layout.starts()[t + 1]; j++) {
          columns[j] = new double[capacity];
        }
      }
    }
  }

  private void refuseInfinite(ColumnChunk chunk) {
    boolean[] accepted = usable.clone();
    for (int t = 0; t < terms; t++) {
      if (features.isFinite(t, chunk)) {
        continue;
      }
      for (int i = 0; i < chunk.rows(); i++) {
        int feature = features.feature(t, i);
        if (accepted[i] && feature >= 0 && !Double.isFinite(features.value(t, i))) {
          validation.refuseFeature(feature);
          usable[i] = false;
        }
      }
    }
  }

  /**
   * Chooses the usable rows with a number, in its order; returns the end of each number in {@link
   * #chosen}.
   */
  private int[] sortBy(int[] numbers, int rows) {
    int[] ends = new int[groups.total()];
    for (int i = 0; i < rows; i++) {
      if (usable[i] && numbers[i] >= 0) {
        ends[numbers[i]]++;
      }
    }
    int[] next = new int[ends.length];
    for (int number = 1; number < ends.length; number++) {
      next[number] = ends[number - 1];
      ends[number] += ends[number - 1];
    }
    for (int i = 0; i < rows; i++) {
      if (usable[i] && numbers[i] >= 0) {
        chosen[next[numbers[i]]++] = i;
      }
    }
    return ends;
  }

  private void addQuantiles(ColumnChunk chunk, int[] foldEnds) {
    for (int t = 0; t < terms; t++) {
      if (!layout.isOneHot(t)) {
        quantileColumns[t] = features.values(t);
      }
    }
    quantileColumns[terms] = chunk.labels();
    int from = 0;
    for (int group = 0; group < groups.count(); group++) {
      int to = foldEnds[(group + 1) * groups.size() - 1];
      quantiles.add(group, quantileColumns, chunk.weights(), chosen, from, to);
      from = to;
    }
  }

  private void fillColumns(ColumnChunk chunk) {
    for (int t = 0; t < terms; t++) {
      if (!layout.isOneHot(t)) {
        columns[layout.starts()[t]] = features.values(t);
        continue;
      }
      for (int i = 0; i < chunk.rows(); i++) {
        int feature = features.feature(t, i);
        if (feature >= 0) {
          columns[feature][i] = features.value(t, i);
        }
      }
    }
  }

  /** Resets to 0 what {@link #fillColumns} set. */
  private void clearColumns(ColumnChunk chunk) {
    for (int t = 0; t < terms; t++) {
      if (!layout.isOneHot(t)) {
        continue;
      }
      for (int i = 0; i < chunk.rows(); i++) {
        int feature = features.feature(t, i);
        if (feature >= 0) {
          columns[feature][i] = 0;
        }
      }
    }
  }

  private void addSparse(ColumnChunk chunk, int[] ends) {
    int c = 0;
    for (int fold = 0; fold < ends.length; fold++) {
      for (; c < ends[fold]; c++) {
        addSparse(chunk, chosen[c], fold);
      }
    }
  }

  private void addSparse(ColumnChunk chunk, int row, int fold) {
    int entries = 0;
    for (int t = 0; t < terms; t++) {
      int feature = features.feature(t, row);
      if (feature >= 0 && features.value(t, row) != 0) {
        entryFeatures[entries] = feature;
        entryValues[entries++] = features.value(t, row);
      }
    }
    sparse.add(
        fold, entryFeatures, entryValues, entries, chunk.labels()[row], chunk.weights()[row]);
  }
}
