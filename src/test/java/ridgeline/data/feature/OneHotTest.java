package ridgeline.data.feature;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("plain")
class OneHotTest {
  @Test
  void countsCombinationsLikeAnOdometer() {
    int expected = 0;
    for (int a = 0; a < 3; a++) {
      for (int b = 0; b < 2; b++) {
        for (int c = 0; c < 4; c++) {
          int feature = OneHot.next(OneHot.next(OneHot.next(0, a, 3), b, 2), c, 4);
          assertThat(feature).isEqualTo(expected++);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"-1, 0, 3", "0, -1, 3", "0, 3, 3"})
  void isNoneWhereALevelHasNoFeature(int feature, int code, int levels) {
    assertThat(OneHot.next(feature, code, levels)).isEqualTo(OneHot.NONE);
  }
}
