package ridgeline.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("plain")
class SymmetricMatrixTest {
  /** Sums of fewer than 100 products of numbers of order 1. */
  private static final double ROUNDING = 1e-12;

  @Test
  void readsTheUpperTriangleColumnByColumnAndNothingBelowIt() {
    double[] full = {1, Double.NaN, Double.NaN, 2, 3, Double.NaN, 4, 5, 6};
    SymmetricMatrix matrix = SymmetricMatrix.ofUpperTriangle(3, full);

    double[][] rows = {{1, 2, 4}, {2, 3, 5}, {4, 5, 6}};
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        assertThat(matrix.get(i, j)).as("element (%d, %d)", i, j).isEqualTo(rows[i][j]);
      }
    }
  }

  @Test
  void storesHalfOfTheElements() {
    assertThat(SymmetricMatrix.packedLength(4)).isEqualTo(10);
    assertThat(SymmetricMatrix.packedLength(65_535)).isEqualTo(2_147_450_880);
    assertThatThrownBy(() -> SymmetricMatrix.packedLength(65_536))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void plusAddsTheOtherAndTheScaledOuterProduct() {
    long seed = 1;
    SymmetricMatrix a = random(seed, 5);
    SymmetricMatrix b = random(seed + 1, 5);
    double[] v = new Random(seed + 2).doubles(5).toArray();

    SymmetricMatrix sum = a.plus(b, 0.25, v);

    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 5; j++) {
        assertThat(sum.get(i, j))
            .as("element (%d, %d), seed %d", i, j, seed)
            .isCloseTo(a.get(i, j) + b.get(i, j) + 0.25 * v[i] * v[j], within(ROUNDING));
      }
    }
  }

  @Test
  void plusChangesNeitherOperand() {
    SymmetricMatrix a = random(1, 5);
    SymmetricMatrix b = random(2, 5);

    SymmetricMatrix sum = a.plus(b, 1, new double[] {1, 2, 3, 4, 5});

    assertThat(sum).isNotEqualTo(a);
    assertThat(a).isEqualTo(random(1, 5));
    assertThat(b).isEqualTo(random(2, 5));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "31, 31", "32, 32", "33, 33", "97, 97", "97, 96", "97, 40", "97, 1"})
  void leadingFullMirrorsTheLeadingRowsAndColumns(int size, int order) {
    SymmetricMatrix matrix = random(3, size);

    double[] full = matrix.leadingFull(order);

    assertThat(full).hasSize(order * order);
    for (int i = 0; i < order; i++) {
      for (int j = 0; j < order; j++) {
        assertThat(full[i + j * order])
            .as("element (%d, %d)", i, j)
            .isEqualTo(matrix.get(Math.min(i, j), Math.max(i, j)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void quadraticFormIsTheSumOverAllPairs(long seed) {
    Random random = new Random(seed);
    SymmetricMatrix matrix = random(seed, 40);
    int[] indices = IntStream.range(0, 40).filter(i -> random.nextInt(4) == 0).toArray();
    double[] values = random.doubles(indices.length, -1, 1).toArray();

    double sum = 0;
    for (int a = 0; a < indices.length; a++) {
      for (int b = 0; b < indices.length; b++) {
        sum += values[a] * values[b] * matrix.get(indices[a], indices[b]);
      }
    }

    assertThat(indices).as("seed %d", seed).hasSizeGreaterThan(2);
    assertThat(matrix.quadraticForm(indices, values))
        .as("seed %d", seed)
        .isCloseTo(sum, within(ROUNDING));
  }

  @Test
  void quadraticFormOfTheZeroVectorIsZero() {
    assertThat(random(1, 3).quadraticForm(new int[0], new double[0])).isEqualTo(0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void isFiniteOnlyIfEveryElementIs(double value) {
    for (int j = 0; j < 3; j++) {
      for (int i = 0; i <= j; i++) {
        double[] full = new double[9];
        assertThat(SymmetricMatrix.ofUpperTriangle(3, full).isFinite()).isTrue();
        full[i + 3 * j] = value;
        assertThat(SymmetricMatrix.ofUpperTriangle(3, full).isFinite())
            .as("with %s at (%d, %d)", value, i, j)
            .isFalse();
      }
    }
  }

  @Test
  void equalMatricesHaveTheSameSizeAndElements() {
    assertThat(random(1, 4)).isEqualTo(random(1, 4)).hasSameHashCodeAs(random(1, 4));
    assertThat(random(1, 4)).isNotEqualTo(random(2, 4)).isNotEqualTo(random(1, 3));
    assertThat(SymmetricMatrix.zero(2)).isNotEqualTo(SymmetricMatrix.zero(3));
  }

  private static SymmetricMatrix random(long seed, int size) {
    double[] full = new Random(seed).doubles((long) size * size, -1, 1).toArray();
    return SymmetricMatrix.ofUpperTriangle(size, full);
  }

  @Test
  void selectsAndEmbedsRowsAndColumns() {
    SymmetricMatrix matrix = SymmetricMatrix.ofPacked(3, new double[] {1, 2, 3, 4, 5, 6});

    SymmetricMatrix embedded = matrix.embed(new int[] {3, 0, 2}, 4);

    assertThat(embedded.leadingFull(4))
        .containsExactly(3, 0, 5, 2, 0, 0, 0, 0, 5, 0, 6, 4, 2, 0, 4, 1);
    assertThat(embedded.select(new int[] {3, 0, 2})).isEqualTo(matrix);
    assertThat(matrix.select(new int[] {2, 0}).packed()).containsExactly(6, 4, 1);
  }

  @Test
  void thePackedTriangleIsCopied() {
    double[] packed = {1, 2, 3};
    SymmetricMatrix matrix = SymmetricMatrix.ofPacked(2, packed);
    packed[0] = 9;
    matrix.packed()[1] = 9;

    assertThat(matrix.packed()).containsExactly(1, 2, 3);
    assertThatThrownBy(() -> SymmetricMatrix.ofPacked(2, new double[4]))
        .hasMessage("a symmetric matrix of 2 rows has 3 values, got: 4");
  }
}
