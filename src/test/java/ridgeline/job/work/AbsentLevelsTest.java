package ridgeline.job.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.data.design.Design;

/** Factors of features that a window may lack. */
@Tag("plain")
class AbsentLevelsTest {
  private static final Design DESIGN =
      new Design(
          "y",
          null,
          List.of("a"),
          List.of("c", "d"),
          2,
          List.of(List.of("a", "c"), List.of("c", "d")));

  private static final List<List<String>> LEVELS = List.of(List.of("1", "2"), List.of("=:"));

  /** All that follows an equals sign may be a level, colons included. */
  @Test
  void areThoseOfLevelsThatTheDesignCouldHave() {
    List<String> names = DESIGN.names(LEVELS);
    assertThat(names).contains("a^2", "c=2", "a:c=1", "c=1:d==:");

    assertThat(
            AbsentLevels.among(
                List.of(
                    "a",
                    "c=2",
                    "c=3",
                    "a:c=3",
                    "c=3:d=4",
                    "c=2:d=12:30",
                    "d=",
                    "d==",
                    "e=1",
                    "c",
                    "a^3",
                    "a:d=1",
                    "c=1:a"),
                DESIGN,
                LEVELS,
                names))
        .containsExactlyInAnyOrder("c=3", "a:c=3", "c=3:d=4", "c=2:d=12:30", "d=", "d==", "c=1:a");
  }
}
