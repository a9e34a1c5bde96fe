package ridgeline.data.design;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.IntStream;
import ridgeline.config.data.InvalidValuePolicy;
import ridgeline.data.TrainingRows;
import ridgeline.data.columns.ColumnChunk;
import ridgeline.data.columns.InternalColumns;
import ridgeline.data.columns.RawTable;

/**
 * Counts the rows and invalid values of a {@link RawTable}, sums its columns, and collects their
 * levels.
 */
final class ColumnProfiler implements Serializable {
  private static final long serialVersionUID = 1L;

  private final boolean weighted;
  private final InvalidValuePolicy invalid;
  private final double[] sums;
  private final double[] weights;
  private final long[] finite;
  private final List<TreeSet<String>> levels = new ArrayList<>();
  private final long[] faults;
  private long rows;
  private long valid;

  private ColumnProfiler(
      int numeric, int categorical, boolean weighted, InvalidValuePolicy invalid) {
    this.weighted = weighted;
    this.invalid = invalid;
    sums = new double[numeric];
    weights = new double[numeric];
    finite = new long[numeric];
    faults = new long[(weighted ? 2 : 1) + numeric + categorical];
    for (int c = 0; c < categorical; c++) {
      levels.add(new TreeSet<>());
    }
  }

  /**
   * Reads the rows.
   *
   * @param invalid what happens to rows with an invalid value: dropped ones add no levels; means
   *     are computed for imputation only
   */
  static ColumnProfiler collect(RawTable table, InvalidValuePolicy invalid) {
    boolean weighted = table.weighted();
    int numeric = table.numeric();
    int categorical = table.levels().size();
    ColumnProfiler all = new ColumnProfiler(numeric, categorical, weighted, invalid);
    InternalColumns.mapChunksAndLearnLevels(
            table,
            (partition, chunks) -> {
              ColumnProfiler profiler = new ColumnProfiler(numeric, categorical, weighted, invalid);
              profiler.addAll(chunks);
              return List.of(profiler).iterator();
            })
        .collect()
        .forEach(all::merge);
    return all;
  }

  private void addAll(Iterator<ColumnChunk> chunks) {
    boolean[] isValid = {};
    boolean[][] seen = new boolean[levels.size()][0];
    ColumnChunk chunk = null;
    while (chunks.hasNext()) {
      chunk = chunks.next();
      if (isValid.length < chunk.rows()) {
        isValid = new boolean[chunk.capacity()];
      }
      add(chunk, isValid);
      for (int c = 0; c < seen.length; c++) {
        seen[c] = Arrays.copyOf(seen[c], Math.max(seen[c].length, chunk.levels(c).size()));
        for (int i = 0; i < chunk.rows(); i++) {
          if (chunk.codes()[c][i] >= 0 && (isValid[i] || invalid != InvalidValuePolicy.DROP)) {
            seen[c][chunk.codes()[c][i]] = true;
          }
        }
      }
    }
    for (int c = 0; chunk != null && c < seen.length; c++) {
      for (int level = 0; level < seen[c].length; level++) {
        if (seen[c][level]) {
          levels.get(c).add(chunk.levels(c).get(level).toString());
        }
      }
    }
  }

  private void add(ColumnChunk chunk, boolean[] isValid) {
    Arrays.fill(isValid, true);
    int check = 0;
    countFaults(chunk.labels(), chunk.rows(), isValid, check++);
    if (weighted) {
      countFaults(chunk.weights(), chunk.rows(), isValid, check++);
    }
    for (int j = 0; j < sums.length; j++) {
      if (!chunk.isFinite(j)) {
        countFaults(chunk.numeric(j), chunk.rows(), isValid, check);
      }
      check++;
      if (invalid == InvalidValuePolicy.IMPUTE) {
        sum(chunk.numeric(j), chunk.weights(), chunk.rows(), j);
      }
    }
    for (int[] codes : chunk.codes()) {
      for (int i = 0; i < chunk.rows(); i++) {
        if (codes[i] < 0) {
          faults[check]++;
          isValid[i] = false;
        }
      }
      check++;
    }
    rows += chunk.rows();
    for (int i = 0; i < chunk.rows(); i++) {
      valid += isValid[i] ? 1 : 0;
    }
  }

  private void countFaults(double[] column, int count, boolean[] isValid, int check) {
    for (int i = 0; i < count; i++) {
      if (!Double.isFinite(column[i])) {
        faults[check]++;
        isValid[i] = false;
      }
    }
  }

  private void sum(double[] column, double[] rowWeights, int count, int j) {
    for (int i = 0; i < count; i++) {
      if (Double.isFinite(column[i])) {
        sums[j] += rowWeights[i] * column[i];
        weights[j] += rowWeights[i];
        finite[j]++;
      }
    }
  }

  private void merge(ColumnProfiler other) {
    rows += other.rows;
    valid += other.valid;
    for (int i = 0; i < faults.length; i++) {
      faults[i] += other.faults[i];
    }
    for (int j = 0; j < sums.length; j++) {
      sums[j] += other.sums[j];
      weights[j] += other.weights[j];
      finite[j] += other.finite[j];
    }
    for (int c = 0; c < levels.size(); c++) {
      levels.get(c).addAll(other.levels.get(c));
    }
  }

  long rows() {
    return rows;
  }

  /** Rows without an invalid value. */
  long valid() {
    return valid;
  }

  /**
   * Rows with an invalid label, an invalid weight if it is checked, and an invalid value of each
   * column.
   */
  long[] faults() {
    return faults;
  }

  /** The weight that makes the weighted mean of a column overflow, of the first such column. */
  OptionalDouble overflowingWeight() {
    return IntStream.range(0, sums.length)
        .filter(j -> !Double.isFinite(sums[j] / weights[j]) && weights[j] > TrainingRows.HEAVY)
        .mapToDouble(j -> weights[j])
        .findFirst();
  }

  /**
   * Weighted means of the finite values of each numeric column; NaN if there are none or no means
   * were needed.
   */
  double[] means() {
    double[] means = new double[sums.length];
    Arrays.setAll(means, j -> finite[j] == 0 ? Double.NaN : sums[j] / weights[j]);
    return means;
  }

  /** Levels of each categorical column, in code point order. */
  List<List<String>> levels() {
    return levels.stream().map(List::copyOf).toList();
  }
}
