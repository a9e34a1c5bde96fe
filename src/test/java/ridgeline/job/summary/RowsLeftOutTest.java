package ridgeline.job.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ridgeline.report.linear.RowCounts;

@Tag("plain")
class RowsLeftOutTest {
  @Test
  void rowsThatWereAllUsedAreNotMentioned() {
    assertThat(RowsLeftOut.of(RowCounts.of(1000, 0, 0, Map.of()))).isEmpty();
    assertThat(RowsLeftOut.of(RowCounts.of(1000, 2345, 6, Map.of())))
        .contains("2,345 invalid, 6 of weight 0");
    assertThat(RowsLeftOut.of(RowCounts.of(1000, 0, 1, Map.of())))
        .contains("0 invalid, 1 of weight 0");
  }

  @Test
  void theMostImputedFeaturesAreNamed() {
    Map<String, Long> imputed = new LinkedHashMap<>();
    assertThat(RowsLeftOut.imputed(RowCounts.of(9, 0, 0, imputed))).isEmpty();
    for (int j = 1; j <= 5; j++) {
      imputed.put("x" + j, 1000L * j);
    }
    String five = "5,000 of x5, 4,000 of x4, 3,000 of x3, 2,000 of x2, 1,000 of x1";
    assertThat(RowsLeftOut.imputed(RowCounts.of(9, 0, 0, imputed)).orElseThrow())
        .endsWith("infinite: " + five);
    imputed.put("rare", 1L);
    assertThat(RowsLeftOut.imputed(RowCounts.of(9, 0, 0, imputed)).orElseThrow())
        .endsWith("infinite: " + five + ", ...");
  }
}
