package ridgeline.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("plain")
class SymmetricRootTest {
  /** Relative to the largest diagonal element. */
  private static final double ROUNDING = 1e-13;

  @ParameterizedTest(name = "seed {0}, rank {2} of {1}")
  @CsvSource({"1, 1, 1", "2, 7, 7", "3, 7, 3", "4, 32, 32", "5, 33, 33", "6, 100, 40", "7, 200, 1"})
  void hasAsManyRowsAsTheRank(long seed, int n, int rank) {
    double[] a = gram(new Random(seed), n, rank);

    SymmetricRoot root = SymmetricRoot.of(n, a.clone());

    assertThat(root.rank()).as("seed %d", seed).isEqualTo(rank);
    assertRootOf(a, n, root);
  }

  /** Without pivoting, the second pivot would be a rounding error. */
  @Test
  void aNearlyDependentColumnCostsNoDigitsOfTheOthers() {
    double[] a = {1, 1 - 1e-16, 0.5, 1 - 1e-16, 1, 0.5 + 1e-9, 0.5, 0.5 + 1e-9, 1};

    assertRootOf(a, 3, SymmetricRoot.of(3, a.clone()));
  }

  @Test
  void aZeroRowAddsNoRow() {
    SymmetricRoot root = SymmetricRoot.of(2, new double[] {0, 0, 0, 4});

    assertThat(root.rank()).isEqualTo(1);
    assertThat(root.rows()).containsExactly(0, 2);
    assertThat(SymmetricRoot.of(2, new double[4]).rank()).isZero();
  }

  private static double[] gram(Random random, int n, int rank) {
    double[] x = random.doubles((long) n * rank, -1, 1).toArray();
    double[] a = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < rank; k++) {
          a[i + j * n] += x[i * rank + k] * x[j * rank + k] / rank;
        }
      }
    }
    return a;
  }

  private static void assertRootOf(double[] a, int n, SymmetricRoot root) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double product = 0;
        for (int k = 0; k < root.rank(); k++) {
          product += root.rows()[k * n + i] * root.rows()[k * n + j];
        }
        assertThat(product).as("%d, %d", i, j).isCloseTo(a[i + j * n], within(ROUNDING));
      }
    }
  }
}
