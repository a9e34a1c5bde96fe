package ridgeline.aggregate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import ridgeline.data.TrainingRows;

/**
 * The ratio of unbiased deviations, as computed by MLlib's Summarizer, to population deviations of
 * the same rows: {@code sqrt(W / (W - Q / W))}, where W is the sum of the weights and Q that of
 * their squares.
 */
public final class UnbiasedFactors {
  private UnbiasedFactors() {}

  /**
   * Reads the weights of usable rows in one pass.
   *
   * @return the factors of the training rows of each fold and, last, of all rows
   */
  public static double[] collect(Dataset<Row> rows, int folds) {
    double[] weights = new double[folds];
    double[] squares = new double[folds];
    for (Row fold :
        rows.groupBy(col(TrainingRows.FOLD))
            .agg(
                sum(col(TrainingRows.WEIGHT)),
                sum(col(TrainingRows.WEIGHT).multiply(col(TrainingRows.WEIGHT))))
            .collectAsList()) {
      weights[fold.getInt(0)] = fold.getDouble(1);
      squares[fold.getInt(0)] = fold.getDouble(2);
    }
    return IntStream.rangeClosed(0, folds)
        .mapToDouble(fold -> factor(sumWithout(fold, weights), sumWithout(fold, squares)))
        .toArray();
  }

  private static double sumWithout(int left, double[] values) {
    return IntStream.range(0, values.length)
        .filter(fold -> fold != left)
        .mapToDouble(fold -> values[fold])
        .sum();
  }

  private static double factor(double weight, double squares) {
    return Math.sqrt(weight / (weight - squares / weight));
  }
}
