package ridgeline.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GramMemoryTest {
  private static final long GIB = 1L << 30;

  @Test
  void needsAMatrixForEachFoldInATaskAndMoreInTheDriver() {
    GramMemory memory = GramMemory.needed(5_000, 10, 35 * GIB / 10, 7 * GIB);
    assertThat(memory.taskBytes()).isBetween(31 * GIB / 10, 35 * GIB / 10);
    assertThat(memory.driverBytes()).isBetween(65 * GIB / 10, 7 * GIB);
    assertThat(memory.fits()).isTrue();
  }

  @Test
  void refusesWithTheFigureOfWhatIsShort() {
    GramMemory task = GramMemory.needed(5_000, 10, GIB, 7 * GIB);
    assertThat(task.fits()).isFalse();
    assertThat(task.refusal(5_000, 10))
        .contains("5,000 features in 10 folds need 3.3 GiB of memory in each task")
        .contains("1.0 GiB to use")
        .contains("--executor-memory");
    GramMemory driver = GramMemory.needed(5_000, 10, 4 * GIB, GIB);
    assertThat(driver.refusal(5_000, 10)).contains("in the driver").contains("--driver-memory");
  }

  @Test
  void hasALimitOfItsOwn() {
    assertThat(GramMemory.needed(32_001, 2, Long.MAX_VALUE - 1, Long.MAX_VALUE - 1).fits())
        .isFalse();
  }
}
