package ridgeline.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.linalg.Eigen;
import ridgeline.stats.Moments;
import ridgeline.stats.MomentsAccumulator;
import ridgeline.stats.WeightedRows;

@Tag("plain")
class GradientDescentPathTest {
  /** Rounding of some hundred iterations with numbers of order 1. */
  private static final double ROUNDING = 1e-11;

  private static final WeightedRows ROWS = WeightedRows.correlated(5, 200, 6, 0.7);
  private static final Penalty PLAIN = Penalty.uniform(ROWS.features(), true, true, L2Scale.PLAIN);

  /** Iterates over the rows, with standardised features and label. */
  private static double[] descend(WeightedRows rows, double stepSize, int iterations) {
    Moments moments = rows.moments();
    int p = rows.features();
    double[] beta = new double[p];
    for (int t = 0; t < iterations; t++) {
      double[] slope = new double[p];
      for (int i = 0; i < rows.rows(); i++) {
        double residual = standardized(moments, p, rows.y()[i]);
        for (int j = 0; j < p; j++) {
          residual -= beta[j] * standardized(moments, j, rows.x()[i][j]);
        }
        for (int j = 0; j < p; j++) {
          double share = rows.w()[i] / moments.weight();
          slope[j] += share * residual * standardized(moments, j, rows.x()[i][j]);
        }
      }
      for (int j = 0; j < p; j++) {
        beta[j] += stepSize * slope[j];
      }
    }
    double labelDeviation = moments.deviation(moments.label());
    return IntStream.range(0, p)
        .mapToDouble(j -> beta[j] * labelDeviation / moments.deviation(j))
        .toArray();
  }

  private static double standardized(Moments moments, int variable, double value) {
    return (value - moments.mean(variable)) / moments.deviation(variable);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 17, 300})
  void equalsTheIterations(int iterations) {
    GradientDescentPath path = new GradientDescentPath(ROWS.moments());
    double[] expected = descend(ROWS, path.stepSize(), iterations);
    double[] actual = path.after(iterations).dense(ROWS.features());
    for (int j = 0; j < expected.length; j++) {
      assertThat(actual[j]).as("feature %d", j).isCloseTo(expected[j], within(ROUNDING));
    }
  }

  @Test
  void endsAtLeastSquares() {
    GradientDescentPath path = new GradientDescentPath(ROWS.moments());
    LinearFit end = path.after(1_000_000_000L);
    double[] expected =
        Paths.fit(ROWS, Paths.standardized(ROWS.features()), 0, 0).dense(ROWS.features());
    double[] actual = end.dense(ROWS.features());
    for (int j = 0; j < expected.length; j++) {
      assertThat(actual[j]).isCloseTo(expected[j], within(1e-9));
    }
    assertThat(end.kkt()).isLessThan(1e-12);
  }

  @Test
  void reportsTheSlopeThatIsLeftAndTheErrorOnRows() {
    Moments moments = ROWS.moments();
    GradientDescentPath path = new GradientDescentPath(moments);
    StandardizedProblem problem = new StandardizedProblem(moments, PLAIN);
    LinearFit fit = path.after(3);
    double[] gradient = Paths.gradient(problem, problem.standardized(fit));

    assertThat(fit.kkt())
        .isCloseTo(Arrays.stream(gradient).map(Math::abs).max().orElseThrow(), within(ROUNDING));
    assertThat(fit.iterations()).isEqualTo(3);
    assertThat(path.meanSquaredError(fit, moments))
        .isCloseTo(problem.meanSquaredError(fit, moments), within(ROUNDING))
        .isPositive();
  }

  @Test
  void theErrorOnTheTrainingRowsOnlyFalls() {
    Moments moments = ROWS.moments();
    GradientDescentPath path = new GradientDescentPath(moments);
    double before = Double.POSITIVE_INFINITY;
    for (long t = 1; t < 100_000; t *= 3) {
      double error = path.meanSquaredError(path.after(t), moments);
      assertThat(error).isLessThanOrEqualTo(before * (1 + ROUNDING));
      before = error;
    }
  }

  @Test
  void aConstantFeatureHasNoCoefficient() {
    MomentsAccumulator rows = new MomentsAccumulator(2);
    for (int i = 0; i < 50; i++) {
      rows.add(new double[] {7, Math.sin(i)}, Math.sin(i) + Math.cos(3 * i), 1);
    }
    LinearFit fit = new GradientDescentPath(rows.toMoments()).after(1_000_000);
    assertThat(fit.indices()).containsExactly(1);
  }

  /**
   * Along an eigenvector of eigenvalue lambda, with x = lambda / regParam, descent keeps about
   * {@code 1 - exp(-x)} of the least-squares fit and ridge keeps {@code x / (1 + x)}: never more,
   * and at most 0.2036 less, which is the largest difference between the two functions. Finite
   * steps add a little.
   */
  @Test
  void keepsMoreThanRidgeAlongEachEigenvectorButNotMuchMore() {
    Moments moments = ROWS.moments();
    GradientDescentPath path = new GradientDescentPath(moments);
    int p = ROWS.features();
    StandardizedProblem problem = new StandardizedProblem(moments, PLAIN);
    Eigen eigen = Eigen.decompose(p, problem.gram().clone());
    double[] plain = along(eigen, standardized(path.after(1_000_000_000L), moments));
    double most = 0;
    for (long t = 8; t < 1_000_000; t *= 2) {
      PathSolver ridge = new PathSolver(moments, PLAIN, 1e-9, 1000);
      LinearFit shrunk = ridge.solve(0, new double[] {path.regParam(t)}, 0, 1, null).fits().get(0);
      double[] descended = along(eigen, standardized(path.after(t), moments));
      double[] ridged = along(eigen, standardized(shrunk, moments));
      for (int k = 0; k < p; k++) {
        double more = (descended[k] - ridged[k]) / plain[k];
        assertThat(more).as("eigenvector %d, %d iterations", k, t).isBetween(-1e-6, 0.23);
        most = Math.max(most, more);
      }
    }
    assertThat(most).isGreaterThan(0.19);
  }

  private static double[] along(Eigen eigen, double[] coefficients) {
    int p = coefficients.length;
    return IntStream.range(0, p)
        .mapToDouble(
            k ->
                IntStream.range(0, p)
                    .mapToDouble(j -> eigen.vectors()[k * p + j] * coefficients[j])
                    .sum())
        .toArray();
  }

  private static double[] standardized(LinearFit fit, Moments moments) {
    double[] values = fit.dense(moments.features());
    for (int j = 0; j < values.length; j++) {
      values[j] *= moments.deviation(j);
    }
    return values;
  }
}
