package ridgeline.sweep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("plain")
class GramMemoryTest {
  private static final long GIB = 1L << 30;

  @Test
  void needsAMatrixForEachFoldInATaskAndMoreInTheDriver() {
    GramMemory memory = GramMemory.needed(5_000, 10, false, 35 * GIB / 10, 7 * GIB);
    assertThat(memory.taskBytes()).isBetween(31 * GIB / 10, 35 * GIB / 10);
    assertThat(memory.driverBytes()).isBetween(65 * GIB / 10, 7 * GIB);
    assertThat(memory.fits()).isTrue();
  }

  /**
   * It needs the pseudo-rows and the table that MLlib reads them from instead of the eigenvectors.
   */
  @Test
  void needsTheRowsOfEachFoldIfMllibFitsThem() {
    GramMemory gram = GramMemory.needed(5_000, 10, false, 4 * GIB, 8 * GIB);
    GramMemory mllib = GramMemory.needed(5_000, 10, true, 4 * GIB, 8 * GIB);
    assertThat(mllib.taskBytes()).isEqualTo(gram.taskBytes());
    assertThat(mllib.driverBytes() - gram.driverBytes())
        .isEqualTo(11 * 5_001L * 5_001L * Double.BYTES);
    assertThat(gram.fits()).isTrue();
    assertThat(mllib.fits()).isFalse();
  }

  @Test
  void theRefusalSaysWhichMemoryIsShort() {
    GramMemory task = GramMemory.needed(5_000, 10, false, GIB, 7 * GIB);
    assertThat(task.fits()).isFalse();
    assertThat(task.refusal(5_000, "10 folds", "leave out features", "numFolds"))
        .contains("5,000 features in 10 folds need 3.3 GiB of memory in each task")
        .contains("1.0 GiB available; leave out features, lower numFolds, or raise ")
        .contains("--executor-memory");
    GramMemory driver = GramMemory.needed(5_000, 10, false, 4 * GIB, GIB);
    assertThat(driver.refusal(5_000, "10 folds", "leave out features", "numFolds"))
        .contains("in the driver")
        .contains("--driver-memory");
  }

  @Test
  void hasAMaximumNumberOfFeatures() {
    GramMemory memory = GramMemory.needed(32_001, 2, false, Long.MAX_VALUE - 1, Long.MAX_VALUE - 1);
    assertThat(memory.fits()).isFalse();
    assertThat(memory.refusal(32_001, "2 folds", "leave out features", "numFolds"))
        .isEqualTo(
            "32,001 features are more than the 32,000 whose statistics fit in arrays; leave out features");
  }
}
