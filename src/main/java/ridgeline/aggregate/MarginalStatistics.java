package ridgeline.aggregate;

import static org.apache.spark.sql.functions.col;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.stat.Summarizer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import ridgeline.aggregate.row.FoldRow;
import ridgeline.aggregate.row.InternalRows;
import ridgeline.aggregate.row.SquareRange;
import ridgeline.data.TrainingRows;
import ridgeline.stats.Moments;

/**
 * Each feature's mean, deviation and covariance with the label. They determine the start of a path
 * if there are too many features for {@link FoldStatistics}.
 *
 * @param means weighted means
 * @param deviations weighted population deviations
 * @param covariances weighted population covariances with the label
 * @param labelMean weighted mean of the label
 */
@SuppressWarnings("ArrayRecordComponent")
public record MarginalStatistics(
    double[] means, double[] deviations, double[] covariances, double labelMean) {

  /**
   * Sums of weight * (value - origin) * (label - label mean); zeros are skipped if the origin is 0.
   */
  private static final class CrossSums implements Serializable {
    private static final long serialVersionUID = 1L;

    private final double[] sums;

    CrossSums(int features) {
      sums = new double[features];
    }

    void add(FoldRow row, double[] origins, int[] shifted, double labelMean) {
      double[] values = Objects.requireNonNull(row.values());
      int[] indices = row.indices();
      double weighted = row.weight() * (row.label() - labelMean);
      for (int k = 0; k < values.length; k++) {
        sums[indices == null ? k : indices[k]] += weighted * values[k];
      }
      for (int j : shifted) {
        sums[j] -= weighted * origins[j];
      }
    }

    CrossSums plus(CrossSums other) {
      for (int j = 0; j < sums.length; j++) {
        sums[j] += other.sums[j];
      }
      return this;
    }
  }

  /**
   * Makes two passes over rows that {@link LabelPass} has validated.
   *
   * @param label moments of the label alone over all rows
   * @param unbiasedFactor factor of all rows by {@link UnbiasedFactors}
   * @param names names of the features, for messages
   * @throws ridgeline.data.DataException if squares of a feature exceed the range of a double
   */
  public static MarginalStatistics collect(
      Dataset<Row> rows, Moments label, double unbiasedFactor, String[] names) {
    Row summary =
        rows.select(
                Summarizer.metrics("mean", "variance", "numNonZeros")
                    .summary(col(TrainingRows.FEATURES), col(TrainingRows.WEIGHT))
                    .as("summary"))
            .select("summary.mean", "summary.variance", "summary.numNonZeros")
            .first();
    double[] means = ((Vector) summary.get(0)).toArray();
    double[] variances = ((Vector) summary.get(1)).toArray();
    SquareRange.require(means, variances, names);
    double[] nonzeros = ((Vector) summary.get(2)).toArray();
    double halfOfTheRows = label.rows() / 2.0;
    int[] shifted =
        IntStream.range(0, means.length).filter(j -> nonzeros[j] > halfOfTheRows).toArray();
    double labelMean = label.mean(0);
    CrossSums cross =
        InternalRows.read(rows)
            .mapPartitions(
                part -> {
                  CrossSums sums = new CrossSums(means.length);
                  part.forEachRemaining(row -> sums.add(row, means, shifted, labelMean));
                  return List.of(sums).iterator();
                })
            .collect()
            .stream()
            .reduce(new CrossSums(means.length), CrossSums::plus);
    double[] deviations = new double[means.length];
    double[] covariances = new double[means.length];
    for (int j = 0; j < means.length; j++) {
      deviations[j] = Math.sqrt(variances[j]) / unbiasedFactor;
      covariances[j] = cross.sums[j] / label.weight();
    }
    return new MarginalStatistics(means, deviations, covariances, labelMean);
  }

  /**
   * The largest gradient of the loss over all features at coefficients of 0, in units of the
   * penalty: the first regParam of the lasso's path.
   */
  public double strongestGradient(boolean standardization, boolean fitIntercept) {
    double strongest = 0;
    for (int j = 0; j < means.length; j++) {
      if (deviations[j] > 4 * Math.ulp(means[j])) {
        double moment = covariances[j] + (fitIntercept ? 0 : means[j] * labelMean);
        double unit = standardization ? deviations[j] : 1;
        strongest = Math.max(strongest, Math.abs(moment) / unit);
      }
    }
    return strongest;
  }
}
