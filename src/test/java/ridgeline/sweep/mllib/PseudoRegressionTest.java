package ridgeline.sweep.mllib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.path.L2Scale;
import ridgeline.path.LinearFit;
import ridgeline.path.PathSolver;
import ridgeline.path.Penalty;
import ridgeline.spark.LocalSpark;
import ridgeline.stats.Moments;
import ridgeline.stats.WeightedRows;

@Tag("spark")
class PseudoRegressionTest {
  /** In standardised coefficients. */
  private static final double TOLERANCE = 1e-6;

  private static final double TOL = 1e-7;
  private static final int MAX_ITER = 10_000;

  @ParameterizedTest(
      name = "elasticNetParam {0}, standardization {1}, fitIntercept {2}, {3}, 1e{4}")
  @CsvSource({
    "0, true, true, MLLIB, 0",
    "0, false, true, PLAIN, 2",
    "0, true, false, PLAIN, 9",
    "0.3, true, true, PLAIN, 9",
    "0.3, false, false, MLLIB, 0",
    "0.7, false, true, MLLIB, 1",
    "1, true, true, MLLIB, 9",
    "1, true, false, MLLIB, -9",
    "1, false, true, MLLIB, 0"
  })
  void equalsMllibOnTheRows(
      double elasticNetParam,
      boolean standardization,
      boolean fitIntercept,
      L2Scale l2Scale,
      int power) {
    WeightedRows data =
        WeightedRows.correlated(3, 300, 5, 0.3).withFeature(2, x -> x * Math.pow(10, power));
    Moments moments = data.moments();
    Penalty penalty = Penalty.uniform(5, standardization, fitIntercept, l2Scale);

    LinearFit pseudo =
        new PseudoRegression(LocalSpark.session(), moments, penalty, TOL, MAX_ITER)
            .fit(elasticNetParam, 0.05);

    LinearRegressionModel real =
        new MllibRegression(penalty, TOL, MAX_ITER)
            .fit(
                new MllibRegression.Training(table(data), moments.deviation(5), Double.NaN),
                5,
                elasticNetParam,
                0.05);
    assertSame(pseudo.dense(5), real.coefficients().toArray(), moments);
    assertThat(pseudo.intercept())
        .isCloseTo(real.intercept(), within(10 * TOLERANCE * moments.deviation(5)));
  }

  /** All one-hot levels, and a duplicate column. */
  @ParameterizedTest
  @CsvSource({"0, true", "0, false", "0.5, true", "0.5, false"})
  void equalsTheSweepOnDependentFeatures(double elasticNetParam, boolean fitIntercept) {
    Random random = new Random(4);
    double[][] x = new double[200][6];
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i][i % 3] = 1;
      x[i][3] = random.nextGaussian();
      x[i][4] = x[i][3];
      x[i][5] = 7;
      y[i] = 2 + i % 3 + x[i][3] + random.nextGaussian();
    }
    Moments moments = new WeightedRows(x, y, random.doubles(x.length, 0, 3).toArray()).moments();
    Penalty penalty = Penalty.uniform(6, true, fitIntercept, L2Scale.MLLIB);

    LinearFit pseudo =
        new PseudoRegression(LocalSpark.session(), moments, penalty, TOL, MAX_ITER)
            .fit(elasticNetParam, 0.1);

    assertSame(pseudo.dense(6), solved(moments, penalty, elasticNetParam, 0.1), moments);
    assertThat(pseudo.dense(6)[5]).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "0.4, true, true, MLLIB",
    "1, false, true, PLAIN",
    "0.4, false, false, MLLIB",
    "1, true, false, PLAIN"
  })
  void theRidgeOfAMinimumHasTheSameMinimum(
      double elasticNetParam, boolean standardization, boolean fitIntercept, L2Scale l2Scale) {
    Moments moments = WeightedRows.correlated(5, 300, 12, 0.999999).moments();
    Penalty penalty = Penalty.uniform(12, standardization, fitIntercept, l2Scale);
    LinearFit minimum = fit(moments, penalty, elasticNetParam, 1e-3);
    assertThat(minimum.nonzeros()).isBetween(1, 11);

    LinearFit ridge =
        new PseudoRegression(LocalSpark.session(), moments, penalty, TOL, MAX_ITER)
            .ridge(minimum, elasticNetParam);

    assertSame(ridge.dense(12), minimum.dense(12), moments);
    assertThat(ridge.indices()).isEqualTo(minimum.indices());
  }

  @Test
  void theRidgeOfAnotherPointHasAnotherMinimum() {
    Moments moments = WeightedRows.correlated(5, 300, 4, 0.3).moments();
    Penalty penalty = Penalty.uniform(4, true, true, L2Scale.MLLIB);
    LinearFit minimum = fit(moments, penalty, 1, 0.1);
    double[] wrong = minimum.values().clone();
    wrong[0] *= 1.01;

    LinearFit ridge =
        new PseudoRegression(LocalSpark.session(), moments, penalty, TOL, MAX_ITER)
            .ridge(
                new LinearFit(0.1, minimum.intercept(), minimum.indices(), wrong, 0, 1, true), 1);

    assertThat(ridge.values()[0] / wrong[0]).isNotCloseTo(1, within(1e-4));
  }

  /** More features than MLlib's normal solver supports, so that l-bfgs fits them. */
  @ParameterizedTest
  @CsvSource({"0, true, true, MLLIB", "0.5, true, true, PLAIN", "0.5, false, true, MLLIB"})
  void manyFeaturesAreFittedByLbfgs(
      double elasticNetParam, boolean standardization, boolean fitIntercept, L2Scale l2Scale) {
    int features = 4_100;
    double[][] x = new double[40][features];
    double[] y = new double[x.length];
    Random random = new Random(6);
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < 8; j++) {
        x[i][j * 500] = (1 + j) * random.nextGaussian();
        y[i] += x[i][j * 500];
      }
    }
    Moments moments =
        new WeightedRows(x, y, random.doubles(x.length, 0.5, 1.5).toArray()).moments();
    Penalty penalty = Penalty.uniform(features, standardization, fitIntercept, l2Scale);

    LinearFit pseudo =
        new PseudoRegression(LocalSpark.session(), moments, penalty, TOL, MAX_ITER)
            .fit(elasticNetParam, 0.3);

    assertSame(pseudo.dense(features), solved(moments, penalty, elasticNetParam, 0.3), moments);
  }

  private static double[] solved(
      Moments moments, Penalty penalty, double elasticNetParam, double regParam) {
    return fit(moments, penalty, elasticNetParam, regParam).dense(moments.features());
  }

  private static LinearFit fit(
      Moments moments, Penalty penalty, double elasticNetParam, double regParam) {
    LinearFit fit =
        new PathSolver(moments, penalty, TOL, MAX_ITER)
            .solve(elasticNetParam, new double[] {regParam}, 0, 1, null)
            .fits()
            .get(0);
    assertThat(fit.converged()).isTrue();
    return fit;
  }

  private static void assertSame(double[] actual, double[] expected, Moments moments) {
    for (int j = 0; j < expected.length; j++) {
      double unit = moments.deviation(j) / moments.deviation(moments.label());
      assertThat(actual[j] * unit).as("%d", j).isCloseTo(expected[j] * unit, within(TOLERANCE));
    }
  }

  private static Dataset<Row> table(WeightedRows data) {
    List<Row> rows =
        IntStream.range(0, data.rows())
            .mapToObj(i -> LocalSpark.row(Vectors.dense(data.x()[i]), data.y()[i], data.w()[i], 0))
            .toList();
    return LocalSpark.rows(rows, 1);
  }
}
