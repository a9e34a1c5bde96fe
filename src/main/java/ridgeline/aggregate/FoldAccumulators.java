package ridgeline.aggregate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import ridgeline.aggregate.row.FoldRow;
import ridgeline.aggregate.row.RowValidation;
import ridgeline.stats.FoldMomentsAccumulator;
import ridgeline.stats.Kernel;
import ridgeline.stats.Moments;
import ridgeline.stats.SparseFoldMomentsAccumulator;

/**
 * The accumulators of all folds in one task. The first rows decide whether the task's rows are
 * treated as dense or sparse.
 */
final class FoldAccumulators implements PartitionAccumulators<FoldRow> {
  private static final int SAMPLE_ROWS = 64;

  /** Up to this share of nonzeros, a sparse update costs less than a dense one. */
  static final double SPARSE_DENSITY = 0.15;

  private final int features;
  private final RowValidation validation;
  private final List<FoldRow> sample = new ArrayList<>(SAMPLE_ROWS);
  private final FoldMomentsAccumulator dense;
  private final SparseFoldMomentsAccumulator sparse;
  private final double[] scatter;
  private boolean decided;
  private boolean isSparse;

  FoldAccumulators(int features, int folds, Kernel kernel) {
    this.features = features;
    validation = new RowValidation(features, folds);
    dense = new FoldMomentsAccumulator(features, folds, kernel);
    sparse = new SparseFoldMomentsAccumulator(features, folds);
    scatter = new double[features];
  }

  @Override
  public void add(FoldRow row) {
    if (!validation.accept(row)) {
      return;
    }
    if (decided) {
      accumulate(row);
    } else {
      sample.add(row);
      if (sample.size() == SAMPLE_ROWS) {
        decide();
      }
    }
  }

  @Override
  public RowValidation validation() {
    return validation;
  }

  @Override
  public List<Moments> toMoments() {
    decide();
    return isSparse ? sparse.toMoments() : dense.toMoments();
  }

  private void decide() {
    if (decided) {
      return;
    }
    decided = true;
    long nonzeros = 0;
    for (FoldRow row : sample) {
      for (double value : Objects.requireNonNull(row.values())) {
        nonzeros += value == 0 ? 0 : 1;
      }
    }
    isSparse = nonzeros < SPARSE_DENSITY * features * sample.size();
    sample.forEach(this::accumulate);
    sample.clear();
  }

  private void accumulate(FoldRow row) {
    double[] values = Objects.requireNonNull(row.values());
    int[] indices = row.indices();
    int fold = row.fold();
    if (isSparse) {
      if (indices == null) {
        int[] nonzero = IntStream.range(0, features).filter(j -> values[j] != 0).toArray();
        double[] nonzeroValues = IntStream.of(nonzero).mapToDouble(j -> values[j]).toArray();
        sparse.add(fold, nonzero, nonzeroValues, nonzero.length, row.label(), row.weight());
      } else {
        sparse.add(fold, indices, values, indices.length, row.label(), row.weight());
      }
      return;
    }
    dense.add(fold, indices == null ? values : scatter(indices, values), row.label(), row.weight());
  }

  private double[] scatter(int[] indices, double[] values) {
    Arrays.fill(scatter, 0);
    for (int k = 0; k < indices.length; k++) {
      scatter[indices[k]] = values[k];
    }
    return scatter;
  }
}
