package ridgeline.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("plain")
class CholeskyTest {
  /** The matrices of these tests have condition numbers below 1e4. */
  private static final double ROUNDING = 1e-11;

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 20", "4, 100"})
  void findsTheSolutionFromTheUpperTriangle(long seed, int n) {
    Random random = new Random(seed);
    double[] a = positiveDefinite(random, n);
    double[] expected = random.doubles(n, -1, 1).toArray();
    double[] b = times(a, expected);

    assertThat(Cholesky.solve(n, withoutLowerTriangle(n, a), b, Cholesky.DEPENDENT))
        .as("seed %d", seed)
        .isTrue();
    assertThat(b).as("seed %d", seed).containsExactly(expected, within(ROUNDING));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-100, 1e-20, 1e20, 1e100})
  void solvesWhateverTheUnit(double unit) {
    double[] a = {2 * unit, 0, unit, 2 * unit};
    double[] b = {3 * unit, 3 * unit};

    assertThat(Cholesky.solve(2, a, b, Cholesky.DEPENDENT)).isTrue();
    assertThat(b).containsExactly(new double[] {1, 1}, within(ROUNDING));
  }

  @Test
  void solvesForVariablesOfVeryDifferentUnits() {
    double[] a = {1e20, 0, 1, 2e-20};
    double[] b = {2e10, 3e-10};

    assertThat(Cholesky.solve(2, a, b, Cholesky.DEPENDENT)).isTrue();
    assertThat(new double[] {b[0] * 1e10, b[1] * 1e-10})
        .containsExactly(new double[] {1, 1}, within(ROUNDING));
  }

  @ParameterizedTest(name = "[[1, {0}], [{0}, {1}]]")
  @CsvSource({
    "1, 1", // singular
    "2, 1", // indefinite
    "0, 0", // an empty row
    "0, -1",
    "1, 1.00000000000001", // dependent up to 1e-14
    "NaN, 1",
    "0, NaN"
  })
  void refusesAnIndefiniteMatrixAndLeavesTheRightHandSideUnchanged(
      double offDiagonal, double last) {
    double[] b = {3, 4};

    assertThat(Cholesky.solve(2, new double[] {1, 0, offDiagonal, last}, b, Cholesky.DEPENDENT))
        .isFalse();
    assertThat(b).containsExactly(3, 4);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void refusesTheProductsOfLinearlyDependentColumns(long seed) {
    int n = 12;
    double[] rows = new Random(seed).doubles(40L * n, -1, 1).toArray();
    for (int row = 0; row < 40; row++) {
      rows[9 * 40 + row] = rows[2 * 40 + row] - 2 * rows[5 * 40 + row];
    }
    double[] cross = new double[n * n];
    RankUpdate.add(Blas.JAVA, rows, 40, 40, n, cross);

    assertThat(Cholesky.solve(n, cross, new double[n], Cholesky.DEPENDENT))
        .as("seed %d", seed)
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 20, 45, 70, 99})
  void refusesALargeMatrixWhereverItIsIndefinite(int index) {
    int n = 100;
    double[] a = positiveDefinite(new Random(6), n);
    a[index + index * n] *= -1;
    double[] b = new Random(7).doubles(n).toArray();
    double[] before = b.clone();

    assertThat(Cholesky.solve(n, a, b, Cholesky.DEPENDENT)).isFalse();
    assertThat(b).containsExactly(before);
  }

  @Test
  void aPivotOfTheToleranceItselfIsDependent() {
    assertThat(Cholesky.solve(2, new double[] {1, 0, 0, 4}, new double[2], 1)).isFalse();
    assertThat(Cholesky.solve(2, new double[] {1, 0, 0, 4}, new double[2], 0.999)).isTrue();
  }

  private static double[] positiveDefinite(Random random, int n) {
    double[] rows = random.doubles(2L * n * n, -1, 1).toArray();
    double[] cross = new double[n * n];
    RankUpdate.add(Blas.JAVA, rows, 2 * n, 2 * n, n, cross);
    return SymmetricMatrix.ofUpperTriangle(n, cross).leadingFull(n);
  }

  private static double[] withoutLowerTriangle(int n, double[] full) {
    double[] upper = full.clone();
    for (int j = 0; j < n; j++) {
      Arrays.fill(upper, j + 1 + j * n, (j + 1) * n, Double.NaN);
    }
    return upper;
  }

  private static double[] times(double[] a, double[] x) {
    double[] product = new double[x.length];
    for (int j = 0; j < x.length; j++) {
      for (int i = 0; i < x.length; i++) {
        product[i] += a[i + j * x.length] * x[j];
      }
    }
    return product;
  }
}
