package ridgeline.neural.data;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.stat.Summarizer;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ridgeline.data.DataException;
import ridgeline.data.feature.FeatureNames;
import ridgeline.spark.LocalSpark;

/** Means and deviations against Spark's Summarizer, and the laws of merging. */
@Tag("spark")
class FeatureMomentsTest {
  private static final int FEATURES = 3;

  private static final FeatureNames NAMES = FeatureNames.of(List.of("a", "b", "c"));

  /** Features with a large mean, a constant and a sparse one; the label; the weight. */
  private record Weighted(Vector features, double label, double weight) {}

  private static List<Weighted> rows(int count) {
    Random random = new Random(7);
    List<Weighted> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double sparse = i % 5 == 0 ? random.nextGaussian() : 0;
      Vector features = Vectors.dense(1e6 + random.nextGaussian(), 3, sparse);
      rows.add(
          new Weighted(
              i % 2 == 0 ? features : features.toSparse(),
              10 * random.nextGaussian(),
              0.5 + random.nextDouble()));
    }
    return rows;
  }

  private static FeatureMoments moments(List<Weighted> rows) {
    FeatureMoments moments = new FeatureMoments(FEATURES);
    rows.forEach(row -> moments.add(row.features(), row.label(), row.weight()));
    return moments;
  }

  @Test
  void areThoseOfSparksSummarizer() {
    List<Weighted> rows = rows(200);
    FeatureMoments moments = moments(rows);
    List<Row> table =
        rows.stream()
            .map(row -> LocalSpark.row(row.features(), row.label(), row.weight(), 0))
            .toList();
    Row summary =
        LocalSpark.rows(table, 3)
            .select(
                Summarizer.metrics("mean", "std").summary(col("features"), col("weight")).as("x"))
            .select("x.mean", "x.std")
            .first();
    double[] means = ((Vector) summary.get(0)).toArray();
    double[] deviations = ((Vector) summary.get(1)).toArray();
    double weight = rows.stream().mapToDouble(Weighted::weight).sum();
    double squares = rows.stream().mapToDouble(row -> row.weight() * row.weight()).sum();
    // Spark divides by weight - squares / weight.
    double population = Math.sqrt((weight - squares / weight) / weight);
    for (int j = 0; j < FEATURES; j++) {
      assertThat(moments.means()[j]).isCloseTo(means[j], within(1e-12 * Math.abs(means[j])));
      double expected = j == 1 ? 1 : deviations[j] * population; // the constant
      assertThat(moments.deviations()[j]).isCloseTo(expected, within(1e-9));
    }
    assertThat(moments.rows()).isEqualTo(200);
  }

  @Test
  void ofTheLabelAreThoseOfTheFormula() {
    FeatureMoments moments =
        moments(
            List.of(
                new Weighted(Vectors.dense(0, 0, 0), 1, 1),
                new Weighted(Vectors.dense(0, 0, 0), 5, 3)));
    assertThat(moments.means()[FEATURES]).isEqualTo(4);
    // (1 * 9 + 3 * 1) / 4
    assertThat(moments.deviations()[FEATURES]).isCloseTo(Math.sqrt(3), within(1e-12));
    assertThat(moments.meanWeight()).isEqualTo(2);
    assertThat(moments(List.of(new Weighted(Vectors.dense(0, 0, 0), 1, 1))).deviations())
        .containsOnly(1);
  }

  @Test
  void mergedAreThoseOfAllRows() {
    List<Weighted> rows = rows(90);
    FeatureMoments whole = moments(rows);
    for (int at : new int[] {0, 1, 40, 90}) {
      FeatureMoments merged = moments(rows.subList(0, at));
      merged.merge(moments(rows.subList(at, 90)));
      assertThat(merged.rows()).isEqualTo(90);
      assertThat(merged.meanWeight()).isCloseTo(whole.meanWeight(), within(1e-12));
      for (int j = 0; j <= FEATURES; j++) {
        double mean = whole.means()[j];
        assertThat(merged.means()[j]).isCloseTo(mean, within(1e-12 * (1 + Math.abs(mean))));
        assertThat(merged.deviations()[j]).isCloseTo(whole.deviations()[j], within(1e-9));
      }
    }
  }

  /** Squares that overflow or vanish would be taken for a deviation of 1 or 0. */
  @ParameterizedTest
  @CsvSource({
    "1e200, 1, 1, 'the sums of squares of b overflow; divide the values by a power of ten'",
    "1, 1e200, 1, 'the sums of squares of the label overflow; divide the values by a power of ten'",
    "1e-200, 1, 1, 'the squares of b underflow because the values are so small; multiply them by a power of ten'",
    "1, 1e-200, 1, 'the squares of the label underflow because the values are so small; multiply them by a power of ten'",
    "1, 1, 1e308, 'the weights are so large (Infinity in total) that weighted sums overflow; divide the weight by a power of ten'"
  })
  void whatLeavesTheRangeIsRefused(double feature, double label, double weight, String message) {
    List<Weighted> rows =
        IntStream.range(1, 5)
            .mapToObj(
                i -> new Weighted(Vectors.dense(i, i * feature, 0), (i + i % 3) * label, weight))
            .toList();
    assertThatThrownBy(() -> moments(rows).requireInRange(NAMES))
        .isInstanceOf(DataException.class)
        .hasMessage(message);
    FeatureMoments merged = moments(rows.subList(0, 2));
    merged.merge(moments(rows.subList(2, 4)));
    assertThatThrownBy(() -> merged.requireInRange(NAMES)).hasMessage(message);
  }

  /** The deviations do not depend on the unit of the weights, and constants may be large. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1, 1e300})
  void weightsHaveAnyUnit(double unit) {
    List<Weighted> rows =
        IntStream.range(0, 4)
            .mapToObj(i -> new Weighted(Vectors.dense(1e-20 * i, 1e200, 1e20 * i), i, unit))
            .toList();
    FeatureMoments moments = moments(rows);
    moments.requireInRange(NAMES);
    assertThat(moments.deviations()[0]).isCloseTo(1e-20 * Math.sqrt(1.25), within(1e-34));
    assertThat(moments.deviations()[1]).isEqualTo(1);
    assertThat(moments.deviations()[2]).isCloseTo(1e20 * Math.sqrt(1.25), within(1e6));
  }
}
