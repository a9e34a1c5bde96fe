package ridgeline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static ridgeline.stats.MomentsAssert.assertExact;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows ordered so that the first values of a column are misleading. */
@Tag("plain")
class MomentsOrderTest {
  /** With a mean of 1e9 deviations, a double keeps 7 digits of a value's deviation. */
  private static final double ROUNDING = 1e-11;

  private static final int ROWS = 5000;
  private static final double TINY = 1e-20;

  /** The value and the weight of each row; the label and a second feature follow the same order. */
  private enum Order {
    ZEROS_THEN_CONSTANT {
      @Override
      double value(int row, Random random) {
        return row < 600 ? 0 : 0.1;
      }
    },
    CONSTANT_THEN_ZEROS {
      @Override
      double value(int row, Random random) {
        return row < 4000 ? 0.1 : 0;
      }
    },
    LIGHT_ZEROS_THEN_FAR {
      @Override
      double value(int row, Random random) {
        return row < 600 ? 0 : 1e5 + random.nextGaussian();
      }

      @Override
      double weight(int row) {
        return row < 600 ? TINY : 1;
      }
    },
    FAR_THEN_LIGHT_ZEROS {
      @Override
      double value(int row, Random random) {
        return row < 4000 ? 1e5 + random.nextGaussian() : 0;
      }

      @Override
      double weight(int row) {
        return row < 4000 ? 1 : TINY;
      }
    },
    ZEROS_HALF_OF_A_BLOCK_THEN_FAR {
      @Override
      double value(int row, Random random) {
        return row < 250 ? 0 : 1e5 + random.nextGaussian();
      }

      @Override
      double weight(int row) {
        return row < 250 ? TINY : 1;
      }
    },
    HUGE_AND_LIGHT_AT_THE_HEAD_OF_EACH_BLOCK {
      @Override
      double value(int row, Random random) {
        return isHead(row) ? 1e15 : 3 + random.nextGaussian();
      }

      @Override
      double weight(int row) {
        return isHead(row) ? 1e-50 : 1;
      }

      private boolean isHead(int row) {
        return row % 512 == 0 || row % 503 == 0;
      }
    },
    BLOCKS_OF_EVER_HUGER_SIZE {
      @Override
      double value(int row, Random random) {
        return Math.pow(10, Math.floorDiv(row, 512)) * (1 + random.nextGaussian() / 100);
      }
    },
    BLOCKS_OF_EVER_SMALLER_SIZE {
      @Override
      double value(int row, Random random) {
        return Math.pow(10, 9 - row / 512) * (1 + random.nextGaussian() / 100);
      }
    },
    ALTERNATING_ROWS {
      @Override
      double value(int row, Random random) {
        return row % 2 == 0 ? 0 : 1e9 + random.nextGaussian();
      }
    },
    ALTERNATING_BLOCKS {
      @Override
      double value(int row, Random random) {
        return row / 512 % 2 == 0 ? -1e6 : 1e6 + random.nextGaussian();
      }
    },
    ALTERNATING_WEIGHTS {
      @Override
      double value(int row, Random random) {
        return row / 512 % 2 == 0 ? 0 : 1e5 + random.nextGaussian();
      }

      @Override
      double weight(int row) {
        return row / 512 % 2 == 0 ? TINY : 1;
      }
    },
    SORTED {
      @Override
      double value(int row, Random random) {
        return row;
      }
    };

    abstract double value(int row, Random random);

    double weight(int row) {
      return 1;
    }

    WeightedRows rows() {
      Random random = new Random(name().hashCode());
      double[][] x = new double[ROWS][3];
      double[] y = new double[ROWS];
      double[] w = new double[ROWS];
      for (int i = 0; i < ROWS; i++) {
        x[i][0] = value(i, random);
        x[i][1] = -2 * value(i, random);
        x[i][2] = random.nextInt(5) == 0 ? 1 : 0;
        y[i] = 3 * value(i, random);
        w[i] = weight(i);
      }
      return new WeightedRows(x, y, w);
    }
  }

  @ParameterizedTest
  @EnumSource
  void costsTheSparseRowsNoDigits(Order order) {
    WeightedRows rows = order.rows();

    assertExact(order.name(), rows.sparseMoments(), rows, ROUNDING);
  }

  @ParameterizedTest
  @EnumSource
  void costsTheDenseRowsNoDigits(Order order) {
    WeightedRows rows = order.rows();

    assertExact(order.name(), rows.moments(), rows, ROUNDING);
  }

  /**
   * The mean and deviation of two values are known: if a share s of the rows is c, the others 0,
   * the variance is s (1 - s) c^2.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 7, 1e9})
  void aColumnThatIsConstantExceptForItsFirstRowsKeepsItsDigitsOverMillionsOfRows(double constant) {
    int rows = 3_000_000;
    int zeros = 512;
    SparseMomentsAccumulator accumulator = new SparseMomentsAccumulator(1);
    int[] column = {0};
    double[] value = {constant};
    for (int i = 0; i < rows; i++) {
      accumulator.add(column, value, i < zeros ? 0 : 1, i < zeros ? 0 : constant, 1);
    }

    Moments moments = accumulator.toMoments();

    double share = 1 - zeros / (double) rows;
    double deviation = Math.sqrt(share * zeros / rows) * constant;
    assertThat(moments.mean(0)).isCloseTo(share * constant, within(ROUNDING * deviation));
    assertThat(moments.deviation(0)).isCloseTo(deviation, within(ROUNDING * deviation));
    assertThat(moments.deviation(1)).isCloseTo(deviation, within(ROUNDING * deviation));
    assertThat(moments.covariance(0, 1))
        .isCloseTo(deviation * deviation, within(ROUNDING * deviation * deviation));
  }

  /** The counts of one-hot levels are whole numbers, whose sums are exact. */
  @Test
  void levelsAreCountedExactly() {
    int levels = 20;
    SparseMomentsAccumulator accumulator = new SparseMomentsAccumulator(levels);
    Random random = new Random(8);
    double[] counts = new double[levels];
    int rows = 200_000;
    for (int i = 0; i < rows; i++) {
      int level = i < 1000 ? 0 : random.nextInt(levels);
      counts[level]++;
      accumulator.add(new int[] {level}, new double[] {1}, 1, i, 1);
    }
    Moments moments = accumulator.toMoments();
    IntStream.range(0, levels)
        .forEach(
            j -> {
              double share = counts[j] / rows;
              assertThat(moments.mean(j)).isCloseTo(share, within(1e-15));
              assertThat(moments.covariance(j, j))
                  .isCloseTo(share * (1 - share), within(1e-13 * share));
            });
  }
}
