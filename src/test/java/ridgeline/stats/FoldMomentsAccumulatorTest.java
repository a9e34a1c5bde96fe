package ridgeline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static ridgeline.stats.MomentsAssert.assertExact;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("plain")
class FoldMomentsAccumulatorTest {
  /** A thousand rounding errors of either sign, in numbers whose mean is a few deviations. */
  private static final double ROUNDING = 1e-12;

  private static final int FEATURES = 3;

  @ParameterizedTest(name = "{1} rows in {2} folds, {3} at a time")
  @CsvSource({"1, 40, 1, 40", "2, 40, 3, 7", "3, 2000, 2, 2000", "4, 5000, 3, 1024", "5, 60, 7, 2"})
  void addsEveryRowToItsFold(long seed, int rows, int folds, int atATime) {
    WeightedRows data = WeightedRows.correlated(seed, rows, FEATURES, 0.5);
    int[] fold = new Random(seed).ints(rows, 0, folds).toArray();
    double[][] columns = new double[FEATURES][rows];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < FEATURES; j++) {
        columns[j][i] = data.x()[i][j];
      }
    }
    FoldMomentsAccumulator accumulator = new FoldMomentsAccumulator(FEATURES, folds);
    for (int from = 0; from < rows; from += atATime) {
      int start = from;
      int end = Math.min(from + atATime, rows);
      int[] ends = new int[folds];
      int[] chosen =
          IntStream.range(0, folds)
              .flatMap(f -> IntStream.range(start, end).filter(i -> fold[i] == f))
              .toArray();
      for (int f = 0; f < folds; f++) {
        int last = f;
        ends[f] = (int) IntStream.range(start, end).filter(i -> fold[i] <= last).count();
      }
      accumulator.add(columns, data.y(), data.w(), chosen, ends);
    }

    for (int f = 0; f < folds; f++) {
      WeightedRows held = data.split(folds, i -> fold[i]).get(f);
      Moments moments = accumulator.toMoments().get(f);
      if (held.rows() == 0) {
        assertThat(moments.rows()).isZero();
      } else {
        assertExact("seed %d, fold %d".formatted(seed, f), moments, held, ROUNDING);
      }
    }
  }
}
