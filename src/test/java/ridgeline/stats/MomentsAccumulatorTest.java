package ridgeline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static ridgeline.stats.MomentsAssert.assertExact;
import static ridgeline.stats.MomentsAssert.assertSame;
import static ridgeline.stats.MomentsAssert.assertSameButForRows;
import static ridgeline.stats.MomentsAssert.assertSameDistribution;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("plain")
class MomentsAccumulatorTest {
  /** A thousand rounding errors of either sign, in numbers whose mean is a few deviations. */
  private static final double ROUNDING = 1e-12;

  private static final int FEATURES = 4;

  @ParameterizedTest(name = "{1} rows, seed {0}")
  @CsvSource({"1, 2", "2, 10", "3, 254", "4, 255", "5, 256", "6, 1000"})
  void equalsExactArithmetic(long seed, int rows) {
    WeightedRows data = WeightedRows.correlated(seed, rows, FEATURES, 0.5);

    assertExact("seed " + seed, data.moments(), data, ROUNDING);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theOrderOfTheRowsDoesNotMatter(long seed) {
    WeightedRows data = WeightedRows.correlated(seed, 700, FEATURES, 0.5);

    assertSame("seed " + seed, data.shuffled(seed).moments(), data.moments(), ROUNDING);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void howTheRowsAreDividedBetweenAccumulatorsDoesNotMatter(long seed) {
    WeightedRows data = WeightedRows.correlated(seed, 700, FEATURES, 0.5);
    Random random = new Random(seed);
    int[] parts = random.ints(data.rows(), 0, 5).toArray();

    Moments merged =
        data.split(5, i -> parts[i]).stream()
            .map(WeightedRows::moments)
            .reduce(Moments.empty(FEATURES), Moments::merge);

    assertSame("seed " + seed, merged, data.moments(), ROUNDING);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anIntegerWeightIsARepeatedRow(long seed) {
    Random random = new Random(seed);
    WeightedRows data =
        WeightedRows.correlated(seed, 300, FEATURES, 0.5).withWeights(w -> 1 + random.nextInt(4));
    int[] repeated =
        IntStream.range(0, data.rows())
            .flatMap(i -> IntStream.range(0, (int) data.w()[i]).map(copy -> i))
            .toArray();

    Moments ofCopies = data.take(repeated).withWeights(w -> 1).moments();

    assertSameButForRows("seed " + seed, data.moments(), ofCopies, ROUNDING);
    assertThat(data.moments().rows()).isEqualTo(300);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e9, 1e300, Double.NaN, Double.NEGATIVE_INFINITY})
  void rowsOfWeightZeroChangeNothing(double value) {
    WeightedRows data = WeightedRows.correlated(1, 700, FEATURES, 0.5);
    MomentsAccumulator accumulator = new MomentsAccumulator(FEATURES);
    double[] ignored = {value, value, value, value};
    for (int i = 0; i < data.rows(); i++) {
      accumulator.add(ignored, value, 0);
      accumulator.add(data.x()[i], data.y()[i], data.w()[i]);
    }

    assertSame("with rows of " + value, accumulator.toMoments(), data.moments(), 0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-100, 1e-6, 7, 1e100})
  void theUnitOfTheWeightsDoesNotMatter(double unit) {
    WeightedRows data = WeightedRows.correlated(1, 700, FEATURES, 0.5);

    Moments scaled = data.withWeights(w -> w * unit).moments();

    assertSameDistribution("unit " + unit, scaled, data.moments(), ROUNDING);
    assertThat(scaled.weight() / unit).isCloseTo(data.moments().weight(), within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 300})
  void aLargeMeanCostsNoDigitsOfTheDeviation(int accumulators) {
    double sixDigits = 1e-6;
    WeightedRows data = farFromZero(5, 2000);

    Moments moments =
        data.split(accumulators, i -> i % accumulators).stream()
            .map(WeightedRows::moments)
            .reduce(Moments.empty(1), Moments::merge);

    assertExact("seed 5", moments, data, sixDigits);
  }

  @Test
  void aConstantColumnHasADeviationOfExactlyZero() {
    Random random = new Random(9);
    Moments moments = Moments.empty(3);
    for (int part = 0; part < 20; part++) {
      MomentsAccumulator accumulator = new MomentsAccumulator(3);
      for (int i = random.nextInt(1000); i >= 0; i--) {
        double[] row = {0.1, -1e9 / 3, random.nextGaussian()};
        accumulator.add(row, 0.7, random.nextDouble());
      }
      moments = moments.merge(accumulator.toMoments());
    }

    assertThat(moments.rows()).as("seed 9").isGreaterThan(5000);
    assertThat(moments.deviation(0)).as("of 0.1").isEqualTo(0);
    assertThat(moments.deviation(1)).as("of -1e9 / 3").isEqualTo(0);
    assertThat(moments.deviation(2)).as("of a normal column").isPositive();
    assertThat(moments.deviation(3)).as("of a label of 0.7").isEqualTo(0);
    assertThat(moments.covariance(0, 2)).isEqualTo(0);
    assertThat(moments.mean(0)).isEqualTo(0.1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 255, 300})
  void momentsMayBeTakenBeforeTheLastRow(int after) {
    WeightedRows data = WeightedRows.correlated(1, 700, FEATURES, 0.5);
    MomentsAccumulator accumulator = new MomentsAccumulator(FEATURES);
    Moments onTheWay = accumulator.toMoments();
    for (int i = 0; i < data.rows(); i++) {
      onTheWay = i == after ? accumulator.toMoments() : onTheWay;
      accumulator.add(data.x()[i], data.y()[i], data.w()[i]);
    }

    assertSame("all rows", accumulator.toMoments(), data.moments(), ROUNDING);
    Moments first = data.take(IntStream.range(0, after).toArray()).moments();
    assertSame("the first rows", onTheWay, first, ROUNDING);
  }

  @Test
  void oneRowIsItsOwnMean() {
    MomentsAccumulator accumulator = new MomentsAccumulator(1);
    accumulator.add(new double[] {0.1}, 1e9 / 3, 0.3);
    Moments moments = accumulator.toMoments();

    assertThat(moments.rows()).isEqualTo(1);
    assertThat(moments.mean(0)).isEqualTo(0.1);
    assertThat(moments.mean(1)).isEqualTo(1e9 / 3);
    assertThat(moments.covariance(0, 0)).isEqualTo(0);
    assertThat(moments.covariance(1, 1)).isEqualTo(0);
  }

  @Test
  void theRowIsNotKept() {
    WeightedRows data = WeightedRows.correlated(1, 20, FEATURES, 0.5);
    MomentsAccumulator accumulator = new MomentsAccumulator(FEATURES);
    double[] reused = new double[FEATURES];
    for (int i = 0; i < data.rows(); i++) {
      System.arraycopy(data.x()[i], 0, reused, 0, FEATURES);
      accumulator.add(reused, data.y()[i], data.w()[i]);
    }

    assertSame("one array for all rows", accumulator.toMoments(), data.moments(), 0);
  }

  @Test
  void noRowsHaveEmptyMoments() {
    Moments moments = new MomentsAccumulator(FEATURES).toMoments();

    assertThat(moments.rows()).isEqualTo(0);
    assertThat(moments.weight()).isEqualTo(0);
    assertThat(moments.crossProducts()).isEqualTo(Moments.empty(FEATURES).crossProducts());
  }

  /** A feature of mean 1e9 and deviation 1, and a label that follows it. */
  private static WeightedRows farFromZero(long seed, int rows) {
    Random random = new Random(seed);
    double[][] x = new double[rows][1];
    double[] y = new double[rows];
    for (int i = 0; i < rows; i++) {
      double value = random.nextGaussian();
      x[i][0] = 1e9 + value;
      y[i] = value + random.nextGaussian();
    }
    return new WeightedRows(x, y, random.doubles(rows, 0.5, 1.5).toArray());
  }
}
