package ridgeline.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("plain")
class OpenAccumulatorsTest {
  private static final int GROUPS = 100;
  private static final int ROWS = 1 << 18;

  /** Four of them are as large as accumulators may be together. */
  private static final long QUARTER = 16L << 20;

  private int open;
  private int mostOpen;

  private OpenAccumulators<long[], Long> accumulators(long bytes) {
    return new OpenAccumulators<>(
        GROUPS,
        bytes,
        () -> {
          open++;
          mostOpen = Math.max(mostOpen, open);
          return new long[1];
        },
        accumulator -> {
          open--;
          return accumulator[0];
        },
        Long::sum);
  }

  /** Counts the rows of each group, and compares the counts with how many there were. */
  private void requireCounts(long bytes, IntUnaryOperator groupOfRow) {
    OpenAccumulators<long[], Long> accumulators = accumulators(bytes);
    long[] expected = new long[GROUPS];
    for (int row = 0; row < ROWS; row++) {
      int group = groupOfRow.applyAsInt(row);
      accumulators.get(group)[0]++;
      accumulators.count(1);
      expected[group]++;
    }
    assertThat(accumulators.results())
        .isEqualTo(
            IntStream.range(0, GROUPS)
                .mapToObj(group -> expected[group] == 0 ? null : (Long) expected[group])
                .toList());
    assertThat(open).isZero();
  }

  @Test
  void closesGroupsWhoseRowsAreOver() {
    requireCounts(QUARTER, row -> (int) ((long) row * GROUPS / ROWS));
    assertThat(mostOpen).isBetween(4, 8);
  }

  @Test
  void opensAgainWhatHasMoreRows() {
    requireCounts(QUARTER, row -> (int) ((long) row * GROUPS * 3 / ROWS % GROUPS));
    assertThat(mostOpen).isBetween(4, 16 * 3);
  }

  @Test
  void keepsOpenWhatHasRowsNowAndThen() {
    Random random = new Random(1);
    requireCounts(QUARTER, row -> random.nextInt(GROUPS - 1));
    assertThat(mostOpen).isEqualTo(GROUPS - 1);
  }

  @Test
  void keepsAllOpenThatFit() {
    requireCounts(1, row -> (int) ((long) row * GROUPS / ROWS));
    assertThat(mostOpen).isEqualTo(GROUPS);
  }
}
