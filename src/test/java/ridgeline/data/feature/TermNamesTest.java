package ridgeline.data.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.feature.PolynomialExpansion;
import org.apache.spark.ml.linalg.Vectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products are named in the order in which MLlib makes them. */
@Tag("plain")
class TermNamesTest {
  @ParameterizedTest
  @CsvSource({"1, 1", "1, 4", "3, 1", "3, 2", "4, 3", "2, 5"})
  void productsAreInTheOrderOfMllib(int columns, int degree) {
    double[] primes = {2, 3, 5, 7};
    double[] row = IntStream.range(0, columns).mapToDouble(column -> primes[column]).toArray();
    double[] expanded =
        new PolynomialExpansion()
            .setDegree(degree)
            .createTransformFunc()
            .apply(Vectors.dense(row))
            .toArray();

    List<Double> products =
        TermNames.monomials(columns, degree).stream()
            .map(factors -> factors.stream().mapToDouble(k -> row[k]).reduce(1, (a, b) -> a * b))
            .toList();
    assertThat(products).containsExactly(boxed(expanded));
  }

  private static Double[] boxed(double[] values) {
    return IntStream.range(0, values.length).mapToObj(i -> values[i]).toArray(Double[]::new);
  }

  @Test
  void anyNumberOfColumnsIsNamed() {
    List<String> columns = IntStream.range(0, 32_000).mapToObj("x%d"::formatted).toList();
    assertThat(TermNames.polynomial(columns, 1)).isEqualTo(columns);
  }
}
