package ridgeline.sweep.mllib;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import ridgeline.data.TrainingRows;
import ridgeline.path.L2Scale;
import ridgeline.path.LinearFit;
import ridgeline.path.Penalty;
import ridgeline.stats.Moments;
import ridgeline.stats.PseudoRows;

/**
 * MLlib's LinearRegression on {@link PseudoRows}: fits the rows behind some moments, at a cost that
 * does not depend on their number.
 *
 * <p>Each column of the rows is standardised and multiplied by a scale, and MLlib does not
 * standardise. So the penalty is that of {@link Penalty}, no matter which deviations MLlib uses.
 * With an intercept the rows are centred, which changes no coefficient and saves MLlib digits.
 */
public final class PseudoRegression {
  /** Size of the rows that are sent to one task. */
  private static final long TASK_BYTES = 4L << 20;

  private final SparkSession spark;
  private final PseudoRows rows;
  private final Penalty penalty;
  private final double tol;
  private final int maxIter;
  private final Columns columns;
  private final Dataset<Row> dataset;

  /**
   * The columns to fit.
   *
   * @param features their positions, in increasing order
   * @param scales the deviation that each column is scaled to
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Columns(int[] features, double[] scales) {}

  /**
   * Creates the rows.
   *
   * @param training moments whose label is not constant
   * @param penalty all its factors are 1
   */
  public PseudoRegression(
      SparkSession spark, Moments training, Penalty penalty, double tol, int maxIter) {
    this.spark = spark;
    this.penalty = penalty;
    this.tol = tol;
    this.maxIter = maxIter;
    rows = PseudoRows.of(training);
    int[] features = IntStream.range(0, rows.features()).toArray();
    columns =
        new Columns(
            features,
            Arrays.stream(features)
                .mapToDouble(j -> penalty.standardization() ? 1 : rows.deviation(j))
                .toArray());
    dataset = dataset(columns);
  }

  /** Fits a cell. */
  public LinearFit fit(double elasticNetParam, double regParam) {
    double l1 = regParam * elasticNetParam / labelDeviation();
    double l2 = regParam * (1 - elasticNetParam) * l2Unit();
    return fit(columns, dataset, l1, l2, regParam);
  }

  /**
   * Fits a cell with an L1 part as the ridge that has the same minimum. At a minimum b of the cell,
   * the gradient of {@code abs(b_j)} is that of {@code b_j^2 / (2 abs(b_j'))} at {@code b' = b}. So
   * a ridge whose weights are computed from b has its minimum at b if and only if b satisfies the
   * optimality conditions of the cell (Grandvalet 1998, "Least absolute shrinkage is equivalent to
   * quadratic penalization"). MLlib solves the ridge by Cholesky, while its OWL-QN stops early on
   * the cell.
   *
   * @param minimum a fit of the cell with nonzero coefficients
   */
  public LinearFit ridge(LinearFit minimum, double elasticNetParam) {
    double regParam = minimum.regParam();
    double l1 = regParam * elasticNetParam / labelDeviation();
    double l2 = regParam * (1 - elasticNetParam) * l2Unit();
    int[] features = minimum.indices();
    double[] scales = new double[features.length];
    for (int k = 0; k < features.length; k++) {
      double unit = columns.scales()[features[k]];
      double size = Math.abs(minimum.values()[k]) * rows.deviation(features[k]) / labelDeviation();
      scales[k] = unit * Math.sqrt(size / (l1 * unit + l2 * size));
    }
    Columns support = new Columns(features, scales);
    return fit(support, dataset(support), 0, 1, regParam);
  }

  private double labelDeviation() {
    return rows.deviation(rows.features());
  }

  /** The constant of the L2 part, for coefficients of a standardised label. */
  private double l2Unit() {
    return penalty.l2Scale() == L2Scale.MLLIB ? 1 / labelDeviation() : 1;
  }

  private LinearFit fit(
      Columns fitted, Dataset<Row> training, double l1, double l2, double regParam) {
    double unbiased = Math.sqrt(rows.count() / (rows.count() - 1.0));
    Penalty ofColumns =
        Penalty.uniform(fitted.features().length, false, penalty.fitIntercept(), L2Scale.PLAIN);
    LinearRegressionModel model =
        new MllibRegression(ofColumns, tol, maxIter)
            .fit(
                new MllibRegression.Training(training, 1, unbiased),
                fitted.features().length,
                l1 == 0 ? 0 : l1 / (l1 + l2),
                l1 + l2);
    return toFit(fitted, model, regParam);
  }

  private LinearFit toFit(Columns fitted, LinearRegressionModel model, double regParam) {
    double[] scaled = model.coefficients().toArray();
    double[] dense = new double[rows.features()];
    double intercept =
        penalty.fitIntercept()
            ? rows.mean(rows.features()) + model.intercept() * labelDeviation()
            : 0;
    for (int k = 0; k < scaled.length; k++) {
      int j = fitted.features()[k];
      if (scaled[k] != 0) {
        dense[j] = scaled[k] * fitted.scales()[k] * (labelDeviation() / rows.deviation(j));
      }
      intercept -= penalty.fitIntercept() ? dense[j] * rows.mean(j) : 0;
    }
    int iterations = model.summary().totalIterations();
    return LinearFit.uncertified(regParam, intercept, dense, iterations, iterations < maxIter);
  }

  private Dataset<Row> dataset(Columns fitted) {
    JavaRDD<Row> parallel =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(
                IntStream.range(0, rows.count()).mapToObj(i -> row(i, fitted)).toList(),
                tasks(fitted));
    StructField features =
        new AttributeGroup(TrainingRows.FEATURES, fitted.features().length).toStructField();
    return spark.createDataFrame(
        parallel,
        new StructType()
            .add(features)
            .add(TrainingRows.LABEL, DataTypes.DoubleType)
            .add(TrainingRows.WEIGHT, DataTypes.DoubleType));
  }

  private int tasks(Columns fitted) {
    long bytes = (long) rows.count() * fitted.features().length * Double.BYTES;
    return (int) Math.min(rows.count(), 1 + bytes / TASK_BYTES);
  }

  private Row row(int i, Columns fitted) {
    double[] standardized = rows.standardized(i);
    double[] values = new double[fitted.features().length];
    for (int k = 0; k < values.length; k++) {
      int j = fitted.features()[k];
      values[k] = (standardized[j] + origin(j)) * fitted.scales()[k];
    }
    int label = rows.features();
    return RowFactory.create(
        Vectors.dense(values), standardized[label] + origin(label), rows.weight() / rows.count());
  }

  /** The shift of a standardised variable. */
  private double origin(int variable) {
    boolean isCentred = penalty.fitIntercept() || rows.deviation(variable) == 0;
    return isCentred ? 0 : rows.mean(variable) / rows.deviation(variable);
  }
}
