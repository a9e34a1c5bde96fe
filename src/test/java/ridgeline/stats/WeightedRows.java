package ridgeline.stats;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Rows in memory, with moments computed the slow way: in two passes of exact decimal arithmetic,
 * rounded once at the end.
 *
 * @param x features, one array per row
 * @param y label
 * @param w weights
 */
@SuppressWarnings("ArrayRecordComponent")
public record WeightedRows(double[][] x, double[] y, double[] w) {
  private static final MathContext PRECISION = MathContext.DECIMAL128;

  /**
   * Features of means 0, 1, 2, ... and deviations 1, 2, 3, 1, 2, 3, ..., each pair equally
   * correlated; a label that depends on every second feature; weights between 0.5 and 1.5.
   */
  public static WeightedRows correlated(long seed, int rows, int features, double correlation) {
    Random random = new Random(seed);
    double[][] x = new double[rows][features];
    double[] y = new double[rows];
    for (int i = 0; i < rows; i++) {
      double common = Math.sqrt(correlation) * random.nextGaussian();
      y[i] = 5 + random.nextGaussian();
      for (int j = 0; j < features; j++) {
        double own = Math.sqrt(1 - correlation) * random.nextGaussian();
        x[i][j] = j + (1 + j % 3) * (common + own);
        y[i] += j % 2 == 0 ? (j % 4 - 1) * x[i][j] : 0;
      }
    }
    return new WeightedRows(x, y, random.doubles(rows, 0.5, 1.5).toArray());
  }

  public int rows() {
    return y.length;
  }

  public int features() {
    return x[0].length;
  }

  /** The moments computed by the dense accumulator. */
  public Moments moments() {
    MomentsAccumulator accumulator = new MomentsAccumulator(features());
    for (int i = 0; i < rows(); i++) {
      accumulator.add(x[i], y[i], w[i]);
    }
    return accumulator.toMoments();
  }

  /** The moments computed by the sparse accumulator. */
  public Moments sparseMoments() {
    SparseMomentsAccumulator accumulator = new SparseMomentsAccumulator(features());
    for (int i = 0; i < rows(); i++) {
      double[] row = x[i];
      int[] columns = IntStream.range(0, row.length).filter(j -> row[j] != 0).toArray();
      double[] values = IntStream.of(columns).mapToDouble(j -> row[j]).toArray();
      accumulator.add(columns, values, values.length, y[i], w[i]);
    }
    return accumulator.toMoments();
  }

  /** The given rows, in the given order. */
  public WeightedRows take(int... which) {
    return new WeightedRows(
        IntStream.of(which).mapToObj(i -> x[i].clone()).toArray(double[][]::new),
        IntStream.of(which).mapToDouble(i -> y[i]).toArray(),
        IntStream.of(which).mapToDouble(i -> w[i]).toArray());
  }

  /** Splits the rows into parts: row i goes to part {@code part.applyAsInt(i)}. */
  public List<WeightedRows> split(int parts, IntUnaryOperator part) {
    return IntStream.range(0, parts)
        .mapToObj(
            p -> take(IntStream.range(0, rows()).filter(i -> part.applyAsInt(i) == p).toArray()))
        .toList();
  }

  /** These rows in random order. */
  public WeightedRows shuffled(long seed) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, rows()).boxed().toList());
    Collections.shuffle(order, new Random(seed));
    return take(order.stream().mapToInt(Integer::intValue).toArray());
  }

  /** These rows with other features. */
  public WeightedRows withFeatures(double[][] features) {
    return new WeightedRows(features, y, w);
  }

  /** These rows with one feature changed. */
  public WeightedRows withFeature(int j, DoubleUnaryOperator change) {
    WeightedRows copy = take(IntStream.range(0, rows()).toArray());
    for (double[] row : copy.x) {
      row[j] = change.applyAsDouble(row[j]);
    }
    return copy;
  }

  /** These rows with every label changed. */
  public WeightedRows withLabels(DoubleUnaryOperator change) {
    return new WeightedRows(x, Arrays.stream(y).map(change).toArray(), w);
  }

  /** These rows with every weight changed. */
  public WeightedRows withWeights(DoubleUnaryOperator change) {
    return new WeightedRows(x, y, Arrays.stream(w).map(change).toArray());
  }

  /** Sum of the weights. */
  public double weight() {
    return exactWeight().doubleValue();
  }

  /** Weighted mean of a variable; the label is the variable after the features. */
  public double mean(int variable) {
    return exactMean(variable).doubleValue();
  }

  /** Weighted population covariance of two variables. */
  public double covariance(int a, int b) {
    BigDecimal meanA = exactMean(a);
    BigDecimal meanB = exactMean(b);
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < rows(); i++) {
      BigDecimal deviationA = exact(value(i, a)).subtract(meanA);
      BigDecimal deviationB = exact(value(i, b)).subtract(meanB);
      sum = sum.add(deviationA.multiply(deviationB).multiply(exact(w[i])));
    }
    return sum.divide(exactWeight(), PRECISION).doubleValue();
  }

  /** Weighted population standard deviation of a variable. */
  public double deviation(int variable) {
    return Math.sqrt(covariance(variable, variable));
  }

  private BigDecimal exactWeight() {
    return IntStream.range(0, rows())
        .mapToObj(i -> exact(w[i]))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private BigDecimal exactMean(int variable) {
    return IntStream.range(0, rows())
        .mapToObj(i -> exact(value(i, variable)).multiply(exact(w[i])))
        .reduce(BigDecimal.ZERO, BigDecimal::add)
        .divide(exactWeight(), PRECISION);
  }

  private static BigDecimal exact(double value) {
    return new BigDecimal(value);
  }

  private double value(int row, int variable) {
    return variable == features() ? y[row] : x[row][variable];
  }
}
