package ridgeline.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("plain")
class PivotedCholeskyTest {
  private static final double TOLERANCE = 1e-13;

  /** The matrices have condition numbers below 1e4 on their range. */
  private static final double ROUNDING = 1e-10;

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "2, 2, 1", "3, 6, 6", "4, 6, 3", "5, 30, 12", "6, 30, 30", "7, 9, 0"})
  void findsRankSolutionAndNullSpace(long seed, int n, int rank) {
    Random random = new Random(seed);
    double[] a = semidefinite(random, n, rank);
    double[] b = times(a, n, random.doubles(n, -1, 1).toArray());

    PivotedCholesky factor = PivotedCholesky.of(n, a.clone(), TOLERANCE);

    assertThat(factor.rank()).as("seed %d", seed).isEqualTo(rank);
    assertThat(times(a, n, factor.solve(b)))
        .as("seed %d", seed)
        .containsExactly(b, within(ROUNDING));
    double[] nullSpace = factor.nullSpace();
    assertThat(nullSpace).hasSize(n * (n - rank));
    for (int k = 0; k < n - rank; k++) {
      double[] direction = new double[n];
      System.arraycopy(nullSpace, k * n, direction, 0, n);
      assertThat(times(a, n, direction))
          .as("direction %d, seed %d", k, seed)
          .containsExactly(new double[n], within(ROUNDING));
    }
    assertThat(PivotedCholesky.of(n - rank, gram(nullSpace, n, n - rank), TOLERANCE).rank())
        .as("independent directions, seed %d", seed)
        .isEqualTo(n - rank);
  }

  @Test
  void leavesItsInputUnchanged() {
    double[] a = {4, 2, 2, 1};

    PivotedCholesky.of(2, a, TOLERANCE);

    assertThat(a).containsExactly(4, 2, 2, 1);
  }

  @Test
  void takesAPivotBelowTheToleranceForRounding() {
    double[] a = {1, 1, 1, 1 + 1e-12};

    assertThat(PivotedCholesky.of(2, a, 1e-11).rank()).isEqualTo(1);
    assertThat(PivotedCholesky.of(2, a, 1e-13).rank()).isEqualTo(2);
  }

  @Test
  void theSmallestPivotIsThatOfTheLastEliminatedColumn() {
    double[] diagonal = {4, 0, 0, 0, 9, 0, 0, 0, 0.25};
    double[] dependent = {4, 2, 0, 2, 1, 0, 0, 0, 0.5};

    assertThat(PivotedCholesky.of(3, diagonal, TOLERANCE).smallestPivot()).isEqualTo(0.25);
    assertThat(PivotedCholesky.of(3, dependent, TOLERANCE).smallestPivot())
        .isCloseTo(0.5, within(ROUNDING));
    assertThat(PivotedCholesky.of(2, new double[4], TOLERANCE).smallestPivot()).isEqualTo(1);
  }

  @Test
  void aPivotOfTheToleranceItselfIsARoundingError() {
    assertThat(PivotedCholesky.of(2, new double[] {1, 0, 0, 0.5}, 0.5).rank()).isEqualTo(1);
    assertThat(PivotedCholesky.of(2, new double[] {1, 0, 0, 0.5}, 0.499).rank()).isEqualTo(2);
  }

  /** The Gram matrix of {@code rank} random rows of n numbers. */
  private static double[] semidefinite(Random random, int n, int rank) {
    double[] rows = random.doubles((long) n * rank, -1, 1).toArray();
    double[] a = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < rank; k++) {
          a[i + j * n] += rows[k * n + i] * rows[k * n + j];
        }
      }
    }
    return a;
  }

  private static double[] gram(double[] columns, int n, int count) {
    double[] a = new double[count * count];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        for (int k = 0; k < n; k++) {
          a[i + j * count] += columns[i * n + k] * columns[j * n + k];
        }
      }
    }
    return a;
  }

  private static double[] times(double[] a, int n, double[] x) {
    double[] product = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        product[i] += a[i + j * n] * x[j];
      }
    }
    return product;
  }
}
