package ridgeline.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static ridgeline.path.Paths.TOL;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.stats.WeightedRows;

/** Compares features of any rank, size and penalty with a solution in 700 decimal digits. */
@Tag("plain")
class DependentFeaturesTest {
  private static final MathContext EXACT = new MathContext(700);

  /**
   * Correlations are rounded to 1e-16, so a penalty of 1e-11 of the loss determines a direction to
   * about 1e-5.
   */
  private static final double CLOSE = 5e-5;

  private static final int ROWS = 14;
  private static final int FEATURES = 6;
  private static final double[] REG_PARAMS = {100, 1, 1e-2, 1e-4, 1e-7, 0};

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 1})
  void everyCellIsCertified(double elasticNetParam) {
    for (long seed = 0; seed < 150; seed++) {
      Case drawn = Case.of(seed);
      for (LinearFit fit : drawn.path(elasticNetParam)) {
        assertThat(fit.converged())
            .as("%s, %s, regParam %s, kkt %s", elasticNetParam, drawn, fit.regParam(), fit.kkt())
            .isTrue();
        assertThat(new RowsObjective(drawn.data, drawn.penalty).violation(elasticNetParam, fit))
            .as("violation from the rows, %s, regParam %s", drawn, fit.regParam())
            .isLessThan(TOL);
      }
    }
  }

  @Test
  void everyRidgeFitIsExact() {
    for (long seed = 0; seed < 150; seed++) {
      Case drawn = Case.of(seed);
      for (LinearFit fit : drawn.path(0)) {
        if (drawn.penaltiesAreNormalNumbers(fit.regParam())) {
          drawn.assertExact(fit);
        }
      }
    }
  }

  /**
   * Rows whose features are whole numbers times a power of two, so that linear dependence is exact.
   */
  private record Case(long seed, int rank, WeightedRows data, Penalty penalty) {

    static Case of(long seed) {
      Random random = new Random(seed);
      int rank = 1 + random.nextInt(FEATURES);
      double[][] x = new double[ROWS][FEATURES];
      int[][] mix = new int[FEATURES][rank];
      for (int j = rank; j < FEATURES; j++) {
        mix[j] = random.ints(rank, -2, 3).toArray();
      }
      double[] unit = new double[FEATURES];
      Arrays.setAll(unit, j -> Math.scalb(1.0, random.nextInt(61) - 30));
      double[] y = new double[ROWS];
      for (int i = 0; i < ROWS; i++) {
        int[] free = random.ints(rank, -4, 9).toArray();
        for (int j = 0; j < FEATURES; j++) {
          int value = 0;
          for (int k = 0; k < rank; k++) {
            value += j < rank ? (j == k ? free[k] : 0) : mix[j][k] * free[k];
          }
          x[i][j] = value * unit[j];
        }
        y[i] = free[0] + random.nextInt(20);
      }
      double[] factors = new double[FEATURES];
      double[] kinds = {0, 1e-300, 1e-200, 1e-9, 1, 1e6};
      int pattern = random.nextInt(3);
      Arrays.setAll(
          factors, j -> pattern == 0 ? 1 : kinds[random.nextInt(pattern == 1 ? 2 : kinds.length)]);
      Penalty penalty =
          new Penalty(
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextBoolean() ? L2Scale.MLLIB : L2Scale.PLAIN,
              factors);
      double[] w = random.ints(ROWS, 1, 4).asDoubleStream().toArray();
      return new Case(seed, rank, new WeightedRows(x, y, w), penalty);
    }

    Iterable<LinearFit> path(double elasticNetParam) {
      return Paths.solve(Paths.solver(data, penalty), elasticNetParam, REG_PARAMS);
    }

    /** Whether no penalty of a standardised coefficient is 0 or has lost digits. */
    boolean penaltiesAreNormalNumbers(double regParam) {
      double largestSquare = 1e24;
      return Arrays.stream(penalty.factors())
          .allMatch(factor -> factor * regParam / largestSquare >= Double.MIN_NORMAL);
    }

    void assertExact(LinearFit fit) {
      double[] expected = ExactRidge.solve(data, penalty, fit.regParam());
      double[] actual = fit.dense(FEATURES);
      for (int j = 0; j < FEATURES; j++) {
        double unit = data.deviation(j) / data.deviation(FEATURES);
        assertThat(actual[j] * unit)
            .as("feature %d, %s, regParam %s", j, this, fit.regParam())
            .isCloseTo(expected[j] * unit, within(CLOSE));
      }
    }

    @Override
    public String toString() {
      return "seed %d, rank %d, factors %s, %s"
          .formatted(seed, rank, Arrays.toString(penalty.factors()), penalty);
    }
  }

  /** Ridge by Gaussian elimination on the normal equations, in {@link #EXACT}. */
  private static final class ExactRidge {
    static double[] solve(WeightedRows data, Penalty penalty, double regParam) {
      int p = data.features();
      BigDecimal weight = sum(data, i -> BigDecimal.ONE);
      BigDecimal[] means = new BigDecimal[p + 1];
      BigDecimal[] variances = new BigDecimal[p + 1];
      for (int j = 0; j <= p; j++) {
        int variable = j;
        means[j] = sum(data, i -> value(data, i, variable)).divide(weight, EXACT);
        BigDecimal mean = means[j];
        variances[j] =
            sum(data, i -> value(data, i, variable).subtract(mean).pow(2)).divide(weight, EXACT);
      }
      BigDecimal c =
          penalty.l2Scale() == L2Scale.MLLIB
              ? BigDecimal.ONE.divide(variances[p].sqrt(EXACT), EXACT)
              : BigDecimal.ONE;
      BigDecimal[][] a = new BigDecimal[p][p + 1];
      for (int j = 0; j < p; j++) {
        for (int k = 0; k <= p; k++) {
          int one = j;
          int other = k;
          BigDecimal originOne = penalty.fitIntercept() ? means[j] : BigDecimal.ZERO;
          BigDecimal originOther = penalty.fitIntercept() ? means[k] : BigDecimal.ZERO;
          a[j][k] =
              sum(
                      data,
                      i ->
                          value(data, i, one)
                              .subtract(originOne)
                              .multiply(value(data, i, other).subtract(originOther)))
                  .divide(weight, EXACT);
        }
        BigDecimal unit = penalty.standardization() ? variances[j] : BigDecimal.ONE;
        a[j][j] =
            a[j][j].add(
                new BigDecimal(regParam)
                    .multiply(c)
                    .multiply(new BigDecimal(penalty.factors()[j]))
                    .multiply(unit),
                EXACT);
        if (variances[j].signum() == 0) { // a constant feature has coefficient 0
          Arrays.fill(a[j], BigDecimal.ZERO);
          a[j][j] = BigDecimal.ONE;
        }
      }
      return eliminate(a);
    }

    private static double[] eliminate(BigDecimal[][] a) {
      int p = a.length;
      for (int k = 0; k < p; k++) {
        for (int i = 0; i < p; i++) {
          if (i != k) {
            BigDecimal ratio = a[i][k].divide(a[k][k], EXACT);
            for (int j = k; j <= p; j++) {
              a[i][j] = a[i][j].subtract(ratio.multiply(a[k][j]), EXACT);
            }
          }
        }
      }
      return IntStream.range(0, p)
          .mapToDouble(k -> a[k][p].divide(a[k][k], EXACT).doubleValue())
          .toArray();
    }

    /** A term of a sum over rows. */
    private interface Term {
      BigDecimal of(int row);
    }

    private static BigDecimal sum(WeightedRows data, Term term) {
      BigDecimal sum = BigDecimal.ZERO;
      for (int i = 0; i < data.rows(); i++) {
        sum = sum.add(term.of(i).multiply(new BigDecimal(data.w()[i])), EXACT);
      }
      return sum;
    }

    private static BigDecimal value(WeightedRows data, int row, int variable) {
      return new BigDecimal(variable == data.features() ? data.y()[row] : data.x()[row][variable]);
    }
  }

  /** Duplicate columns that are not penalised share the coefficient that one of them would have. */
  @ParameterizedTest
  @CsvSource({"0, 1", "0.3, 1", "0, 0.001", "0.3, 0.001"})
  void equalFeaturesWithoutAPenaltyShareTheirCoefficient(double elasticNetParam, double regParam) {
    WeightedRows drawn = WeightedRows.correlated(4, 40, 5, 0.5);
    for (double[] row : drawn.x()) {
      row[4] = row[0];
    }
    Penalty penalty = new Penalty(true, true, L2Scale.MLLIB, new double[] {0, 1, 1, 1, 0});

    double[] coefficients = Paths.fit(drawn, penalty, elasticNetParam, regParam).dense(5);

    assertThat(coefficients[0]).isNotEqualTo(0);
    assertThat(coefficients[4] / coefficients[0]).as("seed 4").isCloseTo(1, within(1e-9));
  }
}
