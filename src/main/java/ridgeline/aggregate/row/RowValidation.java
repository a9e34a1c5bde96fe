package ridgeline.aggregate.row;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import ridgeline.data.UnusableRowsException;
import ridgeline.data.columns.ColumnChunk;

/**
 * Counts the rows, and the unusable rows by fault. A row of weight 0 is only counted as such,
 * whatever its other values.
 */
public final class RowValidation implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int folds;
  private final int features;
  private long rows;
  private long zeroWeight;
  private long badLabel;
  private long badWeight;
  private long badFold;
  private long noFeatures;
  private long wrongSize;
  private long @Nullable [] badFeatures;

  /** Starts with no rows. */
  public RowValidation(int features, int folds) {
    this.features = features;
    this.folds = folds;
  }

  /** The counts of rows that were usable and had positive weights. */
  public static RowValidation ofUsable(long rows, int features, int folds) {
    RowValidation validation = new RowValidation(features, folds);
    validation.rows = rows;
    return validation;
  }

  /** Counts a row; returns whether it is usable. */
  public boolean accept(FoldRow row) {
    if (!accept(row.label(), row.weight(), row.fold())) {
      return false;
    }
    if (row.values() == null) {
      noFeatures++;
    } else if (row.size() != features) {
      wrongSize++;
    } else {
      return hasFinite(row);
    }
    return false;
  }

  /** Counts a row whose features are checked later; returns whether the rest of it is usable. */
  public boolean accept(double label, double weight, int fold) {
    rows++;
    if (weight == 0) {
      zeroWeight++;
    } else if (!Double.isFinite(label)) {
      badLabel++;
    } else if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      badWeight++;
    } else if (fold < 0 || fold >= folds) {
      badFold++;
    } else {
      return true;
    }
    return false;
  }

  /** Counts a NaN or infinite value of an accepted row. */
  public void refuseFeature(int feature) {
    if (badFeatures == null) {
      badFeatures = new long[features];
    }
    badFeatures[feature]++;
  }

  private boolean hasFinite(FoldRow row) {
    double[] values = Objects.requireNonNull(row.values());
    if (ColumnChunk.allFinite(values, values.length)) {
      return true;
    }
    for (int k = 0; k < values.length; k++) {
      if (!Double.isFinite(values[k])) {
        refuseFeature(row.indices() == null ? k : row.indices()[k]);
      }
    }
    return false;
  }

  /** The counts of both. */
  public RowValidation plus(RowValidation other) {
    RowValidation sum = new RowValidation(features, folds);
    sum.rows = rows + other.rows;
    sum.zeroWeight = zeroWeight + other.zeroWeight;
    sum.badLabel = badLabel + other.badLabel;
    sum.badWeight = badWeight + other.badWeight;
    sum.badFold = badFold + other.badFold;
    sum.noFeatures = noFeatures + other.noFeatures;
    sum.wrongSize = wrongSize + other.wrongSize;
    for (long[] counts : new long @Nullable [][] {badFeatures, other.badFeatures}) {
      if (counts != null) {
        sum.badFeatures = sum.badFeatures == null ? new long[features] : sum.badFeatures;
        for (int j = 0; j < features; j++) {
          sum.badFeatures[j] += counts[j];
        }
      }
    }
    return sum;
  }

  /** Number of all rows. */
  public long rows() {
    return rows;
  }

  /** Number of rows of weight 0. */
  public long zeroWeight() {
    return zeroWeight;
  }

  /**
   * Rejects the data if any row is unusable.
   *
   * @param names names of the features
   * @throws UnusableRowsException with every fault and its count
   */
  public void requireUsable(String[] names) {
    if (rows == 0) {
      throw new UnusableRowsException("there are no rows to fit; check the data and any filter");
    }
    List<String> faults = new ArrayList<>();
    fault(faults, badLabel, "a label that is null, NaN or infinite");
    fault(faults, badWeight, "a weight that is null, NaN, infinite or negative");
    fault(faults, badFold, "a fold outside 0 to " + (folds - 1));
    fault(faults, noFeatures, "a feature vector that is null");
    fault(faults, wrongSize, "a feature vector whose size is not " + features);
    for (int j = 0; badFeatures != null && j < features; j++) {
      fault(faults, badFeatures[j], "a value of " + names[j] + " that is NaN or infinite");
    }
    if (!faults.isEmpty()) {
      throw new UnusableRowsException(
          "of %,d rows, %s; fix them, or leave out such rows"
              .formatted(rows - zeroWeight, String.join(", ", faults)));
    }
  }

  private static void fault(List<String> faults, long count, String what) {
    if (count > 0) {
      faults.add("%,d %s %s".formatted(count, count == 1 ? "has" : "have", what));
    }
  }
}
