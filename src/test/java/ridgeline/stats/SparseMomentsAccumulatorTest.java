package ridgeline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static ridgeline.stats.MomentsAssert.assertExact;
import static ridgeline.stats.MomentsAssert.assertSame;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("plain")
class SparseMomentsAccumulatorTest {
  /**
   * Thousands of rounding errors; columns that are not shifted have means below their deviations.
   */
  private static final double ROUNDING = 1e-11;

  /** Number of rows that decide which columns are shifted. */
  private static final int SAMPLE = 512;

  private static final int NEVER = 0;
  private static final int FAR_FROM_ZERO = 1;

  @ParameterizedTest(name = "{1} rows, seed {0}")
  @CsvSource({"1, 2", "2, 3", "3, 10", "4, 511", "5, 512", "6, 513", "7, 3000"})
  void equalsTheDenseAccumulator(long seed, int rows) {
    WeightedRows data = sparse(seed, rows);

    assertSame("seed " + seed, data.sparseMoments(), data.moments(), ROUNDING);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void equalsExactArithmetic(long seed) {
    WeightedRows data = sparse(seed, 700);

    assertExact("seed " + seed, data.sparseMoments(), data, ROUNDING);
  }

  @Test
  void aColumnThatIsAlwaysZeroHasMomentsOfExactlyZero() {
    Moments moments = sparse(1, 700).sparseMoments();

    assertThat(moments.mean(NEVER)).isEqualTo(0);
    assertThat(moments.deviation(NEVER)).isEqualTo(0);
    assertThat(moments.covariance(NEVER, FAR_FROM_ZERO)).isEqualTo(0);
    assertThat(moments.covariance(NEVER, moments.label())).isEqualTo(0);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void howTheRowsAreDividedBetweenAccumulatorsDoesNotMatter(long seed) {
    WeightedRows data = sparse(seed, 1500);

    Moments merged =
        data.split(3, i -> i % 7 == 0 ? 0 : i < 700 ? 1 : 2).stream()
            .map(WeightedRows::sparseMoments)
            .reduce(Moments.empty(data.features()), Moments::merge);

    assertSame("seed " + seed, merged, data.moments(), ROUNDING);
  }

  @Test
  void anExplicitZeroIsAnAbsentValue() {
    WeightedRows data = sparse(1, 700);
    SparseMomentsAccumulator accumulator = new SparseMomentsAccumulator(data.features());
    int[] everyColumn = IntStream.range(0, data.features()).toArray();
    for (int i = 0; i < data.rows(); i++) {
      accumulator.add(everyColumn, data.x()[i], everyColumn.length, data.y()[i], data.w()[i]);
    }

    assertSame("seed 1", accumulator.toMoments(), data.moments(), ROUNDING);
  }

  @Test
  void aColumnMayBeDenseOnlyAfterTheSample() {
    Random random = new Random(3);
    double[][] x = new double[4 * SAMPLE][1];
    for (int i = SAMPLE; i < x.length; i++) {
      x[i][0] = 1e6 + random.nextGaussian();
    }
    double[] ones = random.doubles(x.length, 1, 2).toArray();
    WeightedRows data = new WeightedRows(x, ones, ones);

    assertSame("seed 3", data.sparseMoments(), data.moments(), ROUNDING);
  }

  @Test
  void aColumnMayBeDenseOnlyInTheSample() {
    Random random = new Random(4);
    double[][] x = new double[4 * SAMPLE][1];
    for (int i = 0; i < SAMPLE; i++) {
      x[i][0] = 1e6 + random.nextGaussian();
    }
    double[] ones = random.doubles(x.length, 1, 2).toArray();
    WeightedRows data = new WeightedRows(x, ones, ones);

    assertSame("seed 4", data.sparseMoments(), data.moments(), ROUNDING);
  }

  @Test
  void aLargeMeanCostsNoDigitsOfTheDeviation() {
    double sixDigits = 1e-6;
    Random random = new Random(5);
    double[][] x = new double[2000][1];
    for (double[] row : x) {
      row[0] = 1e9 + random.nextGaussian();
    }
    double[] y = random.doubles(x.length, 1e9, 1e9 + 1).toArray();
    WeightedRows data = new WeightedRows(x, y, random.doubles(x.length, 0.5, 1.5).toArray());

    assertExact("seed 5", data.sparseMoments(), data, sixDigits);
  }

  @Test
  void aConstantColumnHasADeviationOfExactlyZero() {
    Random random = new Random(9);
    Moments moments = Moments.empty(2);
    for (int part = 0; part < 20; part++) {
      SparseMomentsAccumulator accumulator = new SparseMomentsAccumulator(2);
      for (int i = random.nextInt(1000); i >= 0; i--) {
        double[] values = {0.1, random.nextGaussian()};
        accumulator.add(new int[] {0, 1}, values, 2, 0.7, random.nextDouble());
      }
      moments = moments.merge(accumulator.toMoments());
    }

    assertThat(moments.rows()).as("seed 9").isGreaterThan(5000);
    assertThat(moments.deviation(0)).as("of 0.1").isEqualTo(0);
    assertThat(moments.deviation(1)).as("of a normal column").isPositive();
    assertThat(moments.deviation(2)).as("of a label of 0.7").isEqualTo(0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e9, 1e300, Double.NaN, Double.NEGATIVE_INFINITY})
  void rowsOfWeightZeroChangeNothing(double value) {
    WeightedRows data = sparse(1, 700);
    int columns = data.features();
    double[][] x = new double[2 * data.rows()][columns];
    double[] y = new double[2 * data.rows()];
    double[] w = new double[2 * data.rows()];
    for (int i = 0; i < data.rows(); i++) {
      Arrays.fill(x[2 * i], value);
      y[2 * i] = value;
      x[2 * i + 1] = data.x()[i];
      y[2 * i + 1] = data.y()[i];
      w[2 * i + 1] = data.w()[i];
    }

    Moments moments = new WeightedRows(x, y, w).sparseMoments();

    assertSame("with rows of " + value, moments, data.sparseMoments(), 0);
  }

  @Test
  void aColumnThatOnlyVariesWhereTheWeightIsZeroIsConstant() {
    SparseMomentsAccumulator accumulator = new SparseMomentsAccumulator(1);
    for (int i = 0; i < 3000; i++) {
      boolean counts = i % 3 == 0;
      accumulator.add(new int[] {0}, new double[] {counts ? 0.1 : i}, 1, 1, counts ? 1 : 0);
    }

    assertThat(accumulator.toMoments().deviation(0)).isEqualTo(0);
  }

  @Test
  void rowsOfWeightZeroAloneGiveEmptyMoments() {
    SparseMomentsAccumulator accumulator = new SparseMomentsAccumulator(1);
    accumulator.add(new int[] {0}, new double[] {3}, 1, 4, 0);

    Moments moments = accumulator.toMoments();

    assertThat(moments.rows()).isEqualTo(0);
    assertThat(moments.weight()).isEqualTo(0);
    assertThat(moments.crossProducts()).isEqualTo(Moments.empty(1).crossProducts());
  }

  /**
   * Rows of 12 columns: one is always zero, one has mean 1e6 and deviation 1, four are nonzero in
   * most rows, and six in few.
   */
  private static WeightedRows sparse(long seed, int rows) {
    Random random = new Random(seed);
    double[][] x = new double[rows][12];
    double[] y = new double[rows];
    for (int i = 0; i < rows; i++) {
      x[i][FAR_FROM_ZERO] = 1e6 + random.nextGaussian();
      y[i] = 100 + x[i][FAR_FROM_ZERO] - 1e6 + random.nextGaussian();
      for (int j = 2; j < 12; j++) {
        double share = j < 6 ? 0.8 : 0.1;
        x[i][j] = random.nextDouble() < share ? j + random.nextGaussian() : 0;
        y[i] += x[i][j];
      }
    }
    return new WeightedRows(x, y, random.doubles(rows, 0.5, 1.5).toArray());
  }
}
