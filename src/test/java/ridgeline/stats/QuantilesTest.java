package ridgeline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("plain")
class QuantilesTest {
  /** Java's sine and numpy's may differ in the last bit. */
  private static final double ROUNDING = 1e-15;

  private static final int ROWS = 250;

  private static final double[] SINES = IntStream.range(0, ROWS).mapToDouble(Math::sin).toArray();

  private static double[] weights(int count) {
    return IntStream.range(0, count).mapToDouble(i -> i % 4 + 0.5).toArray();
  }

  private static double[] ones(int count) {
    double[] ones = new double[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** With numpy 2.4: {@code quantile(sin(arange(250)), ranks, method='inverted_cdf')}. */
  @Test
  void areThoseOfNumpy() {
    double[] points = Quantiles.of(SINES, ones(ROWS), ROWS);
    assertPoints(
        points,
        -0.9997551733586199,
        -0.9983470937967718,
        -0.008851309290403876,
        0.9995201585807313);
  }

  /** The same with {@code weights=arange(250) % 4 + 0.5}. */
  @Test
  void weightedOnesAreThoseOfNumpy() {
    double[] points = Quantiles.of(SINES, weights(ROWS), ROWS);
    assertPoints(
        points, -0.9999902065507035, -0.9992068341863537, 0.05305348526993529, 0.9995201585807313);
  }

  private static void assertPoints(
      double[] points, double first, double second, double middle, double last) {
    assertThat(points).hasSize(Quantiles.POINTS).isSorted();
    assertThat(points[0]).isCloseTo(first, within(ROUNDING));
    assertThat(points[1]).isCloseTo(second, within(ROUNDING));
    assertThat(points[49]).isCloseTo(middle, within(ROUNDING));
    assertThat(points[99]).isCloseTo(last, within(ROUNDING));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 99, 100, 101, 200, 1000})
  void weightsAreReplications(int rows) {
    Random random = new Random(rows);
    double[] values = random.doubles(rows).map(value -> Math.rint(50 * value)).toArray();
    double[] weights = random.ints(rows, 1, 4).asDoubleStream().toArray();
    double[] replicated =
        IntStream.range(0, rows)
            .boxed()
            .flatMapToDouble(i -> IntStream.range(0, (int) weights[i]).mapToDouble(k -> values[i]))
            .toArray();

    assertThat(Quantiles.of(values, weights, rows))
        .containsExactly(Quantiles.of(replicated, ones(replicated.length), replicated.length));
  }

  /** What of the rows of one group is added at once does not matter. */
  private static Quantiles accumulated(double[] values, double[] weights, int atATime) {
    QuantilesAccumulator accumulator = new QuantilesAccumulator(2, 3);
    int[] chosen = IntStream.range(0, values.length).toArray();
    double[][] columns = {values, {}};
    for (int from = 0; from < values.length; from += atATime) {
      accumulator.add(1, columns, weights, chosen, from, Math.min(from + atATime, values.length));
    }
    List<Quantiles> groups = accumulator.quantiles();
    assertThat(groups).hasSize(3).first().isNull();
    assertThat(groups.get(2)).isNull();
    return Objects.requireNonNull(groups.get(1));
  }

  @Test
  void fewRowsAreAllAccumulated() {
    Quantiles quantiles = accumulated(SINES, weights(ROWS), 7);

    assertThat(quantiles.weight()).isCloseTo(Arrays.stream(weights(ROWS)).sum(), within(1e-9));
    assertThat(quantiles.columns().get(0))
        .containsExactly(Quantiles.of(SINES, weights(ROWS), ROWS));
    assertThat(quantiles.columns().get(1)).isEmpty();
  }

  /** In ascending order, the worst for whoever would take the first. */
  @ParameterizedTest
  @ValueSource(ints = {4096, 4097, 6000, 100_000})
  void manyRowsAreSampledEvenly(int rows) {
    double[] ascending = IntStream.range(0, rows).asDoubleStream().toArray();
    Quantiles quantiles = accumulated(ascending, ones(rows), 1000);

    assertThat(quantiles.columns().get(0))
        .containsExactly(accumulated(ascending, ones(rows), 4096).columns().get(0));
    assertThat(quantiles.weight()).isEqualTo(rows);
    double[] points = quantiles.columns().get(0);
    for (int i = 0; i < points.length; i++) {
      assertThat(points[i] / rows).isCloseTo((i + 0.5) / points.length, within(1.0 / 2048));
    }
  }

  /** Three parts of unequal weight, one of them between the others. */
  @Test
  void mergedOnesAreThoseOfAllRows() {
    Random random = new Random(1);
    double[] values = random.doubles(7000).map(value -> value * value).toArray();
    double[] weights = random.doubles(7000, 0.5, 2).toArray();
    Arrays.sort(values, 3000, 6000);
    double[] all = Quantiles.of(values, weights, 7000);
    double[] merged = merged(values, weights, 0, 2000, 6500, 7000);

    for (int i = 0; i < all.length; i++) {
      assertThat(merged[i])
          .as("quantile %d", i)
          .isBetween(i == 0 ? 0 : all[i - 1], i == 99 ? 1 : all[i + 1]);
    }
    assertThat(merged).isNotEqualTo(all);
  }

  private static double[] merged(double[] values, double[] weights, int... bounds) {
    List<Quantiles> parts =
        IntStream.range(1, bounds.length)
            .mapToObj(
                k -> {
                  double[] own = Arrays.copyOfRange(values, bounds[k - 1], bounds[k]);
                  double[] ownWeights = Arrays.copyOfRange(weights, bounds[k - 1], bounds[k]);
                  return new Quantiles(
                      Arrays.stream(ownWeights).sum(),
                      List.of(Quantiles.of(own, ownWeights, own.length)));
                })
            .toList();
    return Quantiles.merged(parts).columns().get(0);
  }

  @Test
  void aWeightThatIsScaledCountsInMerging() {
    Quantiles low = accumulated(new double[] {1}, ones(1), 1);
    Quantiles high = accumulated(new double[] {2}, ones(1), 1);

    double[] points = Quantiles.merged(List.of(low.scaled(3), high)).columns().get(0);

    assertThat(points).containsOnly(1, 2);
    assertThat(Arrays.stream(points).filter(point -> point == 1).count()).isEqualTo(75);
  }

  @Test
  void whatNoRowsHaveIsRefused() {
    double[] descending = IntStream.range(0, Quantiles.POINTS).mapToDouble(i -> -i).toArray();
    double[] infinite = new double[Quantiles.POINTS];
    infinite[99] = Double.POSITIVE_INFINITY;
    for (double[] column : List.of(descending, infinite, new double[3])) {
      assertThatThrownBy(() -> new Quantiles(1, List.of(column)))
          .hasMessage("has quantiles that are not 100 numbers in ascending order");
    }
    for (double weight : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new Quantiles(weight, List.of()))
          .hasMessage("has quantiles of weight " + weight);
    }
  }
}
