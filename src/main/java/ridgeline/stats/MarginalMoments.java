package ridgeline.stats;

import java.io.Serializable;
import java.util.function.IntToDoubleFunction;

/**
 * Weighted means and variances of variables, one by one: what {@link Moments} has without the
 * cross-products. Rows are added as in West 1979, "Updating mean and variance estimates", and
 * merged as in Chan, Golub and LeVeque 1979, equation 2.1. Not a record, because Kryo cannot write
 * records.
 */
public final class MarginalMoments implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double[] means;

  /** Weighted means of squared differences from the means. */
  private final double[] variances;

  private long rows;
  private double weight;

  /** The moments of no rows. */
  public MarginalMoments(int variables) {
    means = new double[variables];
    variances = new double[variables];
  }

  /**
   * Adds a row.
   *
   * @param values of the variables, from 0 on
   * @param rowWeight {@code > 0}
   */
  public void add(IntToDoubleFunction values, double rowWeight) {
    rows++;
    weight += rowWeight;
    double share = rowWeight / weight;
    double rest = (weight - rowWeight) / weight;
    for (int j = 0; j < means.length; j++) {
      double shift = values.applyAsDouble(j) - means[j];
      means[j] += share * shift;
      variances[j] = rest * variances[j] + rest * share * shift * shift;
    }
  }

  /** Adds the rows of another. */
  public void merge(MarginalMoments other) {
    if (other.rows == 0) {
      return;
    }
    double before = weight;
    rows += other.rows;
    weight += other.weight;
    double share = other.weight / weight;
    double rest = before / weight;
    for (int j = 0; j < means.length; j++) {
      double shift = other.means[j] - means[j];
      means[j] += share * shift;
      variances[j] =
          rest * variances[j] + share * other.variances[j] + rest * share * shift * shift;
    }
  }

  public int variables() {
    return means.length;
  }

  public long rows() {
    return rows;
  }

  /** The sum of the weights. */
  public double weight() {
    return weight;
  }

  public double mean(int variable) {
    return means[variable];
  }

  /** The population variance, exactly 0 where all values are equal. */
  public double variance(int variable) {
    return variances[variable];
  }

  /** Whether mean and variance are in the range of a double. */
  public boolean isFinite(int variable) {
    return Double.isFinite(means[variable]) && Double.isFinite(variances[variable]);
  }

  /** See {@link Moments#underflows}. */
  public boolean underflows(int variable) {
    return Moments.underflows(means[variable], variances[variable]);
  }
}
