package ridgeline.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("plain")
class RankUpdateTest {
  /** Sums of fewer than 300 products of numbers of order 1. */
  private static final double ROUNDING = 1e-12;

  private static final long SEED = 7;

  @ParameterizedTest(name = "{0} values in {1} rows")
  @CsvSource({"1, 3", "5, 1", "5, 256", "64, 9", "65, 9", "300, 9", "300, 256"})
  void addsTheProductsOfTheColumnsToTheUpperTriangle(int width, int count) {
    Random random = new Random(SEED);
    int stride = count + 3;
    double[] block = random.doubles((long) stride * width, -1, 1).toArray();
    for (int j = 0; j < width; j++) {
      Arrays.fill(block, j * stride + count, (j + 1) * stride, Double.NaN);
    }
    double[] before = random.doubles((long) width * width, -1, 1).toArray();
    double[] after = before.clone();
    double[] byTiles = before.clone();

    RankUpdate.add(Blas.choose(true), block, count, stride, width, after);
    RankUpdate.add(Blas.JAVA, block, count, stride, width, byTiles);

    for (int j = 0; j < width; j++) {
      for (int i = 0; i <= j; i++) {
        double product = 0;
        for (int row = 0; row < count; row++) {
          product += block[i * stride + row] * block[j * stride + row];
        }
        assertThat(after[i + j * width])
            .as("element (%d, %d), seed %d", i, j, SEED)
            .isCloseTo(before[i + j * width] + product, within(ROUNDING));
        assertThat(byTiles[i + j * width])
            .as("element (%d, %d) by tiles, seed %d", i, j, SEED)
            .isCloseTo(before[i + j * width] + product, within(ROUNDING));
      }
    }
  }
}
