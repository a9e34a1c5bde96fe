package ridgeline.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How the differences between two job files are listed. */
@Tag("plain")
class JobDifferenceTest {
  @Test
  void namesKeysOfAllLevelsWithBothValues() {
    assertThat(
            JobDifference.of(
                "epochs: 10\ndata: {idx: /a}\nclasses: [x]",
                "epochs: 20\ndata: {idx: /b}\nclasses: [x]"))
        .isEqualTo("epochs was 10 and is 20, data.idx was /a and is /b");
  }

  @Test
  void aKeyOfOneFileIsNotSetInTheOther() {
    assertThat(JobDifference.of("a: 1", "b: [2, 3]"))
        .isEqualTo("a was 1 and is not set, b was not set and is [2,3]");
  }

  @Test
  void equalFilesDoNotDiffer() {
    assertThat(JobDifference.of("a: {b: 1, c: 2}", "a: {c: 2, b: 1}")).isEmpty();
  }

  @Test
  void onlyTheFirstKeysAreNamedAndLongValuesCut() {
    assertThat(JobDifference.of("{}", "{a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7}"))
        .endsWith("e was not set and is 5, and 2 more");
    assertThat(JobDifference.of("a: 1", "a: " + "x".repeat(100)))
        .isEqualTo("a was 1 and is " + "x".repeat(60) + "...");
  }
}
