package ridgeline.neural.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ridgeline.neural.plan.Loss;

/** Areas under curves against a count of all pairs of rows. */
@Tag("plain")
class ClassScoresTest {
  /** Rows whose log-odds differ by less than a bin count as equal. */
  private static final double CLOSE = 2e-3;

  private static final int ROWS = 300;

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 3", "3, 5"})
  void areasAreSharesOfPairsInOrder(long seed, int classes) {
    Random random = new Random(seed);
    float[] outputs = new float[ROWS * classes];
    int[] labels = new int[ROWS];
    double[] weights = new double[ROWS];
    ClassScores all = new ClassScores(classes);
    ClassScores part = new ClassScores(classes);
    for (int i = 0; i < ROWS; i++) {
      labels[i] = random.nextInt(classes);
      weights[i] = 0.5 + random.nextDouble();
      for (int k = 0; k < classes; k++) {
        outputs[i * classes + k] = (float) (3 * random.nextGaussian() + (k == labels[i] ? 2 : 0));
      }
      (i % 2 == 0 ? all : part).add(labels[i], weights[i], outputs, i * classes);
    }
    all.merge(part);
    for (int k = 0; k < classes; k++) {
      RocCurve curve = all.curves().get(k);
      assertThat(curve.area())
          .as("seed %d, class %d", seed, k)
          .isCloseTo(area(outputs, labels, weights, classes, k), within(CLOSE));
      assertThat(curve.points().get(0)).containsExactly(0, 0);
      assertThat(curve.points().get(curve.points().size() - 1)).containsExactly(1, 1);
      for (int i = 1; i < curve.points().size(); i++) {
        assertThat(curve.points().get(i)[0]).isGreaterThanOrEqualTo(curve.points().get(i - 1)[0]);
        assertThat(curve.points().get(i)[1]).isGreaterThanOrEqualTo(curve.points().get(i - 1)[1]);
      }
    }
  }

  /** Counts pairs of a row of the class and a row of another, by their weights. */
  private static double area(
      float[] outputs, int[] labels, double[] weights, int classes, int which) {
    double right = 0;
    double all = 0;
    for (int a = 0; a < ROWS; a++) {
      for (int b = 0; b < ROWS; b++) {
        if (labels[a] == which && labels[b] != which) {
          double pair = weights[a] * weights[b];
          double[] given = Loss.Classes.probabilities(outputs, a * classes, classes);
          double[] others = Loss.Classes.probabilities(outputs, b * classes, classes);
          all += pair;
          right += given[which] > others[which] ? pair : 0;
        }
      }
    }
    return right / all;
  }

  @Test
  void oneClassAloneHasNoArea() {
    ClassScores scores = new ClassScores(2);
    scores.add(1, 1, new float[] {0, 1}, 0);
    assertThat(scores.curves()).extracting(RocCurve::area).containsExactly(null, null);
  }
}
