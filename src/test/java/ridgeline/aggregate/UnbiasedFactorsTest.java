package ridgeline.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.spark.LocalSpark;

@Tag("spark")
class UnbiasedFactorsTest {
  /** A few rounding errors. */
  private static final double ROUNDING = 1e-14;

  @Test
  void coverTheTrainingRowsOfEachFoldAndAllRows() {
    double[] factors =
        UnbiasedFactors.collect(
            LocalSpark.rows(List.of(row(1, 0), row(2, 1), row(0, 1), row(3, 2), row(1, 2)), 3), 3);

    assertThat(factors)
        .containsExactly(
            new double[] {factor(2, 3, 1), factor(1, 3, 1), factor(1, 2), factor(1, 2, 3, 1)},
            within(ROUNDING));
  }

  @Test
  void equalThoseOfTextbooksForEqualWeights() {
    List<Row> rows = IntStream.range(0, 10).mapToObj(i -> row(1, i % 2)).toList();
    Dataset<Row> halves = LocalSpark.rows(rows, 2);

    assertThat(UnbiasedFactors.collect(halves, 2))
        .containsExactly(
            new double[] {Math.sqrt(5 / 4.0), Math.sqrt(5 / 4.0), Math.sqrt(10 / 9.0)},
            within(ROUNDING));
  }

  private static double factor(double... weights) {
    double sum = 0;
    double squares = 0;
    for (double weight : weights) {
      sum += weight;
      squares += weight * weight;
    }
    return 1 / Math.sqrt(1 - squares / (sum * sum));
  }

  private static Row row(double weight, int fold) {
    return LocalSpark.row(Vectors.dense(0), 0, weight, fold);
  }
}
