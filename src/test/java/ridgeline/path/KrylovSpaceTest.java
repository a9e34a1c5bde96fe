package ridgeline.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("plain")
class KrylovSpaceTest {
  private static final double TARGET = 1e-12;

  /** Sums of some dozen products of numbers of order 1. */
  private static final double ROUNDING = 1e-12;

  @ParameterizedTest(name = "seed {0}, order {1}, rank {2}, shift {3}")
  @CsvSource({
    "1, 1, 1, 0.5",
    "2, 2, 2, 10",
    "3, 12, 12, 1",
    "4, 40, 40, 1e-3",
    "5, 40, 10, 1e-3",
    "6, 40, 10, 1e3",
    "7, 90, 90, 1e-2"
  })
  void solvesTheSystem(long seed, int order, int rank, double shift) {
    Random random = new Random(seed);
    double[] a = semidefinite(random, order, rank);
    double[] b = random.doubles(order, -1, 1).toArray();

    double[] x = new KrylovSpace(order, a, b).solve(shift, TARGET);

    double[] image = times(order, a, x);
    for (int i = 0; i < order; i++) {
      assertThat(image[i] + shift * x[i])
          .as("seed %d, element %d", seed, i)
          .isCloseTo(b[i], within(TARGET + ROUNDING * (1 + shift)));
    }
  }

  @Test
  void oneSpaceServesEveryShiftInAnyOrder() {
    Random random = new Random(8);
    double[] a = semidefinite(random, 30, 30);
    double[] b = random.doubles(30, -1, 1).toArray();
    KrylovSpace space = new KrylovSpace(30, a, b);

    for (double shift : new double[] {100, 1e-2, 1, 1e-4, 10}) {
      double[] alone = new KrylovSpace(30, a, b).solve(shift, TARGET);
      assertThat(space.solve(shift, TARGET))
          .as("shift %s", shift)
          .containsExactly(alone, within(ROUNDING / shift + ROUNDING));
    }
  }

  @Test
  void aVectorOfZerosHasTheSolutionZero() {
    double[] a = semidefinite(new Random(9), 5, 5);
    assertThat(new KrylovSpace(5, a, new double[5]).solve(0.1, TARGET)).containsOnly(0);
  }

  @Test
  void anEigenvectorNeedsOneDimension() {
    double[] a = {3, 0, 0, 0, 3, 0, 0, 0, 5};
    assertThat(new KrylovSpace(3, a, new double[] {0, 0, 12}).solve(1, TARGET))
        .containsExactly(0, 0, 2);
  }

  /** The Gram matrix of {@code rank} random rows; the strict lower triangle is NaN. */
  private static double[] semidefinite(Random random, int order, int rank) {
    double[] rows = random.doubles((long) rank * order, -1, 1).toArray();
    double[] a = new double[order * order];
    for (int j = 0; j < order; j++) {
      for (int i = 0; i < order; i++) {
        for (int row = 0; row < rank; row++) {
          a[i + j * order] += rows[row * order + i] * rows[row * order + j] / rank;
        }
        a[i + j * order] = i > j ? Double.NaN : a[i + j * order];
      }
    }
    return a;
  }

  private static double[] times(int order, double[] upper, double[] x) {
    double[] product = new double[order];
    for (int i = 0; i < order; i++) {
      for (int j = 0; j < order; j++) {
        product[i] += upper[Math.min(i, j) + Math.max(i, j) * order] * x[j];
      }
    }
    return product;
  }
}
