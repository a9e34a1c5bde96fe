package ridgeline.aggregate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import ridgeline.stats.Moments;
import ridgeline.stats.MomentsAccumulator;
import ridgeline.stats.SparseMomentsAccumulator;

/**
 * The accumulators of all folds in one task. The first rows decide whether the task's rows are
 * treated as dense or sparse.
 */
final class FoldAccumulators implements PartitionAccumulators<FoldRow> {
  private static final int SAMPLE_ROWS = 64;

  /** Up to this share of nonzeros, the square of the nonzeros costs less than a dense update. */
  static final double SPARSE_DENSITY = 0.15;

  private final int features;
  private final RowTally tally;
  private final List<FoldRow> sample = new ArrayList<>(SAMPLE_ROWS);
  private final MomentsAccumulator[] dense;
  private final SparseMomentsAccumulator[] sparse;
  private final double[] scatter;
  private boolean decided;
  private boolean isSparse;

  FoldAccumulators(int features, int folds) {
    this.features = features;
    tally = new RowTally(features, folds);
    dense = new MomentsAccumulator[folds];
    sparse = new SparseMomentsAccumulator[folds];
    scatter = new double[features];
  }

  @Override
  public void add(FoldRow row) {
    if (!tally.accept(row)) {
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
  public RowTally tally() {
    return tally;
  }

  @Override
  public List<Moments> toMoments() {
    decide();
    return IntStream.range(0, dense.length)
        .mapToObj(
            fold -> {
              if (dense[fold] != null) {
                return dense[fold].toMoments();
              }
              return sparse[fold] != null ? sparse[fold].toMoments() : Moments.empty(features);
            })
        .toList();
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
      if (sparse[fold] == null) {
        sparse[fold] = new SparseMomentsAccumulator(features);
      }
      if (indices == null) {
        int[] nonzero = IntStream.range(0, features).filter(j -> values[j] != 0).toArray();
        double[] nonzeroValues = IntStream.of(nonzero).mapToDouble(j -> values[j]).toArray();
        sparse[fold].add(nonzero, nonzeroValues, nonzero.length, row.label(), row.weight());
      } else {
        sparse[fold].add(indices, values, indices.length, row.label(), row.weight());
      }
      return;
    }
    if (dense[fold] == null) {
      dense[fold] = new MomentsAccumulator(features);
    }
    dense[fold].add(indices == null ? values : scatter(indices, values), row.label(), row.weight());
  }

  private double[] scatter(int[] indices, double[] values) {
    Arrays.fill(scatter, 0);
    for (int k = 0; k < indices.length; k++) {
      scatter[indices[k]] = values[k];
    }
    return scatter;
  }
}
