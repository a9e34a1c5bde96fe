package ridgeline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("plain")
class PseudoRowsTest {
  /** In units of the variables' deviations. */
  private static final double RELATIVE = 1e-12;

  /** Features of rank up to {@code rank}, in different units, one of them constant. */
  @ParameterizedTest(name = "seed {0}: {1} features of rank {2}, units 1e-{3} to 1e{3}, mean {4}")
  @CsvSource({
    "1, 1, 1, 0, 0",
    "2, 5, 5, 9, 0",
    "3, 5, 2, 9, 3",
    "4, 12, 1, 9, -1e4",
    "5, 40, 40, 0, 1",
    "6, 40, 7, 9, 1e6",
    "7, 90, 64, 9, 0",
    "8, 150, 150, 3, -2"
  })
  void haveTheMomentsOfTheRows(long seed, int features, int rank, int units, double mean) {
    Moments moments = lowRank(seed, features, rank, units, mean).moments();
    PseudoRows pseudo = PseudoRows.of(moments);

    assertThat(pseudo.count()).as("seed %d", seed).isLessThanOrEqualTo(rank + 2);
    assertSameMoments(pseudo, moments);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10})
  void oneHotLevelsNeedOneRowMoreThanTheirRank(int levels) {
    Random random = new Random(levels);
    double[][] x = new double[500][2 * levels];
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i][random.nextInt(levels)] = 1;
      x[i][levels + random.nextInt(levels)] = 1;
      y[i] = i % levels + random.nextGaussian();
    }
    Moments moments = new WeightedRows(x, y, random.doubles(x.length, 0, 2).toArray()).moments();

    PseudoRows pseudo = PseudoRows.of(moments);

    assertThat(pseudo.count()).isEqualTo(2 * (levels - 1) + 2);
    assertSameMoments(pseudo, moments);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void areNoMoreThanTheOriginalRows(long seed) {
    Moments moments = WeightedRows.correlated(seed, 9, 30, 0.5).moments();

    PseudoRows pseudo = PseudoRows.of(moments);

    assertThat(pseudo.count()).isEqualTo(9);
    assertSameMoments(pseudo, moments);
  }

  private static void assertSameMoments(PseudoRows pseudo, Moments moments) {
    int variables = moments.features() + 1;
    assertThat(pseudo.weight()).isEqualTo(moments.weight());
    double[] sums = new double[variables];
    double[] products = new double[variables * variables];
    for (int i = 0; i < pseudo.count(); i++) {
      double[] row = pseudo.standardized(i);
      for (int j = 0; j < variables; j++) {
        sums[j] += row[j] / pseudo.count();
        for (int k = 0; k < variables; k++) {
          products[j * variables + k] += row[j] * row[k] / pseudo.count();
        }
      }
    }
    for (int j = 0; j < variables; j++) {
      assertThat(pseudo.mean(j)).isEqualTo(moments.mean(j));
      assertThat(pseudo.deviation(j)).isEqualTo(moments.deviation(j));
      assertThat(sums[j]).as("mean of %d, over its deviation", j).isCloseTo(0, within(RELATIVE));
      for (int k = 0; k < variables; k++) {
        double unit = moments.deviation(j) * moments.deviation(k);
        double expected = unit == 0 ? 0 : moments.covariance(j, k) / unit;
        assertThat(products[j * variables + k])
            .as("covariance of %d and %d, over their deviations", j, k)
            .isCloseTo(expected, within(RELATIVE));
      }
    }
  }

  private static WeightedRows lowRank(long seed, int features, int rank, int units, double mean) {
    Random random = new Random(seed);
    double[][] mix = new double[features][rank];
    for (double[] row : mix) {
      Arrays.setAll(row, r -> random.nextGaussian());
    }
    double[] unit = new double[features];
    Arrays.setAll(unit, j -> Math.pow(10, units * (2 * random.nextDouble() - 1)));
    double[][] x = new double[400][features];
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double[] factors = new double[rank];
      Arrays.setAll(factors, r -> random.nextGaussian());
      for (int j = 0; j < features; j++) {
        double value = mean;
        for (int r = 0; r < rank; r++) {
          value += mix[j][r] * factors[r];
        }
        x[i][j] = features > 2 && j == 1 ? 7 * unit[j] : value * unit[j];
      }
      y[i] = factors[0] + random.nextGaussian();
    }
    return new WeightedRows(x, y, random.doubles(x.length, 0.5, 1.5).toArray());
  }
}
