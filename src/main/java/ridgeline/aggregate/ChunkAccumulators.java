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
  private final int folds;
  private final int foldsPerGroup;
  private final @Nullable QuantilesAccumulator quantiles;

  /** The numeric terms and the label of the rows, whose quantiles are wanted. */
  private final double[][] quantileColumns;

  /** The features of the rows, if they are dense. */
  private final double[][] columns;

  private final int[] entryFeatures;
  private final double[] entryValues;
  private boolean[] usable = {};
  private int[] chosen = {};

  /**
   * Begins with no rows.
   *
   * @param foldsPerGroup number of consecutive folds whose rows' quantiles are wanted; 0 for none
   */
  ChunkAccumulators(FeatureLayout layout, int folds, int foldsPerGroup, Kernel kernel) {
    this.layout = layout;
    terms = layout.terms().size();
    features = new ChunkFeatures(layout);
    validation = new RowValidation(layout.features(), folds);
    isSparse = terms < FoldAccumulators.SPARSE_DENSITY * layout.features();
    dense = new FoldMomentsAccumulator(layout.features(), folds, kernel);
    sparse = new SparseFoldMomentsAccumulator(layout.features(), folds);
    this.folds = folds;
    this.foldsPerGroup = foldsPerGroup;
    quantiles =
        foldsPerGroup == 0 ? null : new QuantilesAccumulator(terms + 1, folds / foldsPerGroup);
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
    return quantiles == null ? List.of() : quantiles.quantiles();
  }

  @Override
  public void add(ColumnChunk chunk) {
    reserve(chunk.capacity());
    features.read(chunk);
    for (int i = 0; i < chunk.rows(); i++) {
      usable[i] = validation.accept(chunk.labels()[i], chunk.weights()[i], chunk.folds()[i]);
    }
    refuseInfinite(chunk);
    int[] foldEnds = sortByFold(chunk);
    if (quantiles != null) {
      addQuantiles(chunk, foldEnds, quantiles);
    }
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

  /** Chooses the usable rows, fold by fold; returns the end of each fold in {@link #chosen}. */
  private int[] sortByFold(ColumnChunk chunk) {
    int[] ends = new int[folds];
    for (int i = 0; i < chunk.rows(); i++) {
      if (usable[i]) {
        ends[chunk.folds()[i]]++;
      }
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

  private void addQuantiles(ColumnChunk chunk, int[] foldEnds, QuantilesAccumulator quantiles) {
    for (int t = 0; t < terms; t++) {
      if (!layout.isOneHot(t)) {
        quantileColumns[t] = features.values(t);
      }
    }
    quantileColumns[terms] = chunk.labels();
    int from = 0;
    for (int last = foldsPerGroup - 1; last < folds; last += foldsPerGroup) {
      int group = last / foldsPerGroup;
      quantiles.add(group, quantileColumns, chunk.weights(), chosen, from, foldEnds[last]);
      from = foldEnds[last];
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
