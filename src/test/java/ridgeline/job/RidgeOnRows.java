package ridgeline.job;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import ridgeline.spark.LocalSpark;

/**
 * A weighted ridge on the rows of {@link RetrainedStore}, by its normal equations: MLlib's
 * objective, without any code of ours.
 */
final class RidgeOnRows {
  private static final int LEVELS = 5;

  private final double intercept;
  private final double[] coefficients;

  private RidgeOnRows(double intercept, double[] coefficients) {
    this.intercept = intercept;
    this.coefficients = coefficients;
  }

  /**
   * A row.
   *
   * @param day from 1
   * @param x two numbers, and a feature for each level that any row has
   */
  record Row(int day, double weight, List<Double> x, double y) {}

  /** A sum of squared errors. */
  static final class Errors {
    private double weight;
    private double squares;
    private double sum;
    private double labelSquares;

    private void add(Row row, double prediction) {
      weight += row.weight();
      squares += row.weight() * Math.pow(row.y() - prediction, 2);
      sum += row.weight() * row.y();
      labelSquares += row.weight() * row.y() * row.y();
    }

    void add(Errors other) {
      weight += other.weight;
      squares += other.squares;
      sum += other.sum;
      labelSquares += other.labelSquares;
    }

    double rmse() {
      return Math.sqrt(squares / weight);
    }

    double r2() {
      return 1 - squares / (labelSquares - sum * sum / weight);
    }
  }

  static List<Row> read(Path table) {
    return LocalSpark.session()
        .read()
        .parquet(table.toString())
        .selectExpr("DAY(day) AS day", "CAST(w AS DOUBLE) AS w", "a", "b", "c", "y")
        .collectAsList()
        .stream()
        .map(
            row -> {
              double[] x = new double[2 + LEVELS];
              x[0] = row.getDouble(2);
              x[1] = row.getDouble(3);
              x[2 + Integer.parseInt(row.getString(4).substring(1))] = 1;
              return new Row(
                  row.getInt(0),
                  row.getDouble(1),
                  Arrays.stream(x).boxed().toList(),
                  row.getDouble(5));
            })
        .toList();
  }

  /** Fits the rows of some days; those of {@code halfLife} days before the last weigh half. */
  static RidgeOnRows fit(
      List<Row> rows, int firstDay, int lastDay, double halfLife, double regParam) {
    List<Row> training =
        rows.stream().filter(row -> row.day() >= firstDay && row.day() <= lastDay).toList();
    double[] weights =
        training.stream()
            .mapToDouble(row -> row.weight() * Math.pow(2, -(lastDay - row.day()) / halfLife))
            .toArray();
    double total = Arrays.stream(weights).sum();
    int size = 2 + LEVELS;
    double[] means = new double[size + 1];
    for (int i = 0; i < weights.length; i++) {
      for (int j = 0; j <= size; j++) {
        means[j] += weights[i] / total * variable(training.get(i), j);
      }
    }
    double[][] products = new double[size + 1][size + 1];
    for (int i = 0; i < weights.length; i++) {
      for (int j = 0; j <= size; j++) {
        for (int k = 0; k <= size; k++) {
          products[j][k] +=
              weights[i]
                  / total
                  * (variable(training.get(i), j) - means[j])
                  * (variable(training.get(i), k) - means[k]);
        }
      }
    }
    RealMatrix matrix =
        MatrixUtils.createRealMatrix(products).getSubMatrix(0, size - 1, 0, size - 1);
    double[] right = new double[size];
    for (int j = 0; j < size; j++) {
      right[j] = products[j][size];
      // A column that is constant has no coefficient.
      double penalty = regParam / Math.sqrt(products[size][size]) * products[j][j];
      matrix.addToEntry(j, j, products[j][j] > 0 ? penalty : 1);
    }
    double[] coefficients =
        new LUDecomposition(matrix).getSolver().solve(new ArrayRealVector(right)).toArray();
    double intercept = means[size];
    for (int j = 0; j < size; j++) {
      intercept -= coefficients[j] * means[j];
    }
    return new RidgeOnRows(intercept, coefficients);
  }

  private static double variable(Row row, int j) {
    return j < row.x().size() ? row.x().get(j) : row.y();
  }

  /** The errors on the rows of a day. */
  Errors on(List<Row> rows, int day) {
    Errors error = new Errors();
    for (Row row : rows) {
      if (row.day() == day) {
        double prediction = intercept;
        for (int j = 0; j < coefficients.length; j++) {
          prediction += coefficients[j] * row.x().get(j);
        }
        error.add(row, prediction);
      }
    }
    return error;
  }
}
