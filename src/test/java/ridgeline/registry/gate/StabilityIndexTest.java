package ridgeline.registry.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("plain")
class StabilityIndexTest {
  private static final int ROWS = 2000;

  /** Quantiles at a hundred equally spaced ranks of two thousand values. */
  private static List<Double> quantiles(IntToDoubleFunction value) {
    double[] sorted = IntStream.range(0, ROWS).mapToDouble(value).sorted().toArray();
    return IntStream.range(0, 100).mapToObj(i -> sorted[i * 20 + 9]).toList();
  }

  private static List<Double> values(int zeros, int ones) {
    return Stream.concat(
            Collections.nCopies(zeros, 0.0).stream(), Collections.nCopies(ones, 1.0).stream())
        .toList();
  }

  /**
   * With numpy 2.4, from the values themselves:
   *
   * <pre>
   * edges = r_[-inf, nextafter(quantile(t, arange(1, 10) / 10, method='inverted_cdf'), inf), inf]
   * p, q = (histogram(x, edges)[0] / 2000 for x in (n, t)); ((p - q) * log(p / q)).sum()
   * </pre>
   */
  @Test
  void isThatOfTheValuesUpToTheRoundingOfTheQuantiles() {
    List<Double> training = quantiles(i -> Math.sin(i) + i / 2000.0);
    List<Double> rows = quantiles(i -> 1.3 * Math.sin(1.7 * i) + 0.2 + i / 2000.0);

    assertThat(StabilityIndex.ofNumbers(rows, training))
        .isCloseTo(0.2185827570110641, within(0.01));
    assertThat(StabilityIndex.ofNumbers(training, training)).isEqualTo(0);
  }

  /** Mean and deviation are the same: a change of shape alone. */
  @Test
  void seesAChangeOfShape() {
    List<Double> even = quantiles(i -> i / 2000.0 * Math.sqrt(12));
    List<Double> twoValues = values(50, 50).stream().map(v -> 2 * v + Math.sqrt(3) - 1).toList();

    assertThat(StabilityIndex.ofNumbers(twoValues, even)).isGreaterThan(1);
    assertThat(StabilityIndex.ofNumbers(even, twoValues)).isGreaterThan(1);
  }

  /** A value that many rows have is a bin, as the level of a category is. */
  @ParameterizedTest
  @CsvSource({"50, 50", "40, 60", "90, 10", "11, 89"})
  void twoValuesAreTwoLevels(int zeros, int ones) {
    double expected =
        StabilityIndex.ofLevels(List.of(zeros / 100.0, ones / 100.0), List.of(0.5, 0.5));

    assertThat(StabilityIndex.ofNumbers(values(zeros, ones), values(50, 50)))
        .isCloseTo(expected, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"-0.5", "0.5", "2"})
  void aConstantThatMovesIsSeen(double to) {
    List<Double> moved = Collections.nCopies(100, to);

    assertThat(StabilityIndex.ofNumbers(moved, values(100, 0))).isGreaterThan(10);
    assertThat(StabilityIndex.ofNumbers(moved, moved)).isEqualTo(0);
  }

  /** With numpy: {@code ((p - q) * numpy.log(p / q)).sum()}. */
  @Test
  void theIndexOfACategoryIsOverItsLevels() {
    assertThat(StabilityIndex.ofLevels(List.of(.2, .5, .3), List.of(.25, .35, .4)))
        .isCloseTo(0.09342662640169846, within(1e-15));
  }

  @Test
  void aLevelThatIsNewHasAFiniteIndex() {
    assertThat(StabilityIndex.ofLevels(List.of(.5, .4, .1), List.of(.5, .5, 0.0)))
        .isCloseTo(.1 * Math.log(5 / 4.0) + (.1 - 1e-4) * Math.log(1000), within(1e-12));
  }
}
