package ridgeline.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("plain")
class EigenTest {
  /** A backward stable algorithm on at most 60 x 60 elements of order 1. */
  private static final double ROUNDING = 1e-12;

  @Test
  void knowsTheSmallestExample() {
    Eigen eigen = Eigen.decompose(2, new double[] {2, Double.NaN, 1, 2});

    assertThat(eigen.values()).containsExactly(new double[] {1, 3}, within(ROUNDING));
    assertThat(eigen.vectors()[0]).isCloseTo(-eigen.vectors()[1], within(ROUNDING));
    assertThat(eigen.vectors()[2]).isCloseTo(eigen.vectors()[3], within(ROUNDING));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 5", "3, 33", "4, 60"})
  void valuesAndVectorsMakeTheMatrixAgain(long seed, int n) {
    double[] upper = new Random(seed).doubles((long) n * n, -1, 1).toArray();
    SymmetricMatrix matrix = SymmetricMatrix.ofUpperTriangle(n, upper);

    Eigen eigen = Eigen.decompose(n, upper);

    assertThat(eigen.values()).as("seed %d", seed).isSorted();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double element = 0;
        double product = 0;
        for (int k = 0; k < n; k++) {
          element += eigen.vectors()[i + k * n] * eigen.values()[k] * eigen.vectors()[j + k * n];
          product += eigen.vectors()[k + i * n] * eigen.vectors()[k + j * n];
        }
        assertThat(element)
            .as("element (%d, %d), seed %d", i, j, seed)
            .isCloseTo(matrix.get(i, j), within(ROUNDING));
        assertThat(product)
            .as("vector %d times vector %d, seed %d", i, j, seed)
            .isCloseTo(i == j ? 1 : 0, within(ROUNDING));
      }
    }
  }
}
